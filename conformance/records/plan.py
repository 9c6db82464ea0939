"""The pipeline as TensorFlow will run it: datasets, their functions, what depends on what."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Dict, FrozenSet, Iterator, List, Optional

from conformance.records.spec import Leaf

INFINITE = -1


UNKNOWN = -2


SHUFFLES = ("shuffle", "shuffle_and_repeat")  # the ops of a Node that shuffle


@dataclass(frozen=True)
class Dependence:
    """What one output of a traced function is computed from."""

    inputs: FrozenSet[int]  # positions of the function's element inputs
    random: FrozenSet[str]  # keys of the random draws; equal keys draw equal numbers
    source: str = ""  # the op that computes it: one name for two outputs, one computation


@dataclass
class Function:
    """A traced function of the pipeline (map, filter, interleave, ...)."""

    name: str
    ops: FrozenSet[str] = frozenset()
    outputs: List[Dependence] = field(default_factory=list)
    random: FrozenSet[str] = frozenset()  # keys of all random draws inside
    python: FrozenSet[str] = frozenset()  # PyFunc, EagerPyFunc, ...
    datasets: FrozenSet[str] = frozenset()  # dataset ops built inside (interleave, flat_map)
    scalars: FrozenSet[str] = frozenset()  # keys of the draws of one number
    constant_bytes: int = 0  # arrays that became constants of its graph
    endless: bool = False  # returns a dataset that repeats without end (interleave, flat_map)
    eight_bits: bool = False  # decodes images, and none of them to more than eight bits
    real_of_transform: bool = False  # casts what a Fourier transform gave to real numbers
    skips: bool = False  # skips as many elements of a dataset as its argument says


@dataclass
class Node:
    """One dataset of the pipeline; ``inputs`` are upstream."""

    op: str  # shuffle, batch, padded_batch, map, cache, zip, tensor_slices, flat_map, ...
    raw: str = ""
    attributes: Dict[str, Any] = field(default_factory=dict)
    inputs: List[Node] = field(default_factory=list)
    function: Optional[Function] = None
    cardinality: Optional[int] = None  # INFINITE, UNKNOWN, or a count; None: not known to us
    leaves: Optional[List[Leaf]] = None  # the element it yields
    origins: Optional[List[FrozenSet[str]]] = None  # per leaf: source components it comes from
    branches: Optional[List[FrozenSet[int]]] = None  # per leaf: random branches it went through
    randoms: Optional[List[FrozenSet[str]]] = None  # per leaf: random draws it depends on

    def walk(self) -> Iterator[Node]:
        """This node and everything upstream, nearest first.

        No recursion: a chain may be longer than Python's stack (``concatenate`` in a loop).
        """
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node.inputs))

    def inputs_first(self) -> List[Node]:
        """Everything upstream and this node, each after its inputs."""
        found, waiting = [], [self]
        while waiting:
            node = waiting.pop()
            found.append(node)
            waiting.extend(node.inputs)
        return found[::-1]


@dataclass
class Plan:
    """The pipeline as TensorFlow will run it."""

    root: Node
    deterministic: Optional[bool] = None
    embedded_bytes: int = 0
    external_state: Optional[str] = None  # the op that cannot be serialised

    def nodes(self) -> List[Node]:
        return list(self.root.walk())

    def ops(self) -> List[str]:
        return [node.op for node in self.nodes()]

    def chain(self) -> List[Node]:
        """The main line from the root to where it first branches, root first."""
        out, node = [], self.root
        while True:
            out.append(node)
            if len(node.inputs) != 1:
                return out
            node = node.inputs[0]

    def first(self, *ops: str) -> Optional[Node]:
        """The node nearest to the model with one of these ops."""
        return next((node for node in self.nodes() if node.op in ops), None)
