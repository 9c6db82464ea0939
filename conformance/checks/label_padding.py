"""Checks: do labels and weights tell padding from what was there?"""

from __future__ import annotations

from typing import Any, List, Optional, Tuple

import numpy as np

from conformance.checks.label_rules import Rule, component_of, rule_of
from conformance.checks.label_values import BEFORE
from conformance.checks.label_weights import target_of
from conformance.facts.pairing import Targets
from conformance.records import Component, Contract, Pass, Plan
from conformance.registry import check
from conformance.results import Finding, Skip
from conformance.wording import share

PADDED = 0.05  # share of padded positions below which their effect is small
REAL = 0.01  # share of labels of 0 outside the padding from which 0 is a class of its own
ENOUGH = 8  # padded rows below which nothing is said of their weights


@check(
    "label-padding",
    group="labels",
    title="padding is told apart from a label",
    after=(*BEFORE, "label-shape", "label-range", "label-fraction"),
)
def label_padding(targets: Targets, elements: Pass, contract: Contract, plan: Plan):
    """padded_batch fills targets with 0, and 0 is a class like any other unless it is masked."""
    padded = any(node.op == "padded_batch" for node in plan.nodes())
    masked = any(fact.masks for fact in contract.layers) or elements.role("sample_weight")
    if not padded or masked:
        return None
    for target in targets.pairs:
        rule, component = rule_of(target), component_of(target, elements)
        if rule is None or component is None or target.loss is None or not _discrete(rule):
            continue
        if target.loss.ignore_class is not None:
            continue
        filled, real, positions = _zeros(component, elements.role("x"))
        if not positions or filled < PADDED * positions or real < REAL * positions:
            continue
        path = component.path
        return Finding(
            f"{share(filled, positions)} of the positions of {path} are padding with 0, which is a "
            "label "
            f"too ({real} positions that are no padding have it): the loss counts padding as class "
            "0",
            expected="padding that the loss leaves out",
            actual=f"{filled} padded labels of 0",
            where=path,
            fix="keep 0 for padding (shift the labels by one) and mask it: "
            "`Embedding(mask_zero=True)`, "
            "`ignore_class=0`, or a sample weight of 0 there",
        )
    return None


def _discrete(rule: Rule) -> bool:
    return rule.kind == "sparse" or (rule.probability and rule.kind == "elementwise")


def _zeros(component: Component, features: List[Component]) -> Tuple[int, int, int]:
    """(labels of 0 in the padding, labels of 0 elsewhere, positions).

    The padding of a row is its end where every feature of the same length is 0 as well.
    """
    filled = real = positions = 0
    rows = component.rows if component.rows is not None else ()
    for i, row in enumerate(rows):
        labels = _steps(row)
        if labels is None:
            return 0, 0, 0
        span = _span(i, len(labels), features)
        if span is None:
            continue
        end = span.stop
        filled += int((labels[end:] == 0).sum())
        real += int((labels[:end] == 0).sum())
        positions += len(labels)
    return filled, real, positions


def _steps(row: Any) -> Optional[np.ndarray]:
    """One number a step, (steps,) or (steps, 1); else None."""
    steps = np.asarray(row)
    if steps.ndim == 2 and steps.shape[1] == 1:
        steps = steps[:, 0]
    return steps if steps.ndim == 1 and steps.dtype.kind in "biuf" else None


def _span(i: int, length: int, features: List[Component]) -> Optional[slice]:
    """From the first to the last step of row ``i`` where any feature of this length is not 0."""
    used = np.zeros(length, bool)
    for feature in features:
        if feature.rows is not None and i < len(feature.rows):
            steps = np.asarray(feature.rows[i])
            if steps.ndim and len(steps) == length and steps.dtype.kind in "biuf":
                used |= steps.reshape(len(steps), -1).any(axis=1)
    at = np.flatnonzero(used)
    return slice(int(at[0]), int(at[-1]) + 1) if len(at) else None


@check(
    "weights-on-padding",
    group="labels",
    title="weights count the steps of a sequence, not its padding",
    after=(*BEFORE, "label-shape", "label-encoding", "sample-weight"),
)
def weights_on_padding(targets: Targets, elements: Pass, contract: Contract):
    """A mask made the wrong way round: only what is no step of the sequence is trained on."""
    weights = elements.role("sample_weight")
    if not weights:
        return Skip("no sample weights are given")
    if contract.custom_train_step:
        return Skip("the model has a train step of its own")
    for position, weight in enumerate(weights):
        target = target_of(weight, position, len(weights), targets)
        component = component_of(target, elements) if target is not None else None
        if target is None or target.loss is None or component is None:
            continue
        padded = _inverted(weight, component, elements.role("x"))
        if padded is not None:
            return Finding(
                f"{weight.path} is 0 on every step of the sequences and above 0 on their padding, in "
                f"all {padded} padded rows: the loss counts nothing but padding, whose target is "
                "always the same",
                expected="0 on the padding, above 0 before it",
                actual="above 0 on the padding only",
                where=weight.path,
                fix="turn the comparison round: `tf.cast(tf.not_equal(x, 0), tf.float32)`",
            )
    return None


def _inverted(weight: Component, target: Component, features: List[Component]) -> Optional[int]:
    """How many padded rows there are, where each is weighed on its padding alone.

    A model may well be asked what comes after the end of its input, so a target that varies there
    speaks against a mistake.
    """
    if weight.rows is None or target.rows is None or len(weight.rows) != len(target.rows):
        return None
    padded, filler = 0, set()
    for i, row in enumerate(weight.rows):
        weights, labels = _steps(row), np.asarray(target.rows[i])
        if weights is None or labels.ndim == 0 or len(labels) != len(weights):
            return None
        span = _span(i, len(weights), features)
        if span is None:
            continue
        padding = np.ones(len(weights), bool)
        padding[span] = False
        if not np.array_equal(weights != 0, padding):
            return None
        if padding.any():
            padded += 1
            filler.update(np.unique(labels[padding]).tolist()[:2])
        if len(filler) > 1:
            return None
    return padded if padded >= ENOUGH else None
