"""Whether training and validation hold examples."""

from __future__ import annotations

from typing import Optional, Tuple

from conformance.records import Environment, Node, Pass, Plan
from conformance.registry import APART, check, predicate
from conformance.results import Finding, Outcome, Passed
from conformance.wording import counted

# What can take every element away, and how the user would say it.
REMOVING = ("filter", "take", "skip", "shard", "batch", "window", "take_while", "ignore_errors")


def _ended(part: Optional[Pass]) -> bool:
    return part is not None and part.failure is None and (part.complete or part.batches > 0)


@predicate("no part of the data was read without an error")
def read_to_an_end(elements: Pass, validation: Optional[Pass] = None) -> bool:
    return _ended(elements) or _ended(validation)


@check(
    "empty",
    group="completeness",
    title="training and validation hold examples",
    applies=(read_to_an_end,),
    phase=APART,
)
def empty(
    elements: Pass,
    environment: Environment,
    plan: Optional[Plan] = None,
    validation: Optional[Pass] = None,
    validation_plan: Optional[Plan] = None,
) -> Outcome:
    """How many batches each part gave; a part without any says what took them away."""
    parts = (("training", elements, plan), ("validation", validation, validation_plan))
    for name, part, tree in parts:
        if part is None or part.batches or not _ended(part):
            continue
        what, fix = _emptied(tree)
        return Finding(
            f"the {name} data hold no element{what}; {_of_empty(name, environment)}",
            expected="at least one batch",
            actual="no batch",
            where=f"{name} data",
            fix=fix,
        )
    there = [f"{counted(p.examples, 'example')} for {n}" for n, p, _ in parts if p is not None]
    return Passed(f"examples that came: {', '.join(there)}")


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
