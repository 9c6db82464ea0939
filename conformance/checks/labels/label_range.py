"""Checks: do targets lie in the range of their loss and of the last activation?"""

from __future__ import annotations

from typing import Optional, Tuple

import numpy as np

from conformance.checks.labels._applies import keras_loss
from conformance.checks.labels._relative import of_zeros
from conformance.checks.labels._rules import PLAIN, REACH, Rule, classes, component_of, rule_of
from conformance.checks.labels._values import outside
from conformance.facts.pairing import Target, Targets
from conformance.facts.weights import Weights
from conformance.records import Component, Contract, Pass
from conformance.registry import check
from conformance.results import Finding, Outcome, Passed
from conformance.wording import number, numbers, share

TOLERANCE = 1e-3  # beyond a bound: more than float32 and image decoding round by
SUM_TOLERANCE = 1e-2
STRAY = 0.01  # share of targets beyond an activation's reach that is noise rather than a mistake
SQUASHING = ("sigmoid", "softmax", "tanh")


@check(
    "label-range",
    group="labels",
    title="targets lie in the range of the loss and the last activation",
    applies=(keras_loss,),
    phase="compared",
    after={
        "activation-loss": "one unit for classes has no range of ids; the loss is the wrong one"
    },
    per_part=True,
)
def label_range(targets: Targets, elements: Pass, contract: Contract, weights: Weights) -> Outcome:
    """Class ids below the number of classes, probabilities in 0..1, nothing beyond the activation."""
    held = []
    for target in targets.pairs:
        rule, component = rule_of(target), component_of(target, elements)
        if rule is None or component is None or target.loss is None:
            continue
        if rule.kind == "sparse":
            found = _ids(target, component)
        elif rule.kind == "categorical":
            found = _rows(target, component, rule, weights)
        elif rule.values:
            found = _only(target, component, rule)
        elif rule.probability:
            found = _probabilities(target, component)
        else:
            found = of_zeros(target, component, weights, contract)
            found = found or _bounded(target, component, rule)
        if found is not None:
            return found
        span = f"{number(component.minimum)}..{number(component.maximum)}"
        held.append(
            f"{component.path} {span} under {target.loss.name}, {target.activation or 'no'} activation"
        )
    return Passed(", ".join(held))


def _ids(target: Target, component: Component) -> Optional[Finding]:
    count = classes(target)
    if not count or count < 2:
        return None
    ignore = target.loss.ignore_class if target.loss is not None else None
    wrong = outside(component, 0, count - 1, ignore)
    if wrong is None:
        return None
    path = component.path
    fix = f"map the labels to 0..{count - 1}, or give `{target.output.path}` a unit for each class"
    what = f"has ids outside 0..{count - 1}"
    if component.minimum == 1 and component.maximum == count:
        what = f"runs from 1 to {count} and the loss counts classes from 0 to {count - 1}"
        fix = f"subtract one in `map`: `{path} - 1`"
    elif component.minimum == 1 and component.maximum is not None and component.maximum > count:
        fix = (
            f"subtract one and check the number of classes: `{target.output.path}` has {count} "
            "units"
        )
    elif len(wrong.examples) == 1 and wrong.examples[0] in (255, -1):
        void = number(wrong.examples[0])
        what = f"holds {void}, which usually marks pixels or positions without a label"
        fix = (
            f"`SparseCategoricalCrossentropy(ignore_class={void})`, or give these positions the "
            "weight "
            "0 and a valid id"
        )
    return Finding(
        f"{path} {what}: {numbers(wrong.examples)} in {share(wrong.wrong, wrong.seen)} of the "
        "labels; "
        f"`{target.output.path}` has {count} units, and TensorFlow raises on CPU and gives NaN on "
        "GPU",
        expected=f"class ids 0..{count - 1}",
        actual=f"{number(component.minimum)}..{number(component.maximum)}",
        where=wrong.where,
        component=component.path,
        fix=fix,
    )


def _rows(target: Target, component: Component, rule: Rule, weights: Weights) -> Optional[Finding]:
    wrong = outside(
        component,
        None if rule.low is None else rule.low - TOLERANCE,
        None if rule.high is None else rule.high + TOLERANCE,
    )
    path, name = component.path, target.loss.name if target.loss is not None else "the loss"
    if wrong is not None:
        return Finding(
            f"{path} holds {numbers(wrong.examples)} in {share(wrong.wrong, wrong.seen)} of its "
            "values, "
            f"and {name} compares distributions",
            expected="probabilities" if rule.high is not None else "no negative values",
            actual=f"{number(component.minimum)}..{number(component.maximum)}",
            where=wrong.where,
            component=component.path,
            fix="one-hot encode class ids, or scale the rows to sum to 1",
        )
    rows = component.rows
    if not rule.sums_to_one or rows is None or rows.dtype.kind not in "biuf" or rows.ndim < 2:
        return None
    sums = rows.reshape(-1, rows.shape[-1]).astype(np.float64).sum(axis=1)
    return _sums(component, rows, sums, weights)


def _sums(
    component: Component, rows: np.ndarray, sums: np.ndarray, weights: Weights
) -> Optional[Finding]:
    empty = np.abs(sums) <= SUM_TOLERANCE
    several = np.abs(sums - 1) > SUM_TOLERANCE
    used = np.flatnonzero(np.any(rows.reshape(-1, rows.shape[-1]) != 0, axis=0)).tolist()
    unused = [i for i in range(rows.shape[-1]) if i not in used]
    path = component.path
    if (
        empty.any()
        and not _weighted_out(empty, component, weights)
        and (rows.ndim == 2 or 0 in unused)
    ):
        never = (
            " and column 0 is never set: the ids count from 1 where one_hot counts from 0"
            if 0 in unused
            else ""
        )
        return Finding(
            f"{share(int(empty.sum()), len(sums))} of the rows of {path} are all zero{never}; they "
            "contribute no loss, so these examples are never learned",
            expected="rows that sum to 1",
            actual="rows of zeros",
            where=path,
            component=path,
            fix=(
                "subtract one before one_hot: `tf.one_hot(y - 1, depth)`"
                if 0 in unused
                else "check what the rows are made from: ids beyond `depth`, or probabilities cast "
                "to int"
            ),
        )
    wrong = several & ~empty
    if wrong.mean() <= 0.005:
        return None
    values = np.unique(np.round(sums[wrong], 3))
    whole = bool(np.all(values == np.round(values)))
    return Finding(
        f"{share(int(wrong.sum()), len(sums))} of the rows of {path} do not sum to 1 but to "
        f"{numbers(values.tolist(), limit=4)}: a softmax can only share out 1",
        expected="rows that sum to 1",
        actual=f"sums {numbers(values.tolist(), limit=4)}",
        where=path,
        component=path,
        fix=(
            "for several labels an example use sigmoid units and `binary_crossentropy`"
            if whole
            else "divide each row by its sum"
        ),
    )


def _weighted_out(empty: np.ndarray, component: Component, weights: Weights) -> bool:
    """Whether every empty row has the sample weight 0."""
    assert component.rows is not None
    off = weights.off(component.path, component.rows.shape[:-1])
    return off is not None and bool(np.ravel(off)[empty].all())


def _only(target: Target, component: Component, rule: Rule) -> Optional[Finding]:
    seen = set(component.values or ())
    if component.values is not None and any(seen <= allowed for allowed in rule.values):
        return None
    name = target.loss.name if target.loss is not None else "the loss"
    return Finding(
        f"{component.path} holds {numbers(sorted(seen)) or 'many values'}, and {name} is defined "
        "for "
        "-1 and 1 (0 and 1 are converted)",
        expected="-1 and 1, or 0 and 1",
        actual=f"{number(component.minimum)}..{number(component.maximum)}",
        where=component.path,
        component=component.path,
        fix="map the labels to -1 and 1, or use another loss",
    )


# Labels of two values that people use elsewhere: (values, what they are, fix).
PAIRS: Tuple[Tuple[frozenset, str, str], ...] = (
    (
        frozenset({0, 255}),
        "are a mask of 0 and 255",
        "divide by 255: `tf.cast({y}, tf.float32) / 255`",
    ),
    (frozenset({1, 2}), "count the classes 1 and 2", "subtract one: `{y} - 1`"),
    (frozenset({-1, 1}), "are -1 and 1", "`({y} + 1) / 2`, or use the hinge loss"),
)


def _probabilities(target: Target, component: Component) -> Optional[Finding]:
    wrong = outside(component, -TOLERANCE, 1 + TOLERANCE)
    if wrong is None:
        return None
    path = component.path
    what, fix = "leave 0..1", "scale the targets to 0..1, or use a loss for real numbers"
    seen = frozenset(component.values or ())
    for values, name, edit in PAIRS:
        if seen <= values and not seen <= {0, 1}:
            what, fix = name, edit.format(y=path)
    if what == "leave 0..1" and component.integral and component.minimum == 0:
        top = int(component.maximum or 0)
        if top < 1000:
            fix = (
                f"for {top + 1} classes use {top + 1} softmax units and the sparse loss, else "
                "scale to 0..1"
            )
    return Finding(
        f"the labels {path} {what} ({number(component.minimum)}..{number(component.maximum)}): "
        f"binary_crossentropy then falls below 0 without end; {share(wrong.wrong, wrong.seen)} are "
        "outside 0..1",
        expected="0..1",
        actual=numbers(sorted(seen), limit=4)
        or f"{number(component.minimum)}..{number(component.maximum)}",
        where=wrong.where,
        component=component.path,
        fix=fix,
    )


def _bounded(target: Target, component: Component, rule: Rule) -> Optional[Finding]:
    name = target.loss.name if target.loss is not None else "the loss"
    low = None if rule.low is None else rule.low - TOLERANCE
    high = None if rule.high is None else rule.high + TOLERANCE
    wrong = outside(component, low, high)
    if wrong is not None:
        bound = (
            f"{number(rule.low)} and above"
            if rule.high is None
            else f"{number(rule.low)}..{number(rule.high)}"
        )
        return Finding(
            f"{component.path} holds {numbers(wrong.examples)} ({share(wrong.wrong, wrong.seen)}), "
            "and "
            f"{name} is defined for {bound}",
            expected=bound,
            actual=f"{number(component.minimum)}..{number(component.maximum)}",
            where=wrong.where,
            component=component.path,
            fix="shift or scale the targets, or use mean_squared_error",
        )
    return _reach(target, component, rule)


def _reach(target: Target, component: Component, rule: Rule) -> Optional[Finding]:
    """Targets the last activation cannot put out: the loss has a floor it never gets below."""
    activation = target.activation
    if activation not in REACH or (rule not in (PLAIN,) and rule.values):
        return None
    low, high = REACH[activation]
    slack = 0.01 if activation in SQUASHING else 0.0
    wrong = outside(
        component, None if low is None else low - slack, None if high is None else high + slack
    )
    if wrong is None or wrong.wrong <= STRAY * wrong.seen:
        return None
    span = f"{number(low)}..{number(high)}" if high is not None else f"{number(low)} and above"
    return Finding(
        f"{share(wrong.wrong, wrong.seen)} of {component.path} lie beyond what {activation} can "
        "put "
        f"out ({span}): they run from {number(component.minimum)} to {number(component.maximum)}, "
        "and "
        f"`{target.output.path}` saturates instead of learning them",
        expected=span,
        actual=f"{number(component.minimum)}..{number(component.maximum)}",
        where=wrong.where,
        component=component.path,
        fix=f"scale the targets to {span}, or end `{target.output.path}` without an activation",
    )
