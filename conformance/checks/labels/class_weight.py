"""Check: class weights that fit can apply, and that mean what class weights are for."""

from __future__ import annotations

from typing import Any, Dict, List, Optional

import numpy as np

from conformance.checks.labels._rules import classes as units
from conformance.checks.labels._rules import component_of
from conformance.facts.classes import Classes
from conformance.facts.pairing import Target, Targets
from conformance.records import Arguments, Component, Contract, Pass, Training
from conformance.registry import Threshold, check, predicate
from conformance.results import Finding, Outcome, Passed, warn
from conformance.wording import cause, counted, listed, number, numbers, share

PROPORTIONAL = 0.05  # deviation from a constant ratio of weight to share
LIMITS = {
    "skew": Threshold(
        2.0,
        "times as many rows from which one class counts as rarer than another",
        "chosen, not measured",
    ),
    "leaning": Threshold(
        1.5, "times as large a weight that makes a direction", "chosen, not measured"
    ),
    "rows": Threshold(
        5, "rows of a tag below which nothing is said of its weight", "chosen, not measured"
    ),
    "reached": Threshold(
        0.1,
        "share of a tag's rows below which its weight is as good as never used",
        "chosen, not measured",
    ),
}


@predicate("no class_weight is given")
def class_weight_given(arguments: Arguments) -> bool:
    """fit is to look labels up."""
    return arguments.get("class_weight") is not None


@predicate("the model has one output, and what it is compared with names no classes")
def labels_to_look_up(
    arguments: Arguments, targets: Targets, elements: Pass, classes: Classes
) -> bool:
    """Labels can be held against the keys, or what is given is wrong whatever they are."""
    given, outputs = arguments.get("class_weight"), len(targets.pairs)
    component = component_of(targets.pairs[0], elements) if targets.pairs else None
    if outputs > 1 or not isinstance(given, dict) or elements.role("sample_weight"):
        return True
    if component is None:
        return False
    return component.path in classes or _several(component) or _map_of_labels(component)


@check(
    "class-weight",
    group="labels",
    title="class_weight names the classes that occur",
    applies=(class_weight_given, labels_to_look_up),
    phase="compared",
    after={
        "label-fraction": "labels that are no whole numbers are found under no key",
        "label-range": "labels outside the classes are found under no key",
    },
    limits=LIMITS,
)
def class_weight(
    arguments: Arguments,
    contract: Contract,
    targets: Targets,
    elements: Pass,
    classes: Classes,
    limits: Any,
    training: Optional[Training] = None,
) -> Outcome:
    """Keras turns class_weight into sample weights by looking each label up."""
    given = arguments.get("class_weight")
    outputs = len(targets.pairs) or len(contract.outputs or ())
    failure = training.failures.get("fit") if training is not None else None
    refused = failure is not None and "class_weight" in failure.message
    if outputs > 1:
        return Finding(
            f"class_weight is given for a model with {counted(outputs, 'output')} "
            f"({listed(targets.names)}): Keras supports one",
            expected="one output",
            actual=counted(outputs, "output"),
            where="fit(class_weight=...)",
            fix="yield per-output sample weights as the third element: a dict keyed by output name",
        )
    if refused and elements.role("sample_weight"):
        return Finding(
            f"class_weight is given and elements hold a sample_weight: {cause(failure)}",  # type: ignore[arg-type]
            expected="one of the two",
            actual="both",
            where="fit(class_weight=...)",
            fix="multiply the class weight into sample_weight in `map`, and drop `class_weight`",
        )
    if not isinstance(given, dict):
        return Finding(
            f"class_weight is a {type(given).__name__}, and fit looks each label up in a dict",
            expected="{class: weight}",
            actual=type(given).__name__,
            where="fit(class_weight=...)",
            fix="class_weight=dict(enumerate(weights)), for classes 0, 1, ...",
        )
    target = targets.pairs[0] if targets.pairs else None
    component = component_of(target, elements) if target is not None else None
    if target is None or component is None:
        return Passed("one of class_weight and sample_weight is given")
    seen = classes.counts(component.path)
    found = _map(component, failure) or _tags(given, component, limits)
    if found is None and seen:
        found = _keys(
            given, target, component.path, list(seen), elements.complete, refused, failure
        )
        found = found or _by_share(given, seen, limits)
    told = ", ".join(
        f"{label}: {number(given.get(label))} for {rows} rows" for label, rows in seen.items()
    )
    return found or Passed(told or f"no class is named by {component.path}")


def _map_of_labels(component: Component) -> bool:
    """Whether an example has a label for each pixel or step."""
    rows = component.rows
    return rows is not None and rows.dtype.kind in "biuf" and rows.ndim >= 3


def _map(component: Component, failure: Any) -> Optional[Finding]:
    if not _map_of_labels(component):
        return None
    text = (
        f"class_weight is given for {component.path} of shape {component.shapes[0]}: it applies to one "
        "label an example, not to pixels or steps"
    )
    if failure is not None:
        text += f"; fit raises {cause(failure)}"
    return Finding(
        text,
        expected="one label an example",
        actual=str(component.shapes[0]),
        where="fit(class_weight=...)",
        fix="yield a sample_weight of the mask's shape: `tf.gather(weights, mask)`",
    )


def _keys(
    given: dict,
    target: Target,
    path: str,
    seen: List[int],
    complete: bool,
    refused: bool,
    failure: Any,
) -> Optional[Finding]:
    """Labels without an entry, and entries without a label."""
    keys = [key for key in given if not isinstance(key, bool)]
    wrong = [key for key in keys if not isinstance(key, (int, np.integer))]
    if wrong:
        return _weights_finding(
            f"class_weight has the keys {numbers(wrong)}, and labels are looked up as integers",
            seen,
            keys,
            f"use the class ids {numbers(seen)} as keys",
        )
    lacking = [label for label in seen if label not in keys]
    unused = [int(key) for key in keys if int(key) not in seen]
    fix = f"give every class a weight: {{{', '.join(f'{label}: ...' for label in seen[:6])}}}"
    if lacking and (refused or failure is not None or unused):
        extra = f", and names {numbers(unused)}, which no label has" if unused else ""
        raised = f"; fit raises {cause(failure)}" if failure is not None else "; they weigh 1"
        return _weights_finding(
            f"class_weight has no entry for the labels {numbers(lacking)}{extra}{raised}",
            seen,
            keys,
            fix,
        )
    if lacking:
        return warn(
            f"class_weight has no entry for the labels {numbers(lacking)}: Keras 3 weighs them 1, "
            "Keras 2 "
            "raises",
            expected=f"keys {numbers(seen)}",
            actual=f"keys {numbers(keys)}",
            where="fit(class_weight=...)",
            fix=fix,
        )
    if unused and complete and (units(target) or 2) <= max(unused):
        return warn(
            f"class_weight names {numbers(unused)}, which no label has",
            expected=f"keys {numbers(seen)}",
            actual=f"keys {numbers(keys)}",
            where="fit(class_weight=...)",
            fix="drop them, or look at why these labels are missing",
        )
    return None


def _weights_finding(text: str, seen: List[int], keys: List[Any], fix: str) -> Finding:
    return Finding(
        text,
        expected=f"keys {numbers(seen)}",
        actual=f"keys {numbers(keys)}",
        where="fit(class_weight=...)",
        fix=fix,
    )


def _tags(given: dict, component: Component, limits: Any) -> Optional[Finding]:
    """Rows of several tags: Keras takes the first for the row's class (argmax), on Keras 2 and 3.

    That is wrong beyond doubt where a weight that differs from the others is never looked up.
    """
    if not _several(component) or component.rows is None:
        return None
    on = component.rows.astype(np.float64) > 0
    first = np.where(on.any(axis=1), np.argmax(on, axis=1), -1)
    rows = {tag: (int(on[:, tag].sum()), int((first == tag).sum())) for tag in range(on.shape[1])}
    usual = [value for tag, value in given.items() if rows.get(tag, (0, 0))[1]]
    lost = [
        tag
        for tag, (had, used) in rows.items()
        if had >= limits.rows
        and used <= limits.reached * had
        and tag in given
        and given[tag] not in usual
    ]
    text = (
        f"class_weight is given for {component.path}, whose rows name several classes at once: "
        "Keras looks up the first of them only"
    )
    if lost:
        tag = max(lost, key=lambda tag: abs(given[tag]))
        had, used = rows[tag]
        text += (
            f"; {numbers([had])} rows have tag {tag}, and its weight {number(given[tag])} is used for "
            f"{used or 'none'} of them"
        )
    return Finding(
        text,
        status="fail" if lost else "warn",
        expected="one class an example",
        actual="rows with several ones",
        where="fit(class_weight=...)",
        fix="yield sample weights made from the whole row: `tf.reduce_max(y * weights, axis=-1)`",
    )


def _by_share(given: dict, counts: Dict[int, int], limits: Any) -> Optional[Finding]:
    """Weights that grow with the share of a class: what is rare counts less still."""
    if len(counts) < 2 or any(label not in given for label in counts):
        return None
    labels = sorted(counts, key=lambda label: counts[label])
    total = sum(counts.values())
    shares = np.array([counts[label] / total for label in labels])
    weights = np.array([float(given[label]) for label in labels])
    if (
        shares[-1] < limits.skew * shares[0]
        or weights[-1] < limits.leaning * weights[0]
        or weights.min() < 0
    ):
        return None
    if np.any(np.diff(weights)[np.diff(shares) > 0] <= 0):
        return None
    ratio = weights / shares
    equal = bool(ratio.min() > 0 and ratio.max() <= (1 + PROPORTIONAL) * ratio.min())
    # Small whole numbers were chosen by hand, and may be a cost; shares and counts come by division
    # or by counting.
    chosen = bool(np.all(weights == np.round(weights)) and weights.max() < 10)
    rare, common = labels[0], labels[-1]
    details: Dict[str, Any] = dict(
        expected="the larger, the rarer the class",
        actual=", ".join(
            f"{label}: {number(given[label])} for {share(counts[label], total)}"
            for label in labels[:6]
        ),
        where="fit(class_weight=...)",
        fix="weigh by the inverse: `total / (number_of_classes * count)` for each class",
    )
    if equal and not chosen:
        return warn(
            "class_weight is proportional to the share of each class: class "
            f"{rare} is {share(counts[rare], total)} of the rows and weighs {number(given[rare])}, "
            f"class {common} weighs {number(given[common])}, so the rare class counts "
            f"{number(counts[common] / counts[rare])} times less once more",
            **details,
        )
    return warn(
        f"class_weight grows with the share of a class: class {rare} is "
        f"{share(counts[rare], total)} of the rows and weighs {number(given[rare])}, class {common} "
        f"weighs {number(given[common])}; right only if the common class is to count more still",
        **details,
    )


def _several(component: Component) -> bool:
    rows = component.rows
    if rows is None or rows.dtype.kind not in "biuf" or rows.ndim != 2 or rows.shape[1] < 2:
        return False
    return bool(component.integral) and bool(np.any(rows.astype(np.float64).sum(axis=1) > 1))
