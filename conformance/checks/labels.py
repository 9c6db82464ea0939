"""Checks: do targets and weights suit the outputs and the loss?"""

from __future__ import annotations

from typing import Optional

import numpy as np

from conformance.checks import (  # noqa: F401 - register their checks
    label_among_inputs,
    label_class_weights,
    label_constant,
    label_exact,
    label_folder_ids,
    label_folders,
    label_identity,
    label_padding,
    label_padding_sides,
    label_pairs,
    label_ranges,
    label_shifted_back,
    label_split,
    label_split_order,
    label_values,
    label_weights,
    label_weights_lost,
    label_weights_order,
    label_weights_unused,
    label_without_loss,
)
from conformance.checks.label_rules import (
    Rule,
    broadcasts,
    classes,
    is_ids,
    rule_of,
    same,
    shape_of,
    tail,
)
from conformance.facts.pairing import Target, Targets
from conformance.records import Contract, Pass, Spec, Training
from conformance.registry import check
from conformance.results import Finding
from conformance.wording import cause, counted, listed, nearest, number, shape_text

# What explains a wrong target: the element is not what Keras reads, or nothing was read.
BROKEN = (
    "pipeline-iterates",
    "element-type",
    "batch-missing",
    "batch-twice",
    "targets-missing",
    "tuple-too-long",
    "third-element",
    "input-structure",
    "target-structure",
    "target-order",
    "pair-order",
)


@check(
    "target-structure",
    group="labels",
    title="there is a target for every output with a loss",
    after=(
        "pipeline-iterates",
        "element-type",
        "batch-missing",
        "targets-missing",
        "tuple-too-long",
        "third-element",
        "input-structure",
    ),
)
def target_structure(
    targets: Targets, contract: Contract, spec: Spec, training: Optional[Training] = None
):
    """Dicts are matched by key or output name, everything else by position."""
    if not targets.known or not targets.given or contract.custom_train_step:
        return None
    if not targets.missing and not targets.extra:
        return None
    if not contract.has_loss or any(t.loss and t.loss.custom for t in targets.pairs):
        return None
    ran = training is not None and "fit" in training.ran
    by_key = isinstance(spec.y_structure, dict)
    if ran and by_key and (not targets.missing or len(targets.names) == 1):
        return None
    y = spec.role("y")
    held = listed((leaf.key if by_key else leaf.path) for leaf in y)
    raised = ""
    if training is not None and "fit" in training.failures:
        raised = f"; fit raises {cause(training.failures['fit'])}"
    if targets.missing:
        near = nearest(targets.missing[0], targets.extra) or (
            targets.extra[0] if len(targets.missing) == len(targets.extra) == 1 else None
        )
        effect = "; its head is never trained" if ran else ""
        return Finding(
            f"there is no target for the output {listed(targets.missing)}: y holds {held}, the "
            f"outputs are {listed(targets.names)}{effect}{raised}",
            expected=f"targets for {listed(targets.names)}",
            actual=held,
            where="y",
            fix=(
                f"rename {near} to `{targets.missing[0]}`"
                if near
                else f"yield a target for {listed(targets.missing)}, or give it no loss"
            ),
        )
    return Finding(
        f"y has {counted(len(y), 'component')} ({held}) and the model "
        f"{counted(len(targets.names), 'output')} ({listed(targets.names)}){raised}",
        expected=counted(len(targets.names), "target"),
        actual=counted(len(y), "target"),
        where=", ".join(targets.extra[:3]),
        fix=f"drop {listed(targets.extra)}, give the model an output for it, or move it into x",
    )


@check(
    "label-dtype",
    group="labels",
    title="targets are numbers",
    after=BROKEN,
)
def label_dtype(targets: Targets):
    """A loss computes with its targets; strings have no number."""
    for target in targets.pairs:
        if rule_of(target) is not None and target.target.dtype == "string":
            return Finding(
                f"{target.target.path} holds strings and {target.loss.name} needs numbers",
                expected="class ids or a one-hot row" if classes(target) != 1 else "0 and 1",
                actual="string",
                where=target.target.path,
                fix="map the names to ids: `keras.layers.StringLookup(vocabulary=names, "
                "num_oov_indices=0)`",
            )
    return None


@check(
    "label-encoding",
    group="labels",
    title="class ids meet the sparse loss, one-hot rows the categorical one",
    after=(*BROKEN, "label-dtype", "activation-loss"),
)
def label_encoding(targets: Targets, elements: Pass):
    """The two cross-entropies over classes take their labels in two forms."""
    for target in targets.pairs:
        rule, given, output = rule_of(target), tail(shape_of(target)), tail(target.output.shape)
        count = classes(target)
        if rule is None or given is None or not output or not count or count < 2:
            continue
        path = target.target.path
        if rule.kind == "sparse" and not is_ids(output, given) and same(output, given):
            return Finding(
                f"{path} is one row of {count} for each example, and "
                "sparse_categorical_crossentropy "
                "takes one class id",
                expected=f"ids of shape {shape_text((None, *output[:-1]))}",
                actual=shape_text((None, *given)),
                where=path,
                fix=f'use `loss="categorical_crossentropy"`, or yield ids: `tf.argmax({path}, '
                "axis=-1)`",
            )
        ids = rule.kind == "categorical" and rule.sums_to_one and is_ids(output, given)
        if ids and not same(output, given):
            return Finding(
                f"{path} holds class ids of shape {shape_text((None, *given))}, and "
                f"{target.loss.name} takes a row of {count} for each example",
                expected=shape_text((None, *output)),
                actual=shape_text((None, *given)),
                where=path,
                fix=f'use `loss="sparse_categorical_crossentropy"`, or `tf.one_hot({path}, '
                f"{count})`",
            )
    return None


@check(
    "label-shape",
    group="labels",
    title="targets have the shape the loss compares with",
    after=(*BROKEN, "label-dtype", "label-encoding", "rank-unknown", "activation-loss"),
)
def label_shape(targets: Targets, elements: Pass, training: Optional[Training] = None):
    """Unequal shapes raise, or broadcast: then every prediction meets every target."""
    ran = training is not None and "fit" in training.ran
    for target in targets.pairs:
        rule, given, output = rule_of(target), tail(shape_of(target)), tail(target.output.shape)
        if rule is None or given is None or output is None:
            continue
        fine = is_ids(output, given) if rule.kind == "sparse" else same(output, given)
        if fine:
            continue
        expected = output[:-1] if rule.kind == "sparse" else output
        batch = max(elements.batch_sizes, default=2)
        spread = broadcasts(output, given, batch)
        shapes = (
            f"{target.target.path} is {shape_text((None, *given))} and the output "
            f"`{target.output.path}` is {shape_text((None, *output))}"
        )
        text = f"{shapes}: {target.loss.name} cannot compare them"
        if spread is not None and rule.kind != "sparse":
            text = (
                f"{shapes}: they broadcast to {spread}, so one value is compared with many, and "
                "the "
                f"loss {'trains on that without a word' if ran else 'is not what it seems'}"
            )
        elif training is not None and "fit" in training.failures:
            text = f"{shapes}: {cause(training.failures['fit'])}"
        return Finding(
            text,
            expected=shape_text((None, *expected)),
            actual=shape_text((None, *given)),
            where=target.target.path,
            fix=_shape_fix(target, given, output, rule),
        )
    return None


def _shape_fix(target: Target, given: tuple, output: tuple, rule: Rule) -> str:
    path = target.target.path if target.target is not None else "y"
    if len(output) >= 2 and all(d == 1 for d in given) and output[0] not in (1, None):
        return (
            f"`{target.output.path}` gives a value for each of {output[0]} steps: set "
            "`return_sequences=False` (or pool, or flatten) for one target an example, or yield a "
            "target a step"
        )
    if len(given) == len(output) and output[-1] == 1 and (given[-1] or 1) > 1:
        return f"give `{target.output.path}` {given[-1]} units, or keep one column of {path}"
    if len(given) == len(output) == 1 and given[-1]:
        return f"give `{target.output.path}` {given[-1]} unit(s), or {path} {output[-1]} column(s)"
    return f"make {path} {shape_text((None, *(output[:-1] if rule.kind == 'sparse' else output)))}"


@check(
    "target-broadcast",
    group="labels",
    title="targets are not broadcast in a loss of one's own",
    after=(*BROKEN, "label-shape"),
)
def target_broadcast(training: Training, targets: Targets, elements: Pass):
    """The loss of one batch as given, and with the targets reshaped to the output's shape."""
    if training.aligned_loss is None:
        return None
    given, aligned = training.aligned_loss
    if not (np.isfinite(given) and np.isfinite(aligned)):
        return None
    if abs(given - aligned) <= 1e-4 * max(abs(given), abs(aligned), 1e-6):
        return None
    target = next((t for t in targets.pairs if t.target is not None), None)
    path = target.target.path if target is not None and target.target is not None else "y"
    y, output = _shapes(target)
    return Finding(
        f"the loss broadcasts {path} {y} against the output {output}: it is {number(given)} on the "
        "first "
        f"batch, and {number(aligned)} with the same targets in the output's shape, so every "
        "prediction "
        "is compared with every target",
        expected=f"targets of shape {output}",
        actual=y,
        where=path,
        fix=f"give {path} the shape of the output: `tf.reshape(y, tf.shape(y_pred))`, or "
        "`y[:, tf.newaxis]` / `tf.squeeze` in the pipeline",
    )


def _shapes(target: Optional[Target]) -> tuple:
    if target is None:
        return "", ""
    return shape_text(shape_of(target)), shape_text(target.output.shape)


@check(
    "activation-loss",
    group="labels",
    title="the last activation and the loss fit together",
    after=BROKEN,
)
def activation_loss(contract: Contract, targets: Targets):
    """Logits or probabilities: cross-entropy must be told which it gets."""
    for target in targets.pairs:
        loss, activation, units = target.loss, target.activation, classes(target)
        if loss is None or loss.custom or activation in (None, "unknown"):
            continue
        rule = rule_of(target)
        name = target.output.path
        if activation == "softmax" and units == 1:
            return _activation(
                f"`{name}` is a softmax over one unit: it is 1 whatever the input, so nothing is "
                "learned",
                "sigmoid for one unit",
                "softmax, 1 unit",
                f'`Dense(1, activation="sigmoid")` with `binary_crossentropy`, or `Dense({2})` '
                "with "
                "softmax and class ids",
                name,
            )
        if rule is None or not rule.probability:
            continue
        if rule.kind == "sparse" and units == 1:
            return _activation(
                f"`{name}` has one unit and {loss.name} needs one for each class",
                "one unit a class, or binary_crossentropy",
                "1 unit",
                '`loss="binary_crossentropy"` for one unit, or `Dense(number_of_classes)`',
                name,
            )
        if loss.from_logits and activation in ("softmax", "sigmoid"):
            return _activation(
                f"`{name}` ends in {activation} and {loss.name} is told `from_logits=True`: the "
                f"{activation} is applied twice, which flattens the gradients",
                "logits (no activation)",
                activation,
                "drop the activation, or `from_logits=False`",
                name,
            )
        if loss.from_logits is False and activation in ("linear", "relu", "tanh"):
            what = "softmax" if rule.kind != "elementwise" else "sigmoid"
            return _activation(
                f"`{name}` has the activation {activation} and {loss.name} takes its values for "
                "probabilities: it clips them to 0..1, where gradients vanish",
                f"probabilities ({what}), or from_logits=True",
                activation,
                f'`activation="{what}"` in `{name}`, or `from_logits=True` in the loss',
                name,
            )
    return None


def _activation(text: str, expected: str, actual: str, fix: str, name: str) -> Finding:
    return Finding(text, expected=expected, actual=actual, where=name, fix=fix, blame="model")
