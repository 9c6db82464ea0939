"""Whether padding is told apart from a label."""

from __future__ import annotations

from typing import Any, List, Optional, Tuple

from conformance.checks.labels._rules import Rule, component_of, rule_of
from conformance.facts.padding import span_of_row, steps_of_row
from conformance.facts.pairing import Target, Targets
from conformance.records import Component, Contract, Pass, Plan
from conformance.registry import Threshold, check, predicate
from conformance.results import Finding, Outcome, Passed
from conformance.wording import share


@predicate("padded_batch pads no target, or a mask or weights tell padding apart")
def padding_counts(plan: Plan, contract: Contract, elements: Pass) -> bool:
    """Batches are padded, and nothing leaves the padding out."""
    padded = any(node.op == "padded_batch" for node in plan.nodes())
    return (
        padded and not any(f.masks for f in contract.layers) and not elements.role("sample_weight")
    )


@predicate("no target is a sequence of classes or of 0 and 1, whose loss ignores none of them")
def sequences_of_classes(targets: Targets, elements: Pass) -> bool:
    """0 may be a label as well as padding."""
    return any(_asked(target, elements) is not None for target in targets.pairs)


def _asked(target: Target, elements: Pass) -> Optional[Component]:
    """The target's rows, where they hold one label a step."""
    rule, component = rule_of(target), component_of(target, elements)
    if rule is None or component is None or target.loss is None or not _discrete(rule):
        return None
    rows = component.rows
    first = steps_of_row(rows[0]) if rows is not None and len(rows) else None
    return component if first is not None and target.loss.ignore_class is None else None


@check(
    "label-padding",
    group="labels",
    title="padding is told apart from a label",
    applies=(padding_counts, sequences_of_classes),
    phase="compared",
    limits={
        "padded": Threshold(
            0.05,
            "share of padded positions below which their effect on the loss is small",
            "chosen, not measured",
        ),
        "real": Threshold(
            0.01,
            "share of labels of 0 outside the padding from which 0 is a class of its own",
            "chosen, not measured",
        ),
    },
    per_part=True,
)
def label_padding(targets: Targets, elements: Pass, limits: Any) -> Outcome:
    """padded_batch fills targets with 0, and 0 is a class like any other unless it is masked."""
    held = []
    for target in targets.pairs:
        component = _asked(target, elements)
        if component is None:
            continue
        filled, real, positions = _zeros(component, elements.role("x"))
        held.append(f"{component.path}: {filled} padded labels of 0, {real} others, of {positions}")
        few = filled < limits.padded * positions or real < limits.real * positions
        if not positions or few:
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
            component=path,
            fix="keep 0 for padding (shift the labels by one) and mask it: "
            "`Embedding(mask_zero=True)`, "
            "`ignore_class=0`, or a sample weight of 0 there",
        )
    return Passed("; ".join(held))


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
