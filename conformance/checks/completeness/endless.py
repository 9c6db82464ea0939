"""Whether an endless pipeline is given a number of steps."""

from __future__ import annotations

from typing import Optional, Tuple

from conformance.checks.completeness._length import batch_count
from conformance.records import INFINITE, Arguments, Build, Environment, Pass, Plan
from conformance.registry import check
from conformance.results import Finding, Outcome, Passed

LONG = 1000  # batches of a pipeline of unknown length after which it is said to have no end


@check(
    "endless",
    group="completeness",
    title="an endless pipeline is given a number of steps",
    phase="compared",
)
def endless(
    elements: Pass,
    build: Build,
    arguments: Arguments,
    environment: Environment,
    plan: Optional[Plan] = None,
    validation: Optional[Pass] = None,
    validation_plan: Optional[Plan] = None,
) -> Outcome:
    """`repeat()` or a generator's `while True` without `steps_per_epoch`: the first epoch never ends."""
    if arguments.get("steps_per_epoch") is None and not _empty(elements):
        found = _endless(elements, plan, build.kind)
        if found is not None:
            return _no_end("training", found, "steps_per_epoch", elements, environment, build.kind)
    given = arguments.get("validation_steps") is not None
    if validation is not None and not given and not _empty(validation):
        found = _endless(validation, validation_plan, "dataset" if validation_plan else "generator")
        if found is not None:
            return _no_end(
                "validation", found, "validation_steps", validation, environment, "dataset"
            )
    return Passed(_ends(elements, arguments))


def _ends(elements: Pass, arguments: Arguments) -> str:
    steps = arguments.get("steps_per_epoch")
    if steps is not None:
        return f"steps_per_epoch={steps} bounds an epoch"
    if elements.complete:
        return f"the data end after {batch_count(elements.batches)}"
    of = elements.of_batches
    return f"the data have an end{f', after {batch_count(of)}' if of else ''}"


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
