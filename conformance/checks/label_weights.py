"""Checks: sample weights and class weights that fit can apply and that mean something."""

from __future__ import annotations

from typing import Any, List, Optional

import numpy as np

from conformance.checks.label_rules import Dims, classes, component_of, rule_of, tail
from conformance.checks.wording import cause, counted, listed, number, numbers, shape_text, share
from conformance.pairing import Target, Targets, compatible
from conformance.records import Arguments, Component, Contract, Pass, Spec, Training
from conformance.registry import check
from conformance.results import Finding, warn

LARGE = 10.0  # weights far from 1 on average; counts of equal rows may be meant
BEFORE = (
    "pipeline-iterates",
    "element-type",
    "batch-missing",
    "batch-twice",
    "tuple-too-long",
    "third-element",
    "target-structure",
)


@check(
    "sample-weight",
    group="labels",
    title="sample weights are finite, not negative, not all zero, one for each loss value",
    after=(*BEFORE, "label-shape", "label-encoding"),
)
def sample_weight(
    elements: Pass,
    spec: Spec,
    targets: Targets,
    contract: Contract,
    training: Optional[Training] = None,
):
    """A weight multiplies the loss of its example, whatever it is."""
    weights = elements.role("sample_weight")
    if not weights or contract.custom_train_step:
        return None
    for position, weight in enumerate(weights):
        target = _target_of(weight, position, len(weights), targets)
        found = (
            _values(weight, elements)
            or _shape(weight, spec, target, training)
            or _large(weight, training)
        )
        if found is not None:
            return found
    return None


def _target_of(weight: Component, position: int, count: int, targets: Targets) -> Optional[Target]:
    if weight.key is not None:
        return next((t for n, t in zip(targets.names, targets.pairs) if n == weight.key), None)
    if count == 1 and len(targets.pairs) > 1:
        return None
    return targets.pairs[position] if position < len(targets.pairs) else None


def _values(weight: Component, elements: Pass) -> Optional[Finding]:
    path = weight.path
    where = path
    if weight.bad_at is not None:
        where += f", batch {weight.bad_at[0]}, element {weight.bad_at[1]}"
    if weight.nan or weight.inf:
        return Finding(
            f"{path} holds {'NaN' if weight.nan else 'infinity'} in "
            f"{share(weight.bad_rows, elements.examples)} of the examples: the loss becomes NaN",
            expected="finite weights",
            actual="NaN" if weight.nan else "infinity",
            where=where,
            fix="give these examples a weight (a division by an empty group's 0?)",
        )
    if weight.minimum is None or weight.maximum is None:
        return None
    if weight.minimum < 0:
        rows = (
            np.ravel(weight.rows)
            if weight.rows is not None and weight.rows.dtype != object
            else None
        )
        part = share(int((rows < 0).sum()), len(rows)) if rows is not None and len(rows) else "some"
        return Finding(
            f"{path} is negative for {part} of the examples (down to {number(weight.minimum)}): "
            "there "
            "the optimizer increases the error",
            expected="0 and above",
            actual=f"{number(weight.minimum)}..{number(weight.maximum)}",
            where=path,
            fix="shift or exponentiate the scores so that every weight is positive",
        )
    if weight.minimum == weight.maximum == 0 and weight.count:
        return Finding(
            f"every {path} is 0: the loss is 0 and nothing is learned",
            expected="weights above 0",
            actual="0",
            where=path,
            fix="look at how they are computed: an integer division gives 0 (`//`, or ints cast "
            "too late)",
        )
    return None


def _large(weight: Component, training: Optional[Training]) -> Optional[Finding]:
    """Keras divides by the number of examples, not by the sum of the weights."""
    if weight.mean is None or weight.mean < LARGE:
        return None
    times = number(round(weight.mean))
    broken = training is not None and not (
        training.weights_finite and np.isfinite(training.losses).all()
    )
    return Finding(
        f"{weight.path} is {times} on average: Keras divides by the number of examples, so the loss "
        f"and each gradient are {times} times as large (with SGD: the learning rate)"
        f"{'; here training ends in NaN' if broken else ''}",
        status="fail" if broken else "warn",
        expected="about 1 on average",
        actual=f"{number(weight.minimum)}..{number(weight.maximum)}",
        where=weight.path,
        fix="divide the weights by their mean over the training data; if these are no weights, nest "
        "them with x or y",
    )


def _shape(
    weight: Component, spec: Spec, target: Optional[Target], training: Optional[Training]
) -> Optional[Finding]:
    """Keras multiplies weights with loss values, which have the output's shape less its last axis."""
    if target is None or rule_of(target) is None:
        return None
    output = tail(target.output.shape)
    leaf = next((leaf for leaf in spec.role("sample_weight") if leaf.path == weight.path), None)
    shape = weight.shapes[0] if weight.shapes else (leaf.shape if leaf is not None else None)
    given = tail(shape)
    if output is None or given is None or applies(given, output[:-1]):
        return None
    raised = ""
    if training is not None and "fit" in training.failures:
        raised = f": {cause(training.failures['fit'])}"
    return Finding(
        f"{weight.path} is {shape_text((None, *given))} and the loss of `{target.output.path}` has "
        "one value "
        f"{'an example' if not output[:-1] else f'for each of {shape_text((None, *output[:-1]))}'}"
        f"{raised}",
        expected=shape_text((None, *output[:-1])) if output[:-1] else "(None,)",
        actual=shape_text((None, *given)),
        where=weight.path,
        fix="yield one weight an example, e.g. the mean over its steps"
        if not output[:-1]
        else "yield one weight an example, or one for each loss value",
    )


def applies(given: Dims, loss: Dims) -> bool:
    """Weights (B,), or as many leading axes as the loss has, a trailing axis of one allowed."""
    if given[-1:] == (1,):
        given = given[:-1]
    return len(given) <= len(loss) and compatible(given, loss[: len(given)])


@check(
    "class-weight",
    group="labels",
    title="class_weight names the classes that occur",
    after=(*BEFORE, "label-range", "label-encoding", "label-shape", "label-fraction"),
)
def class_weight(
    arguments: Arguments,
    contract: Contract,
    targets: Targets,
    elements: Pass,
    training: Optional[Training] = None,
):
    """Keras turns class_weight into sample weights by looking each label up."""
    given = arguments.get("class_weight")
    if given is None:
        return None
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
        return None
    target = targets.pairs[0] if targets.pairs else None
    component = component_of(target, elements) if target is not None else None
    if target is None or component is None:
        return None
    return _classes(given, target, component, elements, refused, failure)


def _classes(
    given: dict,
    target: Target,
    component: Component,
    elements: Pass,
    refused: bool,
    failure: Any,
) -> Optional[Finding]:
    dense = component.rows is not None and component.rows.dtype.kind in "biuf"
    if dense and component.rows is not None and component.rows.ndim >= 3:
        text = (
            f"class_weight is given for {component.path} of shape {component.shapes[0]}: it "
            "applies to one "
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
    if _several(component):
        return warn(
            f"class_weight is given for {component.path}, whose rows name several classes at once: "
            "Keras "
            "looks up the first of them only",
            expected="one class an example",
            actual="rows with several ones",
            where="fit(class_weight=...)",
            fix="yield sample weights made from the whole row",
        )
    seen = labels_of(component)
    if seen is None:
        return None
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
    if unused and elements.complete and (classes(target) or 2) <= max(unused):
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


def _several(component: Component) -> bool:
    rows = component.rows
    if rows is None or rows.dtype.kind not in "biuf" or rows.ndim != 2 or rows.shape[1] < 2:
        return False
    return bool(component.integral) and bool(np.any(rows.astype(np.float64).sum(axis=1) > 1))


def labels_of(component: Component) -> Optional[List[int]]:
    """The class ids seen, one-hot rows by their largest column; None where there are none."""
    rows = component.rows
    if rows is None or rows.dtype.kind not in "biuf" or not len(rows):
        return None
    if rows.ndim == 2 and rows.shape[1] > 1:
        return sorted({int(i) for i in np.argmax(rows, axis=1)})
    values = np.unique(np.ravel(rows))
    if component.integral is not True or len(values) > 1000:
        return None
    return [int(v) for v in values]
