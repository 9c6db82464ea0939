"""What two passes say of randomness: same order, same contents, same batches."""

from __future__ import annotations

from collections import Counter
from typing import Optional, Tuple

import numpy as np

from conformance.records import Pass

ROLES = ("x", "y", "sample_weight")


def hashes(one: Pass, two: Pass, roles: Tuple[str, ...] = ROLES) -> Tuple[np.ndarray, np.ndarray]:
    """Example hashes of both passes, cut to the shorter where a pass was cut short."""
    a, b = one.example_hashes(roles), two.example_hashes(roles)
    if one.complete and two.complete:
        return a, b
    length = min(len(a), len(b))
    return a[:length], b[:length]


def telling(one: Pass, two: Optional[Pass]) -> bool:
    """Whether the passes can be compared: read without error, several batches, not all alike."""
    if two is None or one.failure is not None or two.failure is not None:
        return False
    if min(one.batches, two.batches) < 2:
        return False
    return len(np.unique(one.example_hashes()[:10000])) > 2


def same_order(one: Pass, two: Pass) -> bool:
    a, b = hashes(one, two)
    return len(a) > 0 and len(a) == len(b) and bool(np.array_equal(a, b))


def same_contents(one: Pass, two: Pass, roles: Tuple[str, ...] = ROLES) -> bool:
    a, b = hashes(one, two, roles)
    return len(a) > 0 and len(a) == len(b) and bool(np.array_equal(np.sort(a), np.sort(b)))


def same_batches(one: Pass, two: Pass) -> bool:
    """Whether the batches hold the same examples, in whatever order the batches come."""
    if not (one.complete and two.complete):
        return False
    a, b = one.batch_hashes(), two.batch_hashes()
    return len(a) >= 3 and max(map(len, a)) > 1 and Counter(a) == Counter(b)


def shared(one: Pass, two: Pass, roles: Tuple[str, ...] = ROLES) -> float:
    """Share of the first pass's examples that the second holds too (as multisets)."""
    a, b = hashes(one, two, roles)
    if not len(a):
        return 1.0
    both = Counter(a.tolist()) & Counter(b.tolist())
    return sum(both.values()) / len(a)


def first_difference(one: Pass, two: Pass) -> Optional[Tuple[int, int, float]]:
    """(batch, index in it, share of positions that differ) where two passes first part."""
    a, b = hashes(one, two)
    length = min(len(a), len(b))
    differ = np.flatnonzero(a[:length] != b[:length])
    if not len(differ):
        return None
    at, before = int(differ[0]), 0
    for batch, size in enumerate(one.batch_sizes):
        if at < before + size:
            return batch, at - before, len(differ) / length
        before += size
    return None
