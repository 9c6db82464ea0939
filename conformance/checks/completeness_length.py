"""Checks: how long is an epoch, and does fit know?"""

from __future__ import annotations

from typing import Optional, Tuple

from conformance.records import (
    INFINITE,
    Arguments,
    Build,
    Environment,
    Node,
    Pass,
    Plan,
)
from conformance.registry import check
from conformance.results import Finding
from conformance.wording import counted

# What can take every element away, and how the user would say it.
REMOVING = ("filter", "take", "skip", "shard", "batch", "window", "take_while", "ignore_errors")
LONG = 1000  # batches of a pipeline of unknown length after which it is said to have no end


def batch_count(count: int) -> str:
    return "1 batch" if count == 1 else f"{count} batches"


@check(
    "empty",
    group="completeness",
    title="training and validation hold examples",
)
def empty(
    elements: Pass,
    environment: Environment,
    plan: Optional[Plan] = None,
    validation: Optional[Pass] = None,
    validation_plan: Optional[Plan] = None,
):
    parts = (("training", elements, plan), ("validation", validation, validation_plan))
    for name, part, tree in parts:
        if part is None or part.batches or part.failure is not None or not part.complete:
            continue
        what, fix = _emptied(tree)
        return Finding(
            f"the {name} data hold no element{what}; {_of_empty(name, environment)}",
            expected="at least one batch",
            actual="no batch",
            where=f"{name} data",
            fix=fix,
        )
    return None


def _of_empty(name: str, environment: Environment) -> str:
    if environment.keras_generation == 2:
        return "fit raises, and does not say why"
    if name == "validation":
        return "fit returns without a val_loss and says nothing"
    return "fit returns at once with an empty history and untrained weights"


def _emptied(plan: Optional[Plan]) -> Tuple[str, str]:
    """(", because ...", the fix) from the node after which nothing is left."""
    general = "check the files, the filter and the sizes this pipeline is built from"
    if plan is None:
        return "", general
    line = plan.chain()[::-1]
    for node in line:
        upstream = node.inputs[0].cardinality if node.inputs else None
        if node.cardinality == 0 and not node.inputs:
            return ": the source itself is empty", "check the files or arrays it is made from"
        if node.cardinality == 0 and upstream and node.op in REMOVING:
            return _took_all(node, upstream)
    for node in line:
        if node.op in ("filter", "take_while", "ignore_errors"):
            name = f" `{node.function.name}`" if node.function is not None else ""
            before = node.inputs[0].cardinality if node.inputs else None
            of = f" of {before}" if before is not None and before >= 0 else ""
            return (
                f": no element{of} passes the {node.op}{name}",
                f"check the condition of {node.op}{name} against one element",
            )
    return "", general


def _took_all(node: Node, upstream: int) -> Tuple[str, str]:
    count = node.attributes.get("count")
    if node.op == "skip":
        unit, rows = "elements", None
        batch = next((n for n in node.walk() if n.op.endswith("batch")), None)
        if batch is not None:
            unit = "batches"
            rows = batch.inputs[0].cardinality if batch.inputs else None
        text = f": skip({count}) leaves nothing of {upstream} {unit}"
        if rows is not None and rows >= 0 and isinstance(count, int) and count <= rows:
            return (
                f"{text}: it counts batches here, and {count} is a number of rows ({rows} in all)",
                f"split before batch: `.skip({count}).batch(...)`, and `.take({count})` for the other part",
            )
        return text, "count in the unit that reaches skip, or split before batch"
    if node.op == "batch":
        size = node.attributes.get("batch_size")
        return (
            f": batch({size}, drop_remainder=True) makes no batch of {counted(upstream, 'example')}",
            "drop_remainder=False, or a smaller batch",
        )
    if node.op == "take":
        return f": take({count}) keeps none", "take a positive number of elements"
    return (
        f": {node.op} leaves nothing of {upstream} elements",
        f"check the sizes given to {node.op}",
    )


@check(
    "endless",
    group="completeness",
    title="an endless pipeline is given a number of steps",
)
def endless(
    elements: Pass,
    build: Build,
    arguments: Arguments,
    environment: Environment,
    plan: Optional[Plan] = None,
    validation: Optional[Pass] = None,
    validation_plan: Optional[Plan] = None,
):
    if arguments.get("steps_per_epoch") is None and not _empty(elements):
        found = _endless(elements, plan, build.kind)
        if found is not None:
            return _no_end("training", found, "steps_per_epoch", elements, environment, build.kind)
    if validation is None or arguments.get("validation_steps") is not None or _empty(validation):
        return None
    found = _endless(validation, validation_plan, "dataset" if validation_plan else "generator")
    if found is None:
        return None
    return _no_end("validation", found, "validation_steps", validation, environment, "dataset")


def _empty(part: Pass) -> bool:
    return part.complete and not part.batches


def _endless(part: Pass, plan: Optional[Plan], kind: str) -> Optional[Tuple[str, str]]:
    """(status, why) when the data have no end."""
    if plan is not None and plan.root.cardinality == INFINITE:
        node = next((n for n in plan.chain()[::-1] if n.cardinality == INFINITE), plan.root)
        return "fail", f"`{node.op}` makes it infinite"
    if part.complete or part.failure is not None:
        return None
    if kind in ("generator", "iterator"):
        if part.batches >= LONG:
            return "fail", f"the {kind} was still going after {part.batches} batches"
        return "warn", f"the {kind} was still going after {batch_count(part.batches)}"
    return None


def _no_end(
    name: str,
    found: Tuple[str, str],
    argument: str,
    part: Pass,
    environment: Environment,
    kind: str,
) -> Finding:
    status, why = found
    raises = environment.keras_generation == 2 and kind == "dataset"
    effect = (
        "Keras 2 raises when it meets an infinite dataset without a number of steps"
        if raises
        else "the first epoch never ends, in fit, evaluate or validation alike"
    )
    size = part.batch_sizes[0] if part.batch_sizes else 0
    example = f"{argument} = examples // {size}" if size else argument
    return Finding(
        f"the {name} data have no end ({why}) and fit is given no {argument}: {effect}",
        status=status,
        expected=f"{argument}, or data that end",
        actual=f"no {argument}",
        where=f"{name} data",
        fix=f"remove the repeat (num_epochs=1 for make_csv_dataset), or pass {example} to fit",
    )


@check(
    "length-unknown",
    group="completeness",
    title="no code asks for a length that tf.data cannot know",
)
def length_unknown(build: Build):
    failure = build.failure
    if failure is None or failure.type != "TypeError":
        return None
    text = failure.message.lower()
    if "length is" not in text and "unknown length" not in text and "infinite" not in text:
        return None
    if "__len__" not in failure.functions:
        return None
    endless_ = "infinite" in text
    where = failure.frames[-1] if failure.frames else ""
    return Finding(
        f"len() was asked of a dataset whose length is {'infinite' if endless_ else 'unknown'}"
        f"{' at ' + where if where else ''}: {failure.type}: {failure.message}",
        expected="a dataset of known length",
        actual="infinite length" if endless_ else "unknown length",
        where=where,
        fix="use a count from the source (number of rows, of files), or tell tf.data with "
        ".apply(tf.data.experimental.assert_cardinality(n)) before len()",
    )
