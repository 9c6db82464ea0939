"""What a model expects: inputs, outputs, losses, layers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Dict, FrozenSet, List, Optional, Tuple

from conformance.records.spec import Leaf


@dataclass(frozen=True)
class Loss:
    """The loss of one output."""

    name: str  # canonical: mean_squared_error, sparse_categorical_crossentropy, ...
    from_logits: Optional[bool] = None
    custom: bool = False  # not one of Keras' own
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
    # Whether a train_step or compute_loss of the user's own reaches the compiled loss; True for a model
    # that has neither, None where the code cannot be read.
    uses_compiled_loss: Optional[bool] = None
    custom_test_step: bool = False
    measured: FrozenSet[str] = frozenset()  # outputs that a dict of metrics names
    own_fit: bool = False  # the class overrides fit
    layers: List[LayerFacts] = field(default_factory=list)
    jit_compile: bool = False
    run_eagerly: bool = False
    stateful: bool = False
    last_activation: Dict[int, Optional[str]] = field(default_factory=dict)  # by output index
    embedding_inputs: Dict[int, int] = field(default_factory=dict)  # input -> smallest input_dim
    parameters: int = 0
    # Groups of inputs (indices) that reach one layer with weights in separate calls: siamese models.
    shared: FrozenSet[FrozenSet[int]] = frozenset()
    optimizer: str = ""  # its class
    learning_rate: Optional[float] = None  # where it is one number
