"""What the model did with it: wiring, a call, bounded training, and what that took."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Dict, FrozenSet, List, Optional, Tuple

from conformance.records.build import TraceEvent
from conformance.records.environment import Failure
from conformance.records.spec import Leaf, Shape


@dataclass
class Wiring:
    """Which component each model input received from a probe with the same inputs."""

    received: Dict[str, Optional[str]] = field(default_factory=dict)  # input name -> component path
    failure: Optional[Failure] = None


@dataclass
class Forward:
    """One call of a fresh model on the first batch."""

    failure: Optional[Failure] = None
    # Shapes of x in that batch, its axis first; empty where it is not known.
    given: Tuple[Shape, ...] = ()
    outputs: List[Leaf] = field(default_factory=list)
    output_structure: Any = None


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
    # The same of the rows that hold no NaN, where initial_loss is no number; None: none, or not told.
    finite_loss: Optional[float] = None
    losses: List[float] = field(default_factory=list)
    weights_finite: bool = True
    bad_weights: List[str] = field(default_factory=list)
    batches: int = 0  # batches an epoch of the bounded fit
    epochs: int = 0
    iterations: Optional[int] = None  # optimizer.iterations after fit
    step_seconds: Optional[float] = None  # a step on one batch held in memory
    aligned_loss: Optional[Tuple[float, float]] = None  # loss as given, with targets reshaped
    own_losses: List[OwnLoss] = field(default_factory=list)  # called on the first batch
    weights_used: Optional[bool] = None  # an own train_step under other weights learns otherwise
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

    second_epoch: float = 0.0
    batches: int = 0
    cached_epoch: Optional[float] = None
    bytes_per_epoch: int = 0
    stages: List[Tuple[str, float]] = field(
        default_factory=list
    )  # (stage, seconds of its own work)
    overhead: float = 0.0  # seconds an epoch of as many batches takes that cost nothing to make
