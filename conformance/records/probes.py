"""What a fresh model and its losses did with values that were changed on purpose."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Dict, List, Optional, Tuple

from conformance.records.environment import Failure


@dataclass(frozen=True)
class Arrival:
    """The ids that one Embedding received.

    ``rows`` is its input_dim; ``least`` the least that arrived; ``path`` the column of the
    features that it is ("" where none), with ``given`` distinct values of which ``distinct`` arrive.
    """

    layer: str
    rows: int
    least: float
    path: str = ""
    given: int = 0
    distinct: int = 0


@dataclass(frozen=True)
class Corners:
    """Boxes of four numbers under a loss of the user's own that compares corners.

    Such a loss gives ``best`` to every made-up box of corners that is foretold exactly, and another
    value to made-up pairs of a corner and a size. ``boxes`` of the batch were asked; ``worse`` of them
    cost something else, ``dear`` in the middle, though foretold exactly.
    """

    boxes: int
    worse: int
    best: float = 0.0
    dear: float = 1.0


@dataclass
class Probes:
    """The contract found by trying, on one batch, with a fresh model in inference mode.

    Args:
        unread: paths of components whose rows can be exchanged without any output changing, though
            numbers of the size that models start with were tried as well.
        steps: path of a component of padded ids -> (largest change of an output when every id that
            is no padding is replaced, the same when the padding is replaced); the masks beside it
            stay as they are.
        shifts: output index -> steps by which the loss moves the targets itself: 1 where output
            step t is compared with target step t + 1.
        corners: output index -> what a loss that compares corners says of the boxes in y.
        arrivals: what each Embedding that is called once received from many rows.
        finite: whether the outputs of rows that hold NaN are finite and differ from row to row, so that
            the model puts something in its place; None where the batch holds none.
    """

    unread: Tuple[str, ...] = ()
    steps: Dict[str, Tuple[float, float]] = field(default_factory=dict)
    shifts: Dict[int, int] = field(default_factory=dict)
    corners: Dict[int, Corners] = field(default_factory=dict)
    arrivals: List[Arrival] = field(default_factory=list)
    finite: Optional[bool] = None
    failure: Optional[Failure] = None  # of the model on the batch as it is
