"""How much each example counts: sample weights and class weights, as fit multiplies them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Dict, Optional

import numpy as np

from conformance.facts.classes import Classes
from conformance.facts.pairing import Target, Targets
from conformance.records import Arguments, Component, Pass


@dataclass(frozen=True)
class Weight:
    """The sample weights of one target.

    ``values`` has the axes of the weights as they come, less a last axis of one: (rows,) or
    (rows, steps, ...). ``target`` is None where it is not known whose weights they are.
    """

    component: Component
    target: Optional[Target]
    values: np.ndarray

    def off(self, shape: tuple) -> Optional[np.ndarray]:
        """Which entries of an array of the target's ``shape`` have weight 0; None: cannot be told."""
        if self.values.ndim > len(shape) or self.values.shape != shape[: self.values.ndim]:
            return None
        zero = self.values == 0
        return np.broadcast_to(zero.reshape(zero.shape + (1,) * (len(shape) - zero.ndim)), shape)


@dataclass(frozen=True)
class Weights:
    """Sample weights by the path of their target, and class weights.

    A path that is in ``by_target`` has weights of its own; ``given`` holds all sample weights in
    order. What is absent weighs 1.
    """

    given: tuple = ()  # of Weight
    by_target: Dict[str, Weight] = field(default_factory=dict)
    by_class: Dict[str, Dict[int, float]] = field(default_factory=dict)  # target -> class -> weight

    def off(self, path: str, shape: tuple) -> Optional[np.ndarray]:
        """Which entries of the target at ``path`` never count; None where none or not known."""
        weight = self.by_target.get(path)
        return None if weight is None else weight.off(shape)

    def effective(self, path: str, classes: Classes) -> Optional[np.ndarray]:
        """(rows,): sample weight (its mean over steps) times class weight; None: every row weighs 1."""
        weight, by_class = self.by_target.get(path), self.by_class.get(path)
        out: Optional[np.ndarray] = None
        if weight is not None and len(weight.values):
            out = weight.values.reshape(len(weight.values), -1).mean(axis=1)
        if by_class and path in classes:
            own = np.array([by_class.get(int(label), 1.0) for label in classes[path]])
            out = own if out is None or len(out) != len(own) else out * own
        return out


def weights_of(elements: Pass, targets: Targets, classes: Classes, arguments: Arguments) -> Weights:
    """The weights of this pass: by position, or by the key of a dict as fit matches them."""
    components = elements.role("sample_weight")
    given = []
    for position, component in enumerate(components):
        target = target_of(component, position, len(components), targets)
        given.append(Weight(component, target, _values(component)))
    by_target = {w.target.target.path: w for w in given if w.target and w.target.target}
    by_class = {path: _numbers(arguments.class_weight) for path in classes}
    return Weights(tuple(given), by_target, by_class if arguments.class_weight else {})


def target_of(weight: Component, position: int, count: int, targets: Targets) -> Optional[Target]:
    """The target that a weight belongs to; None where one weight is given for several targets."""
    if weight.key is not None:
        return next((t for n, t in zip(targets.names, targets.pairs) if n == weight.key), None)
    if count == 1 and len(targets.pairs) > 1:
        return None
    return targets.pairs[position] if position < len(targets.pairs) else None


def _values(component: Component) -> np.ndarray:
    rows = component.rows
    if rows is None or rows.dtype.kind not in "biuf":
        return np.zeros(0)
    return rows[..., 0] if rows.ndim > 1 and rows.shape[-1] == 1 else rows


def _numbers(given: Dict) -> Dict[int, float]:
    """The entries that fit can look up and multiply by."""
    kinds = (int, float, np.integer, np.floating)
    return {
        int(key): float(value)
        for key, value in given.items()
        if isinstance(key, kinds) and isinstance(value, kinds)
    }
