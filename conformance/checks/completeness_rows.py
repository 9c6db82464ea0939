"""Checks: are examples left out on the way: by batch, take, shard, zip, errors, a cache?"""

from __future__ import annotations

from typing import Iterator, Optional, Tuple

from conformance.checks.randomness_plan import batching
from conformance.records import SHUFFLES, Arguments, Contract, Node, Pass, Plan
from conformance.registry import check
from conformance.results import Finding, warn
from conformance.wording import share

# Shares of an epoch that go missing.
FAIL, FAIL_IF_SAME, WARN = 0.2, 0.1, 0.05
KEPT = 0.1  # take() or shard() keeping less than this looks like a leftover
SKIPPED = 0.5  # batches skipped in each epoch; a split for validation leaves more to training
SOURCES_OF_NUMBERS = ("range", "random", "counter")


@check(
    "examples-dropped",
    group="completeness",
    title="drop_remainder, take, skip and shard leave out no more than a little",
    after=(
        "empty",
        "pipeline-iterates",
        "batch-missing",
        "batch-twice",
        "element-type",
        "unequal-zip",
    ),
)
def examples_dropped(
    contract: Optional[Contract] = None,
    plan: Optional[Plan] = None,
    validation: Optional[Pass] = None,
    validation_plan: Optional[Plan] = None,
    arguments: Optional[Arguments] = None,
):
    fixed = contract is not None and (
        contract.stateful
        or any(
            i.shape is not None and i.shape and i.shape[0] is not None
            for i in contract.inputs or []
        )
    )
    for name, tree in (("training", plan), ("validation", validation_plan)):
        if tree is None:
            continue
        for node in tree.chain():
            found = None if fixed else _remainder(node, name)
            if found is not None:
                return found
    if plan is None:
        return None
    return _leftover(plan, validation) or _skipped(plan, validation, arguments)


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
        taken = node.op == "take" and isinstance(count, int) and validation is None
        if taken and rows is not None and 0 < count < KEPT * rows:
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


@check(
    "unequal-zip",
    group="completeness",
    title="zipped datasets are of one length",
)
def unequal_zip(plan: Plan):
    for node in plan.nodes():
        if node.op != "zip" or len(node.inputs) < 2:
            continue
        sized = [(i, n.cardinality or 0) for i, n in enumerate(node.inputs) if _counts(n)]
        if len(sized) < 2:
            continue
        short, long_ = min(sized, key=lambda s: s[1]), max(sized, key=lambda s: s[1])
        if short[1] == long_[1]:
            continue
        if _shifted(node.inputs[short[0]], long_[1] - short[1]):
            late = _batches_skipped(node.inputs[short[0]])
            if late is not None and _batches_skipped(node.inputs[long_[0]]) is None:
                return _a_batch_late(short[0], *late)
            continue
        lost = long_[1] - short[1]
        return Finding(
            f"zip ends with its shortest part: part {short[0]} holds {short[1]} elements, part {long_[0]} holds "
            f"{long_[1]}, so {share(lost, long_[1])} of part {long_[0]} never arrive, and a missing row in the "
            "middle would pair all later ones wrongly",
            expected="parts of one length",
            actual=" and ".join(str(size) for _, size in sized),
            fix="find the rows that one part lacks; pair by key rather than by position where rows can be "
            "missing",
        )
    return None


def _counts(node: Node) -> bool:
    """A part with data of its own and a known end; counters and seeds are made to outlast them."""
    if node.cardinality is None or node.cardinality < 1:
        return False
    ops = [n.op for n in node.walk()]
    return ops[-1] not in SOURCES_OF_NUMBERS


def _shifted(node: Node, difference: int) -> bool:
    """zip((ds, ds.skip(1))) pairs each element with a later one: shorter on purpose."""
    counts = [n.attributes.get("count") for n in node.walk() if n.op in ("skip", "take")]
    return difference in counts or any(n.op == "window" for n in node.walk())


def _batches_skipped(node: Node) -> Optional[Tuple[int, int]]:
    """(batches skipped, rows in each) where skip stands after batch."""
    for upper in node.walk():
        if upper.op == "batch":
            return None
        count = upper.attributes.get("count")
        if upper.op == "skip" and isinstance(count, int) and count > 0:
            below = next((n for n in upper.walk() if n.op == "batch"), None)
            size = below.attributes.get("batch_size") if below is not None else None
            return (count, size) if isinstance(size, int) and size > 1 else None
    return None


def _a_batch_late(part: int, batches: int, size: int) -> Finding:
    return warn(
        f"part {part} of the zip skips {batches} batch(es) of {size} rows and the other skips none: each row "
        f"meets what stands {batches * size} rows later",
        expected="both parts from the same row on, or a shift meant in rows",
        actual=f"part {part} starts {batches * size} rows later",
        where=f"zip, part {part}",
        fix="remove skip, or put it before batch where the next rows are meant",
    )


@check(
    "errors-ignored",
    group="completeness",
    title="no example disappears in ignore_errors",
    after=("empty",),
)
def errors_ignored(plan: Plan, elements: Pass):
    node = plan.first("ignore_errors")
    if node is None or not node.inputs:
        return None
    before = node.inputs[0].cardinality
    if before is None or before < 0 or not elements.complete:
        return warn(
            "ignore_errors drops every element that raises, and the number of elements before it is not "
            "known: nobody will see how many are lost",
            expected="errors that are seen, or counted",
            actual="ignore_errors over data of unknown size",
            fix="ignore_errors(log_warning=True), and compare the number of examples with the source's once",
        )
    batched = any(n.op.endswith("batch") for n in node.walk())
    arrived = elements.batches if batched else elements.examples
    lost = before - arrived
    if lost <= 0 or any(n.op in ("filter", "take", "skip", "repeat") for n in _above(plan, node)):
        return None
    unit = "batches" if batched else "examples"
    return Finding(
        f"ignore_errors hid that {share(lost, before)} {unit} raise an error: {arrived} arrive, and training "
        "says nothing of the others",
        status="fail" if lost / before >= WARN else "warn",
        expected=f"{before} {unit}",
        actual=f"{arrived}",
        fix="remove ignore_errors, read the first error, and mend the parser; skip only records known to be "
        "broken, and count them",
    )


def _above(plan: Plan, node: Node) -> Iterator[Node]:
    """The nodes between the model and ``node``."""
    for upper in plan.chain():
        if upper is node:
            return
        yield upper


@check(
    "cache-incomplete",
    group="completeness",
    title="a cache is read to its end, so that it is kept",
)
def cache_incomplete(plan: Plan):
    line = plan.chain()
    for node, below in zip(line, line[1:]):
        if node.op != "take" or below.op != "cache":
            continue
        count, held = node.attributes.get("count"), below.cardinality
        if not isinstance(count, int) or count < 0 or held is None or 0 <= held <= count:
            continue
        of = f" of {held}" if held >= 0 else ""
        return warn(
            f"take({count}) stops reading the cache before its end ({count}{of} elements): an unfinished "
            "cache is thrown away, so everything before it runs again in every epoch",
            expected="take before cache",
            actual=f"cache().take({count})",
            fix=f".take({count}).cache()",
        )
    return None
