"""What each loss of Keras demands of its targets: one table, and the shapes that follow from it.

Shapes carry the batch axis first. An output's last axis holds the classes for the cross-entropies
over classes; the losses of the other kinds compare element by element.
Sources: https://keras.io/api/losses/ and, for what Keras does not refuse, runs on TensorFlow 2.4,
2.10, 2.15, 2.16 and 2.21 (float labels are truncated by the sparse loss, labels outside 0..1 give
binary cross-entropy a negative loss, unequal shapes broadcast under every regression loss).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Dict, Optional, Tuple

from conformance.facts.pairing import Target, compatible
from conformance.records import Component, Pass, Shape

Dims = Tuple[Optional[int], ...]


@dataclass(frozen=True)
class Rule:
    """``kind``: sparse (class ids), categorical (a distribution a row) or elementwise.

    ``low`` and ``high`` bound the values; ``values`` names the only values allowed.
    """

    kind: str
    low: Optional[float] = None
    high: Optional[float] = None
    sums_to_one: bool = False
    probability: bool = False  # cross-entropy: predictions are probabilities or logits
    values: Tuple[frozenset, ...] = ()


PLAIN = Rule("elementwise")
RULES: Dict[str, Rule] = {
    "sparse_categorical_crossentropy": Rule("sparse", low=0, probability=True),
    "categorical_crossentropy": Rule(
        "categorical", low=0, high=1, sums_to_one=True, probability=True
    ),
    "kl_divergence": Rule("categorical", low=0),
    "binary_crossentropy": Rule("elementwise", low=0, high=1, probability=True),
    "poisson": Rule("elementwise", low=0),
    "mean_squared_logarithmic_error": Rule("elementwise", low=0),
    "hinge": Rule("elementwise", values=(frozenset({-1, 1}), frozenset({0, 1}))),
    "squared_hinge": Rule("elementwise", values=(frozenset({-1, 1}), frozenset({0, 1}))),
    "categorical_hinge": Rule("categorical", low=0, high=1),
    "cosine_similarity": Rule("categorical"),
    "dice": Rule("elementwise", low=0, high=1),
    "tversky": Rule("elementwise", low=0, high=1),
    "mean_squared_error": PLAIN,
    "mean_absolute_error": PLAIN,
    "mean_absolute_percentage_error": PLAIN,
    "huber": PLAIN,
    "log_cosh": PLAIN,
}
# What an activation can put out: targets beyond are never reached.
REACH: Dict[str, Tuple[Optional[float], Optional[float]]] = {
    "sigmoid": (0.0, 1.0),
    "hard_sigmoid": (0.0, 1.0),
    "softmax": (0.0, 1.0),
    "tanh": (-1.0, 1.0),
    "relu": (0.0, None),
    "relu6": (0.0, 6.0),
    "softplus": (0.0, None),
    "exponential": (0.0, None),
}


def rule_of(target: Target) -> Optional[Rule]:
    """The rule of a target's loss; None without one, or for a loss of the user's own."""
    if target.target is None or target.loss is None or target.loss.custom:
        return None
    if target.target.kind != "dense":
        return None
    return RULES.get(target.loss.name)


def component_of(target: Target, elements: Pass) -> Optional[Component]:
    return elements.component(target.target.path) if target.target is not None else None


def shape_of(target: Target) -> Shape:
    """The target's shape with what the batches showed filled in where they agree."""
    if target.target is None:
        return None
    declared = target.target.shape
    seen = [shape for shape in target.shapes if declared is None or len(shape) == len(declared)]
    if not seen or any(len(shape) != len(seen[0]) for shape in seen):
        return declared
    tail = tuple(axes[0] if len(set(axes)) == 1 else None for axes in zip(*(s[1:] for s in seen)))
    return (None, *tail) if seen[0] else declared


def tail(shape: Shape) -> Optional[Dims]:
    """A shape without its batch axis; None for an unknown rank or no axis at all."""
    return tuple(shape[1:]) if shape else None


def classes(target: Target) -> Optional[int]:
    """How many classes the output has: the length of its last axis."""
    shape = target.output.shape
    return shape[-1] if shape is not None and len(shape) >= 2 else None


def is_ids(output: Dims, given: Dims) -> bool:
    """One id for each row of class scores: the output's shape less its last axis."""
    return bool(output) and (
        compatible(given, output[:-1])
        or (len(given) == len(output) and given[-1] == 1 and compatible(given[:-1], output[:-1]))
    )


def same(output: Dims, given: Dims) -> bool:
    """Equal up to a trailing axis of one on either side, which Keras adds or drops."""
    if compatible(output, given):
        return True
    if len(output) == len(given) + 1 and output[-1] == 1:
        return compatible(output[:-1], given)
    return len(given) == len(output) + 1 and given[-1] == 1 and compatible(given[:-1], output)


def broadcasts(output: Dims, given: Dims, batch: int) -> Optional[Tuple[int, ...]]:
    """The shape of ``output - given`` for a batch, when NumPy's rules make one of both."""
    a = [batch, *[2 if d is None else d for d in output]]
    b = [batch, *[2 if d is None else d for d in given]]
    width = max(len(a), len(b))
    a, b = [1] * (width - len(a)) + a, [1] * (width - len(b)) + b
    if any(m != n and 1 not in (m, n) for m, n in zip(a, b)):
        return None
    return tuple(max(m, n) for m, n in zip(a, b))
