"""What came out: one bounded pass, further epochs, a Sequence asked by index."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Dict, FrozenSet, List, Optional, Tuple

import numpy as np

from conformance.records.environment import Failure


def contents(hashes: np.ndarray) -> int:
    """One number for rows in any order, from the uint64 hash of each."""
    return int(np.sum(hashes, dtype=np.uint64))


def mixed(hashes: np.ndarray) -> np.ndarray:
    """The hash of an example is a sum over its components, which a sum over examples would undo."""
    with np.errstate(over="ignore"):
        return (hashes ^ (hashes >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)


@dataclass
class Component:
    """Everything seen of one tensor of the element over one pass.

    ``rows`` are examples (axis 0) kept for the judges, at most a few tens of MB, in order of
    arrival: the first ones, and the last ones where not all could be kept; ``row_batches`` gives the
    batch each came from. Ragged components are kept as object arrays of rows. ``values`` counts every
    whole number and text, and of large batches of other numbers a part.
    """

    path: str
    role: str
    key: Optional[str]
    dtype: str
    kind: str = "dense"
    shapes: List[Tuple[int, ...]] = field(default_factory=list)  # one a batch, batch axis first
    rows: Optional[np.ndarray] = None
    row_batches: Optional[np.ndarray] = None
    minimum: Optional[float] = None
    maximum: Optional[float] = None
    mean: Optional[float] = None
    std: Optional[float] = None
    nan: int = 0
    inf: int = 0
    count: int = 0  # values seen
    bad_at: Optional[Tuple[int, Tuple[int, ...]]] = None  # first non-finite: batch, index
    bad_rows: int = 0
    integral: Optional[bool] = None  # every finite value is a whole number
    values: Optional[Dict[Any, int]] = None  # value -> count when few are distinct
    hashes: List[np.ndarray] = field(default_factory=list)  # uint64 a row, in order of arrival

    @property
    def row_hashes(self) -> np.ndarray:
        return np.concatenate(self.hashes) if self.hashes else np.zeros(0, np.uint64)


@dataclass
class Pass:
    """One bounded pass over the data.

    Long data are read at the head and, where they can be reached, at places further in and at the
    end: the last ``sampled`` of the ``batches``. ``batch_numbers`` are their places in the data.
    """

    components: List[Component] = field(default_factory=list)
    batches: int = 0
    batch_sizes: List[int] = field(default_factory=list)
    complete: bool = True  # the end was reached
    stopped_by: Optional[str] = None  # time | batches | bytes
    failure: Optional[Failure] = None
    seconds: float = 0.0
    structure_changes: List[str] = field(default_factory=list)
    steps_each: List[float] = field(default_factory=list)  # seconds for each batch
    batch_numbers: List[int] = field(default_factory=list)
    sampled: int = 0  # batches read further in than the head
    of_batches: Optional[int] = None  # all there are, where that is known
    of_examples: Optional[int] = None
    endless: bool = False  # the data have no end: there is no whole that could be read
    places: Tuple[Tuple[int, int], ...] = ()  # stretches of examples read, end excluded

    @property
    def examples(self) -> int:
        return int(sum(self.batch_sizes))

    @property
    def head(self) -> int:
        """Batches read from the beginning, without a gap."""
        return self.batches - self.sampled

    @property
    def read(self) -> str:
        """How much was read, as a clause: "800 of 20,000 examples were read"."""
        if self.failure is not None:
            return f"reading ended with an error in batch {self.batches}"
        first = "" if self.sampled else "the first "
        if self.of_examples is not None:
            return f"{first}{self.examples:,} of {self.of_examples:,} examples were read"
        if self.of_batches is not None:
            return f"{first}{self.batches:,} of {self.of_batches:,} batches were read"
        return f"{first}{self.examples:,} examples were read"

    def role(self, role: str) -> List[Component]:
        return [c for c in self.components if c.role == role]

    def component(self, path: str) -> Optional[Component]:
        return next((c for c in self.components if c.path == path), None)

    def example_hashes(self, roles: Tuple[str, ...] = ("x", "y", "sample_weight")) -> np.ndarray:
        """One uint64 for each example, over all components with these roles."""
        parts = [c.row_hashes for c in self.components if c.role in roles]
        parts = [p for p in parts if len(p) == self.examples]
        if not parts:
            return np.zeros(0, np.uint64)
        total = np.zeros(len(parts[0]), np.uint64)
        with np.errstate(over="ignore"):
            for part in parts:
                total = total * np.uint64(0x9E3779B97F4A7C15) + part
        return total

    def batch_hashes(self) -> List[FrozenSet[int]]:
        """The set of example hashes of each batch."""
        hashes, out, at = self.example_hashes(), [], 0
        if len(hashes) != self.examples:
            return []
        for size in self.batch_sizes:
            out.append(frozenset(hashes[at : at + size].tolist()))
            at += size
        return out


@dataclass
class Epochs:
    """Further passes: over the same object, and over a second build."""

    second: Optional[Pass] = None
    rebuilt: Optional[Pass] = None
    third: Optional[Pass] = None


@dataclass
class SequenceFacts:
    """A keras Sequence / PyDataset asked by index."""

    length: int
    type_name: str
    cursor: Optional[str] = None  # evidence that the index is ignored
    index_failure: Optional[Failure] = None
    failing_index: Optional[int] = None
    empty_index: Optional[int] = None
    source_rows: Optional[int] = None  # common length of the arrays it holds
    source_names: Tuple[str, ...] = ()
    orders: FrozenSet[int] = frozenset()  # lengths of the shorter lists of row numbers it holds
    pickle_failure: Optional[str] = None
    unpicklable: Optional[str] = None  # the attribute that pickle refuses
    written: Optional[str] = None  # the attribute that reading a batch changes, each time
    workers: int = 1
    multiprocessing: bool = False
    global_random: bool = False  # __getitem__ draws from the global NumPy / random state
    own_random: bool = False  # __getitem__ draws from a generator it holds
    super_called: bool = True
    has_epoch_end: bool = False
    start_method: str = "fork"  # how worker processes start here
