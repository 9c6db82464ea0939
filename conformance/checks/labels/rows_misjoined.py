"""Whether features and targets that stood in one row of the source stand in one example."""

from __future__ import annotations

from dataclasses import replace
from typing import Iterator, List, Optional, Tuple

import numpy as np

from conformance.facts.associations import Association, associate
from conformance.facts.cuts import squeezed
from conformance.facts.provenance import Provenance
from conformance.records import Held, Pass, Source
from conformance.registry import check, predicate
from conformance.results import Finding, Outcome, Passed
from conformance.wording import share

CLASSES = 50  # values of a target that are compared as classes; more are numbers
AGREE = 0.95  # agreement beyond that of the commonest class: rounding and a few rows apart
MOVED = 0.05  # share of the rows that stand elsewhere
LINE = 1 - 1e-6  # correlation of a number with itself, scaled and in float32

RELATED, UNRELATED = 0.005, 0.05  # chances, of one in 200 permuted pairings the least

Candidate = Tuple[Provenance, Source, np.ndarray]


@predicate("no features are rows of an array that the code held beside another of as many rows")
def joined(provenance: List[Provenance], held: Held, elements: Pass) -> bool:
    return _target(elements) is not None and any(_candidates(provenance, held))


def _target(elements: Pass) -> Optional[np.ndarray]:
    """One number for each example: the class of one-hot rows; None for other targets."""
    targets = elements.role("y")
    rows = targets[0].rows if len(targets) == 1 else None
    if rows is None or rows.dtype.kind not in "biuf" or len(rows) != elements.examples:
        return None
    rows = squeezed(rows)
    if rows.ndim == 2 and _one_hot(rows):
        rows = rows.argmax(axis=1)
    return rows if rows.ndim == 1 and len(np.unique(rows)) > 1 else None


def _one_hot(rows: np.ndarray) -> bool:
    return rows.shape[1] > 1 and bool((np.count_nonzero(rows, axis=1) == 1).all())


def _candidates(provenance: List[Provenance], held: Held) -> Iterator[Candidate]:
    """(where the features are from, a column of as many rows, its values)."""
    for one in provenance:
        for source in held.arrays:
            values = squeezed(source.value)
            if values.ndim == 2 and values.dtype.kind in "biuf" and _one_hot(values):
                values = values.argmax(axis=1)
            if values.ndim == 1 and len(values) == len(one.source.value) > 1:
                if values.dtype.kind == "O":
                    values = values.astype(str)
                if values.dtype.kind in "biufSU":
                    yield one, source, values


@check(
    "rows-misjoined",
    group="labels",
    title="the target of an example is from the row of its features",
    applies=(joined,),
    phase="compared",
)
def rows_misjoined(
    provenance: List[Provenance],
    held: Held,
    elements: Pass,
    associations: List[Association],
) -> Outcome:
    """Labels taken by position after rows were dropped from the features, or features alone shuffled."""
    target = _target(elements)
    assert target is not None
    candidates = list(_candidates(provenance, held))
    honoured = {
        id(source): one for one, source, values in candidates if _same(values[one.places], target)
    }
    for one, source, values in candidates:
        by = honoured.get(id(source))
        if by is one or (by is not None and by.path != one.path):
            continue
        for order in _orders(provenance, len(target)):
            found = _by_position(values, target[order], one.places[order])
            if found is None:
                continue
            apart, row, there = found
            if by is not None and not _better(one, values, elements, associations):
                continue
            return Finding(
                f"`{one.path}` holds rows of {one.source.called}, and the targets are {source.called} in "
                f"its order, as if no row had been dropped or moved: {share(apart, len(target))} examples "
                f"hold the features of one row and the target of another",
                expected=f"the features and the target of one row of {len(values)}",
                actual=f"features of row {row} with the target of row {there}",
                where=one.path,
                component=elements.role("y")[0].path,
                fix="drop, sort and shuffle rows while features and targets are still one table (or use "
                "one index for both), and take them apart afterwards",
            )
    names = [f"{one.source.called} and {source.called}" for one, source, _ in candidates[:2]]
    return Passed(f"the rows of {'; '.join(names)}")


def _orders(provenance: List[Provenance], count: int) -> Iterator[np.ndarray]:
    """As delivered, and in the order of each source that the features are from."""
    yield np.arange(count)
    for one in provenance:
        yield np.argsort(one.places, kind="stable")


def _better(
    one: Provenance, values: np.ndarray, elements: Pass, delivered: List[Association]
) -> bool:
    """Whether the features hang together with the targets of their own rows, and not with those given.

    Told by the permutation test of ``associations``, where two arrays hold the features in two orders:
    to which do the targets belong?
    """
    given = elements.role("y")[0]
    if not any(a.path == given.path and a.p > UNRELATED for a in delivered):
        return False
    own = replace(given, rows=values[one.places], kind="dense")
    if values.dtype.kind in "SU":
        own.rows = np.unique(values, return_inverse=True)[1].reshape(-1)[one.places]
    there = associate(elements.role("x"), own)
    return there is not None and there.p <= RELATED


def _by_position(
    values: np.ndarray, target: np.ndarray, places: np.ndarray
) -> Optional[Tuple[int, int, int]]:
    """(examples joined wrongly, a row of the features, the row of its target).

    Of targets that are a stretch of the source, while the features are other rows of it; None where
    they are not, or are moved as one: the target of a later step, which nothing need foretell.
    """
    count = len(target)
    for first in {0, len(values) - count}:
        if first < 0 or not _same(values[first : first + count], target):
            continue
        off = places - (first + np.arange(count))
        known = places >= 0
        times = np.unique(off[known], return_counts=True)[1]
        apart = known & (off != 0)
        if times.max() > (1 - MOVED) * known.sum() or apart.sum() < MOVED * count:
            continue
        at = int(np.flatnonzero(apart)[-1])
        return int(apart.sum()), int(places[at]), first + at
    return None


def _same(values: np.ndarray, target: np.ndarray) -> bool:
    """Whether one tells the other: classes by any names, numbers by a line."""
    kinds, codes = np.unique(target, return_inverse=True)
    if len(kinds) > CLASSES:
        if values.dtype.kind not in "iuf":
            return False
        both = np.stack([values.astype(np.float64), target.astype(np.float64)])
        both = both[:, np.isfinite(both).all(axis=0)]
        if both.shape[1] < 2 or (both.std(axis=1) == 0).any():
            return False
        return bool(np.corrcoef(both).ravel()[1] > LINE)
    names, given = np.unique(values, return_inverse=True)
    if not 2 <= len(names) <= CLASSES:
        return False
    table = np.zeros((len(names), len(kinds)))
    np.add.at(table, (given.reshape(-1), codes.reshape(-1)), 1)
    common = table.sum(axis=0).max()
    return bool(table.max(axis=1).sum() - common >= AGREE * (len(target) - common))
