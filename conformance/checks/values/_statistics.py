"""Checks: were features scaled with statistics of the training set, and of nothing else?

The mean and deviation of n random rows miss 0 and 1 by about 1/sqrt(n). Columns that hit them far
more closely were scaled by the very numbers computed from those rows.
"""

from __future__ import annotations

from typing import Iterable

import numpy as np

EXACT = 0.02  # largest miss, in standard errors, that counts as "these very rows"
UNLIKELY = -7.0  # log10 of the chance of such a coincidence
MOST = 0.8  # share of columns that must; an epsilon leaves the almost constant ones narrower
FLAT = 1e-6  # a column that varies less is constant


def misses(values: np.ndarray) -> np.ndarray:
    """Distance of each column's mean from 0 and deviation from 1, in standard errors.

    Constant columns are left out. Both ways to count the deviation (n and n - 1) are tried, and
    one below 1 is a negative distance.

    Args:
        values: (rows, columns), at least two rows.

    Returns:
        (2, columns): the mean's, the deviation's.
    """
    rows = len(values)
    mean, std = values.mean(axis=0), values.std(axis=0)
    varied = std > FLAT
    mean, std = mean[varied], std[varied]
    corrected = std * np.sqrt(rows / (rows - 1))
    spread = np.where(np.abs(std - 1) < np.abs(corrected - 1), std - 1, corrected - 1)
    spread = spread * np.sqrt(2 * rows)
    return np.stack([np.abs(mean) * np.sqrt(rows), spread])


def standardised(parts: Iterable[np.ndarray]) -> bool:
    """Whether every column of every part has mean 0 and deviation 1, as chance cannot do."""
    chance = 0.0
    for part in parts:
        mean, spread = misses(part)
        exact = np.abs(spread) <= EXACT
        if (
            not mean.size
            or mean.max() > EXACT
            or exact.mean() < MOST
            or spread[~exact].max(initial=-1.0) > 0
        ):
            return False
        missed = np.concatenate([mean, np.abs(spread[exact])])
        chance += missed.size * np.log10(0.8 * max(float(missed.max()), 1e-9))
    return chance < UNLIKELY
