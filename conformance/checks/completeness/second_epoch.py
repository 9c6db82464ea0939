"""Whether every epoch delivers as many examples as the first."""

from __future__ import annotations

from typing import Optional

from conformance.checks.completeness._length import batch_count
from conformance.checks.completeness._rows import WARN
from conformance.records import Arguments, Build, Epochs, Pass, Plan
from conformance.registry import check
from conformance.results import Finding

MOST = 0.5  # a second epoch that differs by this much is a failure whatever is drawn


@check(
    "second-epoch",
    group="completeness",
    title="every epoch delivers as many examples as the first",
    after=("empty", "sequence-index", "sequence-length"),
)
def second_epoch(
    elements: Pass,
    epochs: Epochs,
    build: Build,
    arguments: Arguments,
    plan: Optional[Plan] = None,
    validation: Optional[Pass] = None,
    validation_epochs: Optional[Epochs] = None,
):
    if not elements.complete or not elements.batches:
        return None
    held = _validation_used_up(validation, validation_epochs)
    if held is not None:
        return held
    if build.kind in ("generator", "iterator"):
        return _used_up(elements, build, arguments)
    second = epochs.second
    if second is None or second.failure is not None:
        return None
    if second.examples == elements.examples and second.batches == elements.batches:
        return None
    if not second.complete and second.examples <= elements.examples:
        return None  # cut short by the budget
    if second.batches == 0:
        return Finding(
            f"the first pass gave {batch_count(elements.batches)}, the second none: the source can be read "
            "only once, so fit trains for one epoch and reports the others with a loss of 0 or raises",
            expected=f"{batch_count(elements.batches)} in every epoch",
            actual="0 in the second",
            fix="let the source start anew for each epoch: give from_generator a function that makes a new "
            "generator (`from_generator(rows)`, not `lambda: the_same_generator`)",
        )
    change = abs(second.examples - elements.examples) / max(1, elements.examples)
    if _drawn(plan) and change < MOST:
        return None
    status = "fail" if change >= WARN or not _python_source(plan) else "warn"
    return Finding(
        f"the first pass gave {elements.examples} examples in {batch_count(elements.batches)}, the second "
        f"{second.examples} in {second.batches}",
        status=status,
        expected="the same number in every epoch",
        actual=f"{elements.examples}, then {second.examples}",
        fix="look for state that outlives an epoch: an iterator or a counter in the generator, a file that "
        "changes, a filter that draws",
    )


def _validation_used_up(validation: Optional[Pass], epochs: Optional[Epochs]) -> Optional[Finding]:
    """Measured on 2.4, 2.15 and 2.21: val_loss is there for the first epoch, then it is missing."""
    second = epochs.second if epochs is not None else None
    if validation is None or second is None or not validation.complete or not validation.batches:
        return None
    if second.failure is not None or second.batches:
        return None
    return Finding(
        f"the validation data gave {batch_count(validation.batches)} once and none in a second pass: "
        "val_loss is reported for the first epoch only, and callbacks that watch it stop working",
        expected=f"{batch_count(validation.batches)} in every epoch",
        actual="0 in the second",
        where="validation data",
        fix="make the generator anew in each pass: from_generator(rows) with a function that yields, not "
        "`lambda: the_same_generator`",
    )


def _used_up(elements: Pass, build: Build, arguments: Arguments) -> Optional[Finding]:
    epochs = arguments.get("epochs", 1)
    if not isinstance(epochs, int) or epochs < 2 or arguments.get("steps_per_epoch") is not None:
        return None  # with steps, steps-unreachable counts
    return Finding(
        f"a {build.kind} can be read once: it gave {batch_count(elements.batches)}, and fit is to train "
        f"{epochs} epochs",
        expected=f"data for {epochs} epochs",
        actual="data for one",
        fix="loop for ever in the generator and pass steps_per_epoch, or use "
        "tf.data.Dataset.from_generator with the generator function",
    )


def _drawn(plan: Optional[Plan]) -> bool:
    """Whether the number of examples is itself drawn (a random filter, weighted sources)."""
    if plan is None:
        return False
    for node in plan.nodes():
        if node.op in ("choose", "sample", "scan", "take_while"):
            return True
        function = node.function
        drawing = function is not None and (function.random or function.python)
        if drawing and node.op in ("filter", "flat_map", "interleave"):
            return True
    return False


def _python_source(plan: Optional[Plan]) -> bool:
    return plan is None or any(n.function is not None and n.function.python for n in plan.nodes())
