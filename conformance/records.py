"""Plain records: what observation writes and what the checks read.

Nothing here imports TensorFlow, so every check can be tested on hand-written records in
microseconds. Shapes are tuples with ``None`` for an unknown dimension; a ``None`` shape is an
unknown rank. Dtypes are TensorFlow names ("float32", "string"). Seconds are wall-clock.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Dict, FrozenSet, List, Optional, Tuple

import numpy as np

Shape = Optional[Tuple[Optional[int], ...]]

INFINITE = -1
UNKNOWN = -2

SHUFFLES = ("shuffle", "shuffle_and_repeat")  # the ops of a Node that shuffle


@dataclass(frozen=True)
class Leaf:
    """One tensor of a structure.

    ``path`` reads as the user would write it: ``x['age']``, ``y[0]``, ``x``; for a model input or
    output it is its name. ``key`` is the last dict key on the way (None when reached by position).
    """

    path: str
    shape: Shape
    dtype: str
    kind: str = "dense"  # dense | ragged | sparse | dataset | other
    role: str = "x"  # x | y | sample_weight | input | output
    key: Optional[str] = None
    optional: bool = False


@dataclass(frozen=True)
class Failure:
    """An exception raised by the user's code or by the framework on its behalf."""

    type: str
    message: str
    stage: str
    batch: Optional[int] = None
    frames: Tuple[str, ...] = ()  # "file.py:12 in name", innermost last
    functions: Tuple[str, ...] = ()  # function names of every frame, innermost last
    key: Optional[str] = None  # what the KeyError behind it asked for

    def __str__(self) -> str:
        text = " ".join(self.message.split())
        return f"{self.type}: {text[:400]}{'…' if len(text) > 400 else ''}"


@dataclass(frozen=True)
class Environment:
    tensorflow: str
    keras: str
    keras_generation: int  # 2 or 3
    backend: str = "tensorflow"
    numpy: str = np.__version__
    python: str = ""
    device: str = "cpu"
    seed: int = 0
    generator_spec_batches: int = 0  # first batches that fix a generator's spec; 0: none do


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


@dataclass
class Tracing:
    """What was seen while the pipeline's functions were traced."""

    events: List[TraceEvent] = field(default_factory=list)
    yields: List[GeneratorYield] = field(default_factory=list)
    wrapped_sequences: List[str] = field(default_factory=list)  # Sequence types in a generator
    unadapted: List[str] = field(default_factory=list)  # unadapted layers used in functions
    adapted: List[Adapted] = field(default_factory=list)  # the others
    generator_draws: List[str] = field(default_factory=list)  # shuffling a generator's code names


@dataclass
class Spec:
    """The declared element: leaves with roles, and how Keras will unpack it."""

    leaves: List[Leaf]
    top: str = "tuple"  # tuple | list | dict | tensor | dataset | other
    length: int = 2  # elements in the top-level tuple
    x_structure: Any = None  # nest of leaf indices, e.g. {"a": 0, "b": 1} or (0, 1) or 0
    y_structure: Any = None
    inferred: bool = False  # read from the first elements (generator, Sequence), not declared

    def role(self, role: str) -> List[Leaf]:
        return [leaf for leaf in self.leaves if leaf.role == role]


@dataclass(frozen=True)
class Loss:
    """The loss of one output."""

    name: str  # canonical: mean_squared_error, sparse_categorical_crossentropy, ...
    from_logits: Optional[bool] = None
    custom: bool = False  # not one of Keras' own
    label_smoothing: float = 0.0
    ignore_class: Optional[int] = None


@dataclass(frozen=True)
class LayerFacts:
    """One layer, as far as a pipeline must respect it."""

    name: str
    type: str
    inputs: Tuple[int, ...] = ()  # model inputs (indices) that reach it without passing a weight
    input_dim: Optional[int] = None  # Embedding(input_dim), CategoryEncoding(num_tokens)
    activation: Optional[str] = None
    units: Optional[int] = None
    adapted: Optional[bool] = None  # None: nothing to adapt
    mean: Optional[Tuple[float, ...]] = None  # Normalization statistics
    variance: Optional[Tuple[float, ...]] = None
    stateful: bool = False
    direct: bool = False  # consumes a model input directly
    last_step: bool = False  # recurrent, reads forward, and hands on its last step alone
    masks: bool = False  # hands a mask on: padding does not count in Keras' losses
    mask_value: Optional[float] = None  # what it masks, where that is one number
    data_format: Optional[str] = None  # channels_last | channels_first, of layers over images
    keras_own: bool = True  # a class of Keras, not of the user
    scale: Optional[Tuple[float, float]] = None  # Rescaling(scale, offset), where single numbers


@dataclass
class Contract:
    """What a model expects."""

    kind: str  # functional | sequential | subclassed
    name: str = "model"
    inputs: Optional[List[Leaf]] = None  # None: nothing is declared (unbuilt or subclassed)
    input_structure: Any = None  # nest of input indices
    outputs: Optional[List[Leaf]] = None
    output_structure: Any = None
    compiled: bool = True
    losses: Dict[int, Optional[Loss]] = field(default_factory=dict)  # by output index
    has_loss: bool = True
    left_out: FrozenSet[int] = frozenset()  # outputs (indices) that a dict of losses does not name
    custom_train_step: bool = False
    custom_test_step: bool = False
    measured: FrozenSet[str] = frozenset()  # outputs that a dict of metrics names
    own_fit: bool = False  # the class overrides fit
    layers: List[LayerFacts] = field(default_factory=list)
    jit_compile: bool = False
    run_eagerly: bool = False
    stateful: bool = False
    normalizes: FrozenSet[int] = frozenset()  # inputs that meet a scaling layer before a weight
    last_activation: Dict[int, Optional[str]] = field(default_factory=dict)  # by output index
    consumers: Dict[int, Tuple[str, ...]] = field(default_factory=dict)  # input -> layer types
    embedding_inputs: Dict[int, int] = field(default_factory=dict)  # input -> smallest input_dim
    parameters: int = 0
    # Groups of inputs (indices) that reach one layer with weights in separate calls: siamese models.
    shared: FrozenSet[FrozenSet[int]] = frozenset()
    optimizer: str = ""  # its class
    learning_rate: Optional[float] = None  # where it is one number


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
    scalar_random: bool = False  # draws a single number
    constant_seed: bool = False  # a stateless draw whose seed is a constant
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

    def walk(self):
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
    slot_count: int = 0

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


@dataclass
class Component:
    """Everything seen of one tensor of the element over one pass.

    ``rows`` are examples (axis 0) kept for the judges, at most a few tens of MB, in order of
    arrival; ``row_batches`` gives the batch each came from. Ragged components are kept as object
    arrays of rows.
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
    hashes: List[np.ndarray] = field(default_factory=list)  # uint64 a row, one array a batch

    @property
    def row_hashes(self) -> np.ndarray:
        return np.concatenate(self.hashes) if self.hashes else np.zeros(0, np.uint64)


@dataclass
class Pass:
    """One bounded pass over the data."""

    components: List[Component] = field(default_factory=list)
    batches: int = 0
    batch_sizes: List[int] = field(default_factory=list)
    complete: bool = True  # the end was reached
    stopped_by: Optional[str] = None  # time | batches | bytes
    failure: Optional[Failure] = None
    seconds: float = 0.0
    first_seconds: float = 0.0
    structure_changes: List[str] = field(default_factory=list)
    steps_each: List[float] = field(default_factory=list)  # seconds for each batch

    @property
    def examples(self) -> int:
        return int(sum(self.batch_sizes))

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
    repeat_differs: List[int] = field(default_factory=list)  # indices that gave other rows again
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


@dataclass
class Wiring:
    """Which component each model input received from a probe with the same inputs."""

    received: Dict[str, Optional[str]] = field(default_factory=dict)  # input name -> component path
    failure: Optional[Failure] = None
    warnings: List[str] = field(default_factory=list)


@dataclass
class Forward:
    """One call of a fresh model on the first batch."""

    failure: Optional[Failure] = None
    outputs: List[Leaf] = field(default_factory=list)
    output_structure: Any = None
    symbolic_failure: Optional[Failure] = None  # traced with the declared spec


@dataclass(frozen=True)
class OwnLoss:
    """What a loss of the user's own returned for the first batch."""

    output: int  # index of the output
    shape: Tuple[int, ...]
    rows: int  # examples in the batch
    skips: Optional[bool] = None  # its value ignores rows of weight 0 all by itself


@dataclass
class Training:
    """What fit, evaluate, predict and a custom loop did with a fresh model, bounded."""

    failures: Dict[str, Failure] = field(default_factory=dict)  # by stage: fit, evaluate, ...
    ran: List[str] = field(default_factory=list)
    initial_loss: Optional[float] = None
    losses: List[float] = field(default_factory=list)
    weights_finite: bool = True
    bad_weights: List[str] = field(default_factory=list)
    batches: int = 0  # batches an epoch of the bounded fit
    epochs: int = 0
    iterations: Optional[int] = None  # optimizer.iterations after fit
    traces: Optional[int] = None
    step_seconds: Optional[float] = None  # a step on one batch held in memory
    fit_seconds: Optional[float] = None
    aligned_loss: Optional[Tuple[float, float]] = None  # loss as given, with targets reshaped
    own_losses: List[OwnLoss] = field(default_factory=list)  # called on the first batch
    weights_used: Optional[bool] = None  # an own train_step under other weights learns otherwise
    removed_arguments: Tuple[str, ...] = ()
    drawn_while_traced: List[TraceEvent] = field(default_factory=list)  # by the model's own code


@dataclass
class Arguments:
    """The other arguments the user gives to fit."""

    given: Dict[str, Any] = field(default_factory=dict)
    accepted: Optional[FrozenSet[str]] = None  # parameters of this Keras' fit

    def get(self, name: str, default: Any = None) -> Any:
        value = self.given.get(name)
        return default if value is None else value

    @property
    def class_weight(self) -> Dict[Any, Any]:
        """Class -> weight; empty where there is none, or it is no dict."""
        value = self.given.get("class_weight")
        return value if isinstance(value, dict) else {}


@dataclass
class Timing:
    """Measured seconds: the pipeline alone, epoch by epoch, and with what-if changes."""

    first_epoch: float = 0.0
    second_epoch: float = 0.0
    batches: int = 0
    cached_epoch: Optional[float] = None
    bytes_per_epoch: int = 0
    stages: List[Tuple[str, float]] = field(
        default_factory=list
    )  # (stage, seconds of its own work)
    overhead: float = 0.0  # seconds an epoch of as many batches takes that cost nothing to make
