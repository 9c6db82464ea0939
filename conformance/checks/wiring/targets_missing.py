"""Whether elements hold targets for the loss."""

from __future__ import annotations

from typing import List, Optional, Sequence

from conformance.records import Contract, Leaf, Plan, Spec, Training
from conformance.registry import check, predicate
from conformance.results import Finding, Outcome, Passed
from conformance.wording import cause, listed

# Keys under which data sets keep their target (tensorflow_datasets, huggingface). Only the wording of
# the fix rests on them.
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
)


@predicate("the model has no loss that Keras compares targets by")
def loss_needs_targets(contract: Contract) -> bool:
    """``compile(loss=...)``, and Keras' own train_step."""
    return contract.compiled and contract.has_loss and not contract.custom_train_step


@check(
    "targets-missing",
    group="wiring",
    title="elements hold targets for the loss",
    applies=(loss_needs_targets,),
    phase="well-formed",
    after={"tuple-too-long": "what the parts of a longer tuple are is not known"},
    per_part=True,
)
def targets_missing(
    contract: Contract,
    spec: Spec,
    training: Optional[Training] = None,
    plan: Optional[Plan] = None,
) -> Outcome:
    """``compile(loss=...)`` needs a y: a lone tensor or a lone dict is all features to Keras."""
    y = spec.role("y")
    if y:
        return Passed(f"y holds {listed(leaf.path for leaf in y)}")
    if training is not None and "fit" in training.ran:
        return Passed("fit ran without targets: the loss asks for none")
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
