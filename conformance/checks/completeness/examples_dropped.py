"""Whether drop_remainder, take, skip and shard leave out no more than a little."""

from __future__ import annotations

from typing import Optional

from conformance.checks.completeness._rows import FAIL, FAIL_IF_SAME, WARN
from conformance.facts.nodes import batching
from conformance.records import SHUFFLES, Arguments, Contract, Node, Pass, Plan
from conformance.registry import check, predicate
from conformance.results import Finding, Outcome, Passed, warn
from conformance.wording import share

KEPT = 0.1  # take() or shard() keeping less than this looks like a leftover
SKIPPED = 0.5  # batches skipped in each epoch; a split for validation leaves more to training


@predicate("neither training nor validation data have a tf.data plan")
def planned(plan: Optional[Plan] = None, validation_plan: Optional[Plan] = None) -> bool:
    return plan is not None or validation_plan is not None


@check(
    "examples-dropped",
    group="completeness",
    title="drop_remainder, take, skip and shard leave out no more than a little",
    applies=(planned,),
    phase="compared",
    after={
        "empty": "nothing is left to leave out",
        "unequal-zip": "what the shorter part of a zip cuts off is counted there",
    },
)
def examples_dropped(
    contract: Optional[Contract] = None,
    plan: Optional[Plan] = None,
    validation: Optional[Pass] = None,
    validation_plan: Optional[Plan] = None,
    arguments: Optional[Arguments] = None,
) -> Outcome:
    """`drop_remainder` on few rows, a `take` left from debugging, a `skip` in every epoch."""
    fixed = contract is not None and (
        contract.stateful
        or any(
            i.shape is not None and i.shape and i.shape[0] is not None
            for i in contract.inputs or []
        )
    )
    parts = [(n, t) for n, t in (("training", plan), ("validation", validation_plan)) if t]
    for name, tree in parts:
        for node in tree.chain():
            found = None if fixed else _remainder(node, name)
            if found is not None:
                return found
    if plan is not None:
        found = _leftover(plan, validation) or _skipped(plan, validation, arguments)
        if found is not None:
            return found
    return Passed(f"the stages of the {' and '.join(name for name, _ in parts)} data")


def _remainder(node: Node, name: str) -> Optional[Finding]:
    if node.op not in ("batch", "padded_batch", "map_and_batch") or not node.inputs:
        return None
    if not node.attributes.get("drop_remainder"):
        return None
    rows, size = node.inputs[0].cardinality, node.attributes.get("batch_size")
    if rows is None or rows <= 0 or not isinstance(size, int) or size < 1 or rows < size:
        return None
    lost = rows % size
    same = not _reshuffled(node)
    status = _severity(lost / rows, same)
    if status is None:
        return None
    which = (
        f"rows {rows - lost} to {rows - 1}, the same in every epoch"
        if same
        else "others in each epoch, as the order changes"
    )
    return Finding(
        f"batch({size}, drop_remainder=True) drops {share(lost, rows)} of the {name} examples: {which}",
        status=status,
        expected="the last batch kept, or a small remainder",
        actual=f"{lost} of {rows} examples dropped",
        where=f"{name} data",
        fix=f"batch({size}) without drop_remainder (Keras takes a smaller last batch), or a batch size that "
        f"divides {rows}",
    )


def _severity(part: float, same: bool) -> Optional[str]:
    if part >= FAIL or (same and part >= FAIL_IF_SAME):
        return "fail"
    return "warn" if part >= WARN else None


def _reshuffled(node: Node) -> bool:
    """Whether the order before this node changes from epoch to epoch (or runs on over them)."""
    for upstream in node.walk():
        if upstream.op in SHUFFLES:
            return bool(upstream.attributes.get("reshuffle_each_iteration", True))
        if upstream.op == "repeat":
            return True
    return False


def _leftover(plan: Plan, validation: Optional[Pass]) -> Optional[Finding]:
    """take() or shard() that keeps little, with nothing given that uses the rest."""
    for node in plan.chain():
        if not node.inputs:
            continue
        rows = node.inputs[0].cardinality
        if node.op == "shard":
            shards, index = node.attributes.get("num_shards"), node.attributes.get("index")
            if isinstance(shards, int) and shards > 1:
                return warn(
                    f"shard({shards}, {index}) keeps one of {shards} parts of the data"
                    + (f" ({rows // shards} of {rows})" if rows is not None and rows > 0 else "")
                    + ": right for one of several workers, a loss of the rest when this process trains "
                    "alone",
                    expected="shard numbers from the cluster",
                    actual=f"shard({shards}, {index})",
                    fix="take the numbers from the strategy's input context, or remove shard",
                )
        count = node.attributes.get("count")
        if node.op != "take" or validation is not None:
            continue
        if isinstance(count, int) and rows is not None and 0 < count < KEPT * rows:
            return warn(
                f"take({count}) keeps {share(count, rows)} of what reaches it, and no validation data "
                "use the rest: a leftover from debugging?",
                expected="all of the data",
                actual=f"{count} of {rows}",
                fix=f"remove take({count})",
            )
    return None


def _skipped(
    plan: Plan, validation: Optional[Pass], arguments: Optional[Arguments]
) -> Optional[Finding]:
    """skip() of most batches, as after an interruption: it belongs to every epoch, not to the next."""
    given = arguments or Arguments()
    epochs, done = given.get("epochs"), given.get("initial_epoch", 0)
    once = isinstance(epochs, int) and isinstance(done, int) and epochs - done < 2
    if validation is not None or once:
        return None
    for node in plan.chain():
        count = node.attributes.get("count")
        held = node.inputs[0].cardinality if node.op == "skip" and node.inputs else None
        if held is None or not isinstance(count, int) or not SKIPPED * held < count < held:
            continue
        formed = batching(plan)
        if formed is None or node not in formed[1]:
            return None  # rows, which another part of the program may use
        return warn(
            f"skip({count}) leaves out {share(count, held)} batches, in every epoch anew, and no validation "
            "data use them: the skip of a training that was resumed?",
            expected="all batches, from the second epoch on",
            actual=f"{held - count} of {held} batches in each epoch",
            fix="train the rest of the interrupted epoch in a fit of its own (epochs=initial_epoch + 1), and "
            "the others without skip, or resume at the beginning of an epoch",
        )
    return None
