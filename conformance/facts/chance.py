"""How likely chance alone would do what was seen: log10 of probabilities, for `fail` by statistics."""

from __future__ import annotations

from math import erfc, lgamma, log, log10, pi, sqrt
from typing import Sequence

import numpy as np

SURE = -6.0  # log10 of the error probability below which a finding may fail
LN10 = log(10.0)


def text(chance: float) -> str:
    """A probability as a finding states it: ``below 1e-7``."""
    return f"below 1e{max(-300, int(np.ceil(chance)))}"


def sampled(count: int, most: int) -> np.ndarray:
    """(at most ``most``,): the rows looked at of ``count``, drawn, and the same in each run."""
    return np.random.RandomState(0).permutation(count)[:most]


def upper(z: float) -> float:
    """log10 of the probability that a standard normal variable is ``z`` or more."""
    if z < 30:
        return log10(max(erfc(z / sqrt(2)) / 2, 1e-300))
    return float((-z * z / 2 - log(z * sqrt(2 * pi))) / LN10)


def apart(one: np.ndarray, two: np.ndarray) -> float:
    """log10 of the chance that values of one distribution rank as far apart as these (Mann-Whitney).

    Args:
        one, two: (values,) of two samples, NaN left out. Two-sided, by the normal approximation, ties
            averaged.
    """
    one, two = one[~np.isnan(one)], two[~np.isnan(two)]
    n, m = len(one), len(two)
    if min(n, m) < 8:
        return 0.0
    both = np.concatenate([one, two])
    _, places, counts = np.unique(both, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[places.ravel()]
    total = n + m
    ties = float((counts.astype(float) ** 3 - counts).sum()) / (total * (total - 1))
    deviation = sqrt(max(n * m / 12 * (total + 1 - ties), 1e-12))
    z = abs(float(ranks[:n].sum()) - n * (total + 1) / 2) / deviation
    return upper(z) + log10(2)


def arrangements(counts: Sequence[int]) -> float:
    """log10 of the number of orders in which values with these counts can stand."""
    total = lgamma(sum(counts) + 1) - sum(lgamma(count + 1) for count in counts)
    return total / LN10


def few_runs(members: int, others: int, runs: int) -> float:
    """log10 of the chance of so few runs or fewer of two kinds in random order (Wald-Wolfowitz).

    Exact: of ``members`` of one kind and ``others`` of the other, in a row.
    """
    if not members or not others:
        return 0.0
    terms = []
    for count in range(2, runs + 1):
        half = count // 2
        if count % 2:
            terms += [
                choose(members - 1, half) + choose(others - 1, half - 1),
                choose(members - 1, half - 1) + choose(others - 1, half),
            ]
        else:
            terms.append(log(2) + choose(members - 1, half - 1) + choose(others - 1, half - 1))
    if not terms:
        return 0.0
    most = max(terms)
    total = most + log(sum(np.exp(np.array(terms) - most)))
    return min(0.0, (total - choose(members + others, members)) / LN10)


def at_least(seen: int, of: int, share: float) -> float:
    """log10 of the chance of ``seen`` or more of ``of``, each with the chance ``share``."""
    if share <= 0:
        return -300.0
    if seen <= share * of:
        return 0.0
    terms = [
        choose(of, k) + k * log(share) + (of - k) * np.log1p(-min(share, 1 - 1e-12))
        for k in range(seen, of + 1)
    ]
    most = max(terms)
    return float(min(0.0, (most + np.log(np.exp(np.array(terms) - most).sum())) / np.log(10)))


def choose(n: int, k: int) -> float:
    """ln of a binomial coefficient; minus infinity where there is no way to choose."""
    if k < 0 or k > n:
        return float("-inf")
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
