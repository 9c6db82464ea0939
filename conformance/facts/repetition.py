"""What a second pass over the data repeats of the first, and what a second build of them repeats.

Examples are compared by their hashes, one for each row over all components with the roles x, y and
sample_weight. Where a pass was cut short, both are cut to the shorter: only their order can then be
compared, for contents and batches need whole passes.
"""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import Optional, Tuple

import numpy as np

from conformance.records import Epochs, Pass

ROLES = ("x", "y", "sample_weight")
LOOKED_AT = 10_000  # examples among which three different ones are looked for


class Repetition:
    """The first pass against another one (``other``: the second pass, or that of a second build).

    ``told`` is False where nothing can be told: no other pass, one that raised, fewer than two
    batches, or (nearly) all examples alike. Everything else is meaningless then.
    """

    def __init__(self, one: Pass, other: Optional[Pass]):
        self.one = one
        self.other = other

    @cached_property
    def told(self) -> bool:
        return telling(self.one, self.other)

    @cached_property
    def whole(self) -> bool:
        """Whether both passes were read to their end."""
        return self.other is not None and self.one.complete and self.other.complete

    @cached_property
    def order(self) -> bool:
        """Whether both give the same examples in the same order."""
        return self.other is not None and same_order(self.one, self.other)

    @cached_property
    def contents(self) -> bool:
        """Whether both are whole and give the same examples, in whatever order."""
        return self.other is not None and self.whole and same_contents(self.one, self.other)

    @cached_property
    def batches(self) -> bool:
        """Whether both are whole and their batches hold the same examples, in whatever order."""
        return self.other is not None and same_batches(self.one, self.other)

    def contents_of(self, *roles: str) -> bool:
        """The same, of the components with these roles alone."""
        return self.other is not None and self.whole and same_contents(self.one, self.other, roles)

    def shared(self, *roles: str) -> float:
        """Share, 0 to 1, of the first pass's examples that the other holds too."""
        return 1.0 if self.other is None else shared(self.one, self.other, roles or ROLES)

    @property
    def counted(self) -> int:
        """How many examples both gave."""
        return min(self.one.examples, self.other.examples if self.other is not None else 0)


def second_pass(elements: Pass, epochs: Epochs) -> Repetition:
    """The second pass over the same object against the first."""
    return Repetition(elements, epochs.second)


def second_build(elements: Pass, epochs: Epochs) -> Repetition:
    """The first pass over a second build against the first pass."""
    return Repetition(elements, epochs.rebuilt)


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
    return len(np.unique(one.example_hashes()[:LOOKED_AT])) > 2


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
