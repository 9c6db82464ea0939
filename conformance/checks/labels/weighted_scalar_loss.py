"""Check: does a loss of one's own leave the weights something to multiply?"""

from __future__ import annotations

from typing import Any, Dict, Optional

import numpy as np

from conformance.checks.labels._rules import component_of
from conformance.facts.applicability import weights_or_class_weight
from conformance.facts.pairing import Targets
from conformance.facts.weights import target_of
from conformance.records import Arguments, Component, OwnLoss, Pass, Training
from conformance.registry import check, predicate
from conformance.results import Finding, Outcome, Passed, warn
from conformance.wording import number


@predicate("no loss of the user's own was called")
def own_loss_called(training: Training) -> bool:
    """What it returns for a batch is known."""
    return bool(training.own_losses)


@check(
    "weighted-scalar-loss",
    group="labels",
    title="a loss of one's own gives a value for each example that has a weight",
    applies=(weights_or_class_weight, own_loss_called),
    phase="paired",
    after={"target-broadcast": "a loss that broadcasts is to be mended first: its shape follows"},
)
def weighted_scalar_loss(
    training: Training,
    arguments: Arguments,
    targets: Targets,
    elements: Pass,
) -> Outcome:
    """Keras multiplies what the loss returns by the weights: one number by the mean of them all."""
    weights, by_class = elements.role("sample_weight"), arguments.class_weight
    for own in training.own_losses:
        if own.rows < 2 or int(np.prod(own.shape)) != 1:
            continue
        target = next((t for t in targets.pairs if t.index == own.output), None)
        if target is None or target.loss is None:
            continue
        given = [
            w for i, w in enumerate(weights) if target_of(w, i, len(weights), targets) == target
        ]
        weight = next((w for w in given if _varies(w)), None)
        component = component_of(target, elements)
        chosen = by_class if component is not None and _differ(by_class, component) else None
        if weight is None and not chosen:
            continue
        return _finding(own, target.loss.name, weight)
    shapes = ", ".join(f"{own.shape} for {own.rows} examples" for own in training.own_losses)
    return Passed(f"losses of shape {shapes}, or weights that are equal in each batch")


def _finding(own: OwnLoss, name: str, weight: Optional[Component]) -> Finding:
    path = weight.path if weight is not None else "class_weight"
    span = f" ({number(weight.minimum)}..{number(weight.maximum)})" if weight is not None else ""
    text = (
        f"the loss `{name}` returns one number for a batch of {own.rows} examples, and {path}{span} "
        "can only multiply that number, by the mean weight of the batch: no example counts more or "
        "less than another"
    )
    details: Dict[str, Any] = dict(
        expected=f"a loss of shape ({own.rows},)",
        actual=str(own.shape),
        where=path,
        component=path if weight is not None else "",
        fix=f"return one value an example from `{name}`: take the mean over `axis=-1` only, and "
        "leave the mean over the batch to Keras",
        blame="model",
    )
    if own.skips:
        return warn(f"{text}; `{name}` itself leaves out the examples of weight 0", **details)
    return Finding(text, **details)


def _varies(weight: Component) -> bool:
    """Whether the weights differ within a batch; one weight for the whole batch is not lost."""
    rows, batches = weight.rows, weight.row_batches
    if rows is None or rows.dtype.kind not in "biuf" or batches is None or not len(rows):
        return weight.minimum != weight.maximum
    flat = rows.reshape(len(rows), -1).astype(np.float64)
    low, high = flat.min(axis=1), flat.max(axis=1)
    starts = np.flatnonzero(np.r_[True, np.diff(batches) != 0])
    return bool(np.any(np.minimum.reduceat(low, starts) != np.maximum.reduceat(high, starts)))


def _differ(by_class: Optional[dict], component: Component) -> bool:
    """Whether class weights differ at all, where there are labels to look up."""
    values = list((by_class or {}).values())
    return component.minimum != component.maximum and len(set(values)) > 1
