"""The declared element: leaves, shapes, dtypes, and how Keras unpacks it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, List, Optional, Tuple

Shape = Optional[Tuple[Optional[int], ...]]


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
