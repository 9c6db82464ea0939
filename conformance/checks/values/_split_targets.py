"""What `split-statistics` asks of targets: the units of validation are those of training."""

from __future__ import annotations

from typing import Any, Optional

from conformance.checks.labels._rules import component_of, rule_of
from conformance.facts import chance
from conformance.facts.columns import matrix, nearly_standardised
from conformance.facts.pairing import Target, Targets
from conformance.records import Component, Pass
from conformance.results import Finding
from conformance.wording import number

ROWS = 8  # in each part: of fewer, mean and deviation say little


def targets_in_other_units(
    targets: Optional[Targets], elements: Pass, validation: Pass, limits: Any
) -> Optional[Finding]:
    """Training targets standardised and validation targets as they were, or the other way."""
    for target in targets.pairs if targets is not None else ():
        train, held = component_of(target, elements), component_of(target, validation)
        if train is None or held is None or not _quantity(target):
            continue
        if min(train.count, held.count) < ROWS or not _apart(train, held, limits.apart):
            continue
        if _standardised(train) == _standardised(held):
            continue
        by_chance = _by_chance(train, held)
        return Finding(
            f"the target {train.path} spans {_span(train)} in the training data and {_span(held)} in "
            f"the validation data (of rows drawn alike: {chance.text(by_chance)}): one part was "
            "standardised and the other was not, so val_loss compares predictions with numbers in "
            "other units",
            status="fail" if by_chance < limits.chance else "warn",
            expected="one mean and one deviation, of the training targets, for both parts",
            actual=f"mean {number(train.mean)} and {number(held.mean)}, deviation "
            f"{number(train.std)} and {number(held.std)}",
            where=f"validation data, {held.path}",
            component=held.path,
            fix="scale the validation targets with the numbers of the training targets",
        )
    return None


def _quantity(target: Target) -> bool:
    rule = rule_of(target)
    return rule is not None and rule.kind == "elementwise" and not rule.probability


def _by_chance(train: Component, held: Component) -> float:
    """log10 of the chance that rows drawn alike rank as far apart."""
    one, two = matrix(train), matrix(held)
    return 0.0 if one is None or two is None else chance.apart(one.mean(axis=1), two.mean(axis=1))


def _apart(train: Component, held: Component, limit: float) -> bool:
    """Whether the parts have no value in common and lie many deviations from each other."""
    if train.minimum is None or train.maximum is None or not train.std:
        return False
    if held.minimum is None or held.maximum is None or not held.std:
        return False
    low, high = sorted([train.std, held.std])
    return (train.maximum < held.minimum or held.maximum < train.minimum) and high > limit * low


def _standardised(part: Component) -> bool:
    return nearly_standardised(part.mean or 0.0, part.std or 0.0)


def _span(part: Component) -> str:
    return f"{number(part.minimum)}..{number(part.maximum)}"
