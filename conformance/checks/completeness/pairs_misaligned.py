"""Whether features keep their own targets."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Dict, FrozenSet, List, Optional, Set, Tuple

import numpy as np

from conformance.facts.applicability import keras_steps
from conformance.records import SHUFFLES, Epochs, Node, Pass, Plan, Spec
from conformance.registry import APART, Threshold, check, predicate
from conformance.results import Finding, Outcome, Passed


@predicate("there are no targets that vary")
def varied_targets(elements: Pass) -> bool:
    return any(_varied(c.row_hashes) for c in elements.role("y"))


@check(
    "pairs-misaligned",
    group="completeness",
    title="features keep their own targets",
    applies=(varied_targets, keras_steps),
    phase=APART,
    after={
        "empty": "no pair is there to be kept",
        "unequal-zip": "parts of unlike length part for that reason",
    },
    limits={
        "moved": Threshold(
            0.1,
            "share of the features that met another target in the next pass",
            "chosen, not measured: any at all would be wrong, this many is no collision of hashes",
        )
    },
)
def pairs_misaligned(
    elements: Pass,
    limits: SimpleNamespace,
    spec: Optional[Spec] = None,
    plan: Optional[Plan] = None,
    epochs: Optional[Epochs] = None,
) -> Outcome:
    """The branches of a zip that features and targets come from, and the pairs of two passes."""
    moved = _moved(elements, epochs, limits.moved)
    branch = _apart(plan, spec)
    if branch is None and moved is None:
        told = epochs is not None and epochs.second is not None
        passes = ", and the pairs of two passes" if told else ""
        return Passed(f"the orders of what features and targets come from{passes}: one order")
    measured = (
        f"; between two passes {moved:.0%} of the features met another target" if moved else ""
    )
    if branch is not None:
        x, y, why, fix = branch
        return Finding(
            f"`{x}` and `{y}` come from two branches of a zip that are put in order apart: {why}{measured}",
            expected="one order for features and targets",
            actual=why,
            where=f"{x}, {y}",
            fix=fix,
        )
    return Finding(
        f"features and targets are reordered apart: both passes hold the same features and the same targets, "
        f"but {moved:.0%} of the features met another target in the second pass",
        expected="each feature with its own target in every epoch",
        actual=f"{moved:.0%} of the pairs changed",
        fix="draw one permutation and index features and targets with it",
    )


def _varied(hashes: np.ndarray) -> bool:
    return len(np.unique(hashes)) > 1


def _moved(elements: Pass, epochs: Optional[Epochs], least: float) -> Optional[float]:
    """Share of features whose target changed, when features and targets are otherwise the same.

    Only a permutation keeps both multisets and changes the pairs: fresh labels or augmentation
    change a multiset.
    """
    second = epochs.second if epochs is not None else None
    if second is None or not (elements.complete and second.complete):
        return None
    sides: List[List[np.ndarray]] = []
    for part in (elements, second):
        sides.append([part.example_hashes(("x",)), part.example_hashes(("y",))])
    (x1, y1), (x2, y2) = sides
    if not len(x1) or not (len(x1) == len(y1) == len(x2) == len(y2)):
        return None
    if not (np.array_equal(np.sort(x1), np.sort(x2)) and np.array_equal(np.sort(y1), np.sort(y2))):
        return None
    if len(np.unique(x1)) < 2:
        return None
    before: Dict[int, Set[int]] = {}
    for x, y in zip(x1.tolist(), y1.tolist()):
        before.setdefault(x, set()).add(y)
    moved = float(np.mean([y not in before[x] for x, y in zip(x2.tolist(), y2.tolist())]))
    return moved if moved >= least else None


def _apart(plan: Optional[Plan], spec: Optional[Spec]) -> Optional[Tuple[str, str, str, str]]:
    """(x, y, why, fix) for a feature and a target from branches of unlike order."""
    if plan is None or spec is None or plan.root.branches is None:
        return None
    if len(plan.root.branches) != len(spec.leaves):
        return None
    # What comes from no source is made on the way (positions, a constant): it has no order.
    origins = plan.root.origins
    ordered = [origins is None or bool(origins[i]) for i in range(len(spec.leaves))]
    marks = [m for m, one in zip(zip(spec.leaves, plan.root.branches), ordered) if one]
    orders = _orders(plan)
    for x, first in marks:
        for y, second in marks:
            if x.role != "x" or y.role != "y" or not (first or second) or first & second:
                continue
            one, other = _order(first, orders), _order(second, orders)
            if one == other and _seeded(one):
                continue
            return (x.path, y.path, *_reason(one, other))
    return None


Order = Tuple[Tuple, ...]


def _orders(plan: Plan) -> List[Order]:
    """The shuffles of each zip part, numbered as the plan numbers branches (from 1)."""
    zips = [node for node in plan.root.inputs_first() if node.op == "zip"]
    return [_shuffles(child) for node in zips for child in node.inputs]


def _shuffles(node: Node) -> Order:
    found = []
    for upstream in node.walk():
        if upstream.op in SHUFFLES:
            a = upstream.attributes
            found.append((a.get("buffer_size"), a.get("seed"), a.get("seed2")))
    return tuple(found)


def _order(marks: FrozenSet[int], orders: List[Order]) -> Order:
    return tuple(key for mark in sorted(marks) if mark <= len(orders) for key in orders[mark - 1])


def _seeded(order: Order) -> bool:
    return bool(order) and all(seed or seed2 for _, seed, seed2 in order)


def _reason(one: Order, other: Order) -> Tuple[str, str]:
    together = "zip first and shuffle the pairs, or list the files of one side and derive the other's names"
    if one and other:
        if _seeded(one) and _seeded(other):
            return "both are shuffled, with different seeds or buffers", together
        return (
            "both are shuffled, each with a draw of its own (list_files shuffles by default)",
            together,
        )
    side = "the features" if one else "the targets"
    return f"only {side} are shuffled", together
