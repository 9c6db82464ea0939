"""How the subject came to be, and what was seen while its functions were traced."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import FrozenSet, List, Optional, Tuple

import numpy as np

from conformance.records.environment import Failure
from conformance.records.words import Words


@dataclass
class Build:
    """How the subject came to be.

    ``kind``: dataset | sequence | generator | iterator | arrays | other. ``factory`` tells whether
    it can be built again. ``seeded`` tells whether a global seed was set while building.
    """

    kind: str = "dataset"
    type_name: str = ""
    factory: bool = True
    seconds: float = 0.0
    failure: Optional[Failure] = None
    seeded: bool = False
    debug_mode: bool = False
    embedded_bytes: int = 0  # arrays held as constants of the pipeline
    accepted_by_fit: bool = True
    held_rows: FrozenSet[int] = frozenset()  # lengths of the arrays and lists a generator holds


@dataclass(frozen=True)
class TraceEvent:
    """Python state that a graph-traced function used once, while it was traced."""

    what: str  # "np.random.normal", "random.random", "time.time", "numpy Generator `rng`"
    kind: str  # random | time | file
    where: str  # file.py:12
    function: str


@dataclass(frozen=True)
class GeneratorYield:
    """What a Python generator given to from_generator really yielded against its signature."""

    path: str
    declared: str
    yielded: str
    example_raw: str
    example_cast: str
    lossy: bool


@dataclass(frozen=True)
class Adapted:
    """The state of a preprocessing layer that a function of the pipeline uses."""

    name: str  # as the function calls it
    type: str
    words: Tuple[str, ...] = ()  # a vocabulary, in order
    numbers: Tuple[float, ...] = ()  # mean and variance, or boundaries

    def same(self, other: Adapted) -> bool:
        return self.words == other.words and (
            len(self.numbers) == len(other.numbers)
            and bool(np.allclose(self.numbers, other.numbers, rtol=1e-3, atol=1e-6))
        )


@dataclass(frozen=True)
class FrozenState:
    """Python state that a traced function read once and a callback writes later."""

    name: str  # as the function reads it: "curriculum.length"
    value: str  # when it was traced, as text
    reader: str
    writer: str  # "Curriculum.on_epoch_end"
    where: str  # file.py:12, the line that writes


@dataclass
class Tracing:
    """What was seen while the pipeline's functions were traced."""

    events: List[TraceEvent] = field(default_factory=list)
    frozen: List[FrozenState] = field(default_factory=list)
    functions: int = 0  # functions of the user's that were traced
    yields: List[GeneratorYield] = field(default_factory=list)
    wrapped_sequences: List[str] = field(default_factory=list)  # Sequence types in a generator
    unadapted: List[str] = field(default_factory=list)  # unadapted layers used in functions
    adapted: List[Adapted] = field(default_factory=list)  # the others
    words: List[Words] = field(default_factory=list)  # lists of words that functions name
    generator_draws: List[str] = field(default_factory=list)  # shuffling a generator's code names
    generator_numbers: Tuple[str, ...] = ()  # draws of a number that its code names
    generator_rows: FrozenSet[int] = frozenset()  # lengths of the arrays that its code names
