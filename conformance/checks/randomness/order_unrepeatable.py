"""Whether a seeded pipeline gives the same order in every run."""

from __future__ import annotations

from conformance.checks.randomness._passes import first_difference, same_contents, telling
from conformance.checks.randomness._plan import line, python_source, seeded, shuffles, unordered
from conformance.records import Build, Epochs, Pass, Plan
from conformance.registry import check
from conformance.results import Finding, Skip


@check(
    "order-unrepeatable",
    group="randomness",
    title="a seeded pipeline gives the same order in every run",
    after=("second-epoch", "pairs-misaligned", "randomness-traced"),
)
def order_unrepeatable(build: Build, plan: Plan, elements: Pass, epochs: Epochs):
    found = shuffles(plan.nodes())
    by_op = bool(found) and all(seeded(node) for node in found)
    if not build.seeded and not by_op:
        return Skip("no seed promises that runs agree")
    promise = "a global seed is set" if build.seeded else f"{line(found)} is seeded"
    sloppy = unordered(plan)
    rebuilt = epochs.rebuilt
    parted = None
    if rebuilt is not None and telling(elements, rebuilt) and same_contents(elements, rebuilt):
        parted = first_difference(elements, rebuilt)
    if not sloppy and parted is None:
        return None
    stage = line(sloppy) if sloppy else line([python_source(plan) or plan.root])
    seen = ""
    if parted is not None:
        batch, index, share = parted
        seen = (
            f"; a second build gave another order from batch {batch}, example {index} on "
            f"({share:.0%} of the positions)"
        )
    if sloppy:
        message = (
            f"{promise}, but {stage} may hand on examples in the order they finish "
            f"(deterministic=False){seen}: two runs see different batches"
        )
        fix = f"leave out deterministic=False for {stage} (and in tf.data.Options)"
    else:
        message = f"{promise}, but the order is not repeatable{seen}"
        fix = "seed every source of order: list_files, shuffle, sample_from_datasets, and the "
        fix += "Python code behind from_generator"
    status = "fail" if build.seeded and sloppy else "warn"
    return Finding(
        message,
        status=status,
        expected="the same order in every run",
        actual="an order that depends on timing" if sloppy else "another order in a second build",
        where=stage,
        fix=fix,
    )
