"""Whether padding is told apart from a label."""

from __future__ import annotations

from typing import List, Tuple

from conformance.checks.labels._rules import Rule, component_of, rule_of
from conformance.checks.labels._values import BEFORE
from conformance.facts.padding import span_of_row, steps_of_row
from conformance.facts.pairing import Targets
from conformance.records import Component, Contract, Pass, Plan
from conformance.registry import check
from conformance.results import Finding
from conformance.wording import share

PADDED = 0.05  # share of padded positions below which their effect is small
REAL = 0.01  # share of labels of 0 outside the padding from which 0 is a class of its own


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
        labels = steps_of_row(row)
        if labels is None:
            return 0, 0, 0
        span = span_of_row(i, len(labels), features)
        if span is None:
            continue
        end = span.stop
        filled += int((labels[end:] == 0).sum())
        real += int((labels[:end] == 0).sum())
        positions += len(labels)
    return filled, real, positions
