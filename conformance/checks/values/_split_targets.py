"""What `split-statistics` asks of targets: the units of validation are those of training."""

from __future__ import annotations

from typing import Optional

from conformance.checks.labels._rules import component_of, rule_of
from conformance.facts.pairing import Target, Targets
from conformance.records import Component, Pass
from conformance.results import Finding
from conformance.wording import number

ROWS = 8  # in each part
# Deviations of two parts that no growth explains; the parts have no value in common besides.
APART = 20.0
CENTRED, UNIT = 0.2, 0.2  # how near to mean 0 and deviation 1 targets that were standardised are


def targets_in_other_units(
    targets: Optional[Targets], elements: Pass, validation: Pass
) -> Optional[Finding]:
    """Training targets standardised and validation targets as they were, or the other way."""
    for target in targets.pairs if targets is not None else ():
        train, held = component_of(target, elements), component_of(target, validation)
        if train is None or held is None or not _quantity(target):
            continue
        if min(train.count, held.count) < ROWS or not _apart(train, held):
            continue
        if _standardised(train) == _standardised(held):
            continue
        return Finding(
            f"the target {train.path} spans {_span(train)} in the training data and {_span(held)} in the "
            "validation data: one part was standardised and the other was not, so val_loss compares "
            "predictions with numbers in other units",
            expected="one mean and one deviation, of the training targets, for both parts",
            actual=f"mean {number(train.mean)} and {number(held.mean)}, deviation "
            f"{number(train.std)} and {number(held.std)}",
            where=f"validation data, {held.path}",
            fix="scale the validation targets with the numbers of the training targets",
        )
    return None


def _quantity(target: Target) -> bool:
    rule = rule_of(target)
    return rule is not None and rule.kind == "elementwise" and not rule.probability


def _apart(train: Component, held: Component) -> bool:
    """Whether the parts have no value in common and lie many deviations from each other."""
    bounds = (train.minimum, train.maximum, held.minimum, held.maximum)
    if None in bounds or not train.std or not held.std:
        return False
    apart = train.maximum < held.minimum or held.maximum < train.minimum  # type: ignore[operator]
    low, high = sorted([train.std, held.std])
    return apart and high > APART * low


def _standardised(part: Component) -> bool:
    return abs(part.mean or 0.0) < CENTRED and abs((part.std or 0.0) - 1) < UNIT


def _span(part: Component) -> str:
    return f"{number(part.minimum)}..{number(part.maximum)}"
