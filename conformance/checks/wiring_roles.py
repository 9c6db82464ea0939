"""Checks: does Keras read the tuple as it was meant: features, targets, sample weights?"""

from __future__ import annotations

import re
from typing import List, Optional, Sequence

import numpy as np

from conformance.records import Component, Contract, Leaf, Pass, Plan, Spec, Training
from conformance.registry import check
from conformance.results import Finding, warn
from conformance.wording import cause, counted, listed, number, numbers, user_line

# Keys under which data sets keep their target (tensorflow_datasets, CSV headers, huggingface).
LABEL_KEYS = (
    "label",
    "labels",
    "target",
    "targets",
    "y",
    "y_true",
    "class",
    "class_id",
    "category",
    "output",
    "outputs",
    "ground_truth",
    "mask",
    "segmentation_mask",
    "survived",
    "rating",
    "price",
)
UNPACKING = re.compile(r"(?:too many|not enough) values to unpack \(expected (\d+)")
DISTINCT = 0.9  # share of distinct whole numbers above which a column counts rows, not importance
FEW = 32  # examples below which nothing is said about the distribution of a third element


@check(
    "targets-missing",
    group="wiring",
    title="elements hold targets for the loss",
    after=("element-type", "tuple-too-long", "model-builds"),
)
def targets_missing(
    contract: Contract,
    spec: Spec,
    training: Optional[Training] = None,
    plan: Optional[Plan] = None,
):
    """``compile(loss=...)`` needs a y: a lone tensor or a lone dict is all features to Keras."""
    if not contract.compiled or not contract.has_loss or contract.custom_train_step:
        return None
    if spec.role("y") or (training is not None and "fit" in training.ran):
        return None
    x = spec.role("x")
    found = _label_like(x, contract)
    packed = _packed(plan)
    what = {
        "dict": f"a dict of {listed(leaf.key for leaf in x)}",
        "tensor": "one tensor",
        "list": f"a list of {len(x)}, which Keras takes as x",
    }.get(spec.top, "a tuple of one")
    text = (
        f"the model has a loss and the pipeline yields no targets: each element is {what}, "
        "all of which Keras takes as x"
    )
    if packed:
        text += f"; from_tensor_slices was given a list of {packed} arrays, which it packs into one"
    elif training is not None and "fit" in training.failures:
        text += f"; fit raises {cause(training.failures['fit'])}"
    return Finding(
        text,
        expected="elements (x, y) or (x, y, sample_weight)",
        actual=what,
        where="y",
        fix=(
            "pass a tuple: `from_tensor_slices((x, y))`; a list becomes one tensor"
            if packed
            else _target_fix(spec, x, found)
        ),
    )


def _packed(plan: Optional[Plan]) -> Optional[int]:
    """2 or 3 when the source is that many rows of at least as many values: a list of arrays."""
    source = plan.chain()[-1] if plan is not None else None
    if source is None or source.op != "tensor_slices" or source.cardinality not in (2, 3):
        return None
    leaves = source.leaves or []
    large = len(leaves) == 1 and leaves[0].shape and (leaves[0].shape[0] or 0) >= 8
    return source.cardinality if large else None


def _label_like(x: Sequence[Leaf], contract: Contract) -> List[str]:
    """Keys that read like a target and are no input of the model, the likeliest first."""
    names = {leaf.path for leaf in contract.inputs or []} | {
        leaf.key for leaf in contract.inputs or []
    }
    outputs = {leaf.path for leaf in contract.outputs or []}
    keys = [leaf.key for leaf in x if leaf.key is not None and leaf.key not in names]
    likely = [k for k in keys if k in outputs or str(k).lower() in LABEL_KEYS]
    return likely or (keys if len(keys) == 1 and contract.inputs is not None else [])


def _target_fix(spec: Spec, x: Sequence[Leaf], found: List[str]) -> str:
    if found:
        label = found[0]
        rest = [leaf.key for leaf in x if leaf.key != label]
        features = f"d[{rest[0]!r}]" if len(rest) == 1 else f"{{k: d[k] for k in {rest!r}}}"
        return (
            f"split the dict in a map: `ds.map(lambda d: ({features}, d[{label!r}]))`; "
            "tensorflow_datasets does it for you with `as_supervised=True`"
        )
    if spec.top == "tuple" and len(x) in (2, 3):
        return "the pair is wrapped in one tuple too many: yield `(x, y)`, not `((x, y),)`"
    if spec.top == "list":
        return "yield a tuple `(x, y)`: only tuples are unpacked"
    if spec.top == "tensor":
        return "yield `(x, y)`; for an autoencoder `ds.map(lambda x: (x, x))`"
    return "yield `(x, y)`; without targets use `add_loss` or an own `train_step` and no `loss`"


@check(
    "tuple-too-long",
    group="wiring",
    title="elements are (x, y) or (x, y, sample_weight)",
    after=("element-type",),
)
def tuple_too_long(spec: Spec, contract: Optional[Contract] = None):
    """More than three parts: Keras raises, or a custom train_step must know what they are."""
    if spec.top not in ("tuple", "list") or spec.length <= 3:
        return None
    if contract is not None and contract.custom_train_step:
        return None
    inputs = len(contract.inputs) if contract is not None and contract.inputs else 1
    outputs = len(contract.outputs) if contract is not None and contract.outputs else 1
    fix = "keep what fit needs: `ds.map(lambda x, y, *rest: (x, y))`"
    if inputs > 1 and spec.length >= inputs + outputs:
        fix = "nest the parts: `((" + ", ".join(f"x{i + 1}" for i in range(inputs)) + "), y)`"
    return Finding(
        f"each element is a {spec.top} of {spec.length}; Keras unpacks (x, y, sample_weight) and "
        "raises for more",
        expected="1 to 3 parts",
        actual=f"{spec.length} parts",
        where=", ".join(leaf.path for leaf in spec.leaves[3:6]),
        fix=fix,
    )


@check(
    "third-element",
    group="wiring",
    title="the third element is a sample weight",
    after=("tuple-too-long", "batch-missing", "batch-twice", "input-structure"),
)
def third_element(contract: Contract, spec: Spec, elements: Pass):
    """(x, y, z): Keras multiplies each example's loss by z, whatever z is."""
    if contract.custom_train_step or spec.length != 3 or not spec.role("sample_weight"):
        return None
    weights = elements.role("sample_weight")
    outputs, targets = len(contract.outputs or ()), len(spec.role("y"))
    if contract.outputs and targets < outputs and targets + len(weights) >= outputs > 1:
        names = ", ".join(leaf.path for leaf in contract.outputs)
        return Finding(
            "the third element is taken as sample_weight, and y has "
            f"{counted(targets, 'component')} "
            f"for the {outputs} outputs ({names}): it looks like the second target",
            expected=f"y with {outputs} components",
            actual=f"y with {targets}, and a third element",
            where="sample_weight",
            fix="nest the targets: `(x, (y1, y2))`",
        )
    if len(weights) != 1:
        return None
    return _not_weights(weights[0], elements)


def _not_weights(weight: Component, elements: Pass) -> Optional[Finding]:
    if weight.dtype == "string":
        return _third(
            "holds strings",
            f"{numbers((weight.values or {}).keys(), limit=3)}",
            "numbers, one an example",
        )
    examples = elements.examples
    if weight.rows is None or not weight.integral or examples < FEW or weight.count != examples:
        return None
    values = np.ravel(np.asarray(weight.rows, dtype=np.float64))
    distinct = len(np.unique(values))
    if distinct < DISTINCT * len(values):
        return None
    low, high = float(values.min()), float(values.max())
    shown = numbers(values[:6].tolist())
    if high - low + 1 <= 2 * len(values):
        return _third(
            f"counts the rows: {distinct} distinct whole numbers from {number(low)} to "
            f"{number(high)}",
            shown,
            "weights around 1",
            factor=float(values.mean()),
        )
    return warn(
        f"the third element is taken as sample_weight and holds {distinct} distinct whole numbers "
        "in "
        f"{len(values)} examples, from {number(low)} to {number(high)}: identifiers, or counts "
        "that "
        f"make the loss {number(values.mean())} times as large?",
        expected="weights around 1",
        actual=shown,
        where="sample_weight",
        fix="if these are ids, drop them: `ds.map(lambda x, y, i: (x, y))`; if counts, divide by "
        "their mean",
    )


def _third(what: str, shown: str, expected: str, factor: Optional[float] = None) -> Finding:
    consequence = (
        f"; every example's loss is multiplied by its number, {number(factor)} on average"
        if factor is not None
        else "; fit multiplies each example's loss by it"
    )
    return Finding(
        f"the third element is taken as sample_weight and {what}{consequence}",
        expected=expected,
        actual=shown,
        where="sample_weight",
        fix="drop it before fit: `ds.map(lambda x, y, extra: (x, y))`",
    )


@check(
    "train-step-tuple",
    group="wiring",
    title="the own train_step unpacks as many parts as elements have",
    after=("tuple-too-long",),
)
def train_step_tuple(contract: Contract, spec: Spec, training: Training):
    """``x, y = data`` in a train_step, and elements of three parts (or one)."""
    failure = training.failures.get("fit")
    if not contract.custom_train_step or failure is None or spec.top not in ("tuple", "list"):
        return None
    expected = UNPACKING.search(failure.message)
    if expected is None:
        return None
    wanted = int(expected.group(1))
    if wanted == spec.length:
        return None
    roles = ("x", "y", "sample_weight")
    return Finding(
        f"train_step unpacks {wanted} parts, and each element has {spec.length} "
        f"({', '.join(roles[: spec.length])}): {cause(failure)}",
        expected=f"{wanted} parts",
        actual=f"{spec.length} parts",
        where=user_line(failure),
        fix="unpack with `x, y, sample_weight = keras.utils.unpack_x_y_sample_weight(data)`, or "
        "yield "
        f"{wanted} parts",
        blame="model",
    )
