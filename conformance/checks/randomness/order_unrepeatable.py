"""Whether a seeded pipeline gives the same order in every run."""

from __future__ import annotations

from typing import Optional

from conformance.facts.nodes import line, python_source, seeded, shuffles, unordered
from conformance.facts.repetition import Repetition, first_difference
from conformance.records import Build, Plan
from conformance.registry import APART, check, predicate
from conformance.results import Finding, Outcome, Passed


@predicate("no seed promises that runs agree")
def seed_given(build: Build, plan: Plan) -> bool:
    """A global seed while the pipeline is built, or one at every shuffle."""
    found = shuffles(plan.nodes())
    return build.seeded or (bool(found) and all(seeded(node) for node in found))


@check(
    "order-unrepeatable",
    group="randomness",
    title="a seeded pipeline gives the same order in every run",
    applies=(seed_given,),
    phase=APART,
    after={
        "pairs-misaligned": "features and targets that are shuffled apart differ for that reason",
        "randomness-traced": "what was drawn while tracing differs in a second build",
        "second-epoch": "a source that runs dry differs for that reason",
    },
)
def order_unrepeatable(build: Build, plan: Plan, rebuild: Optional[Repetition] = None) -> Outcome:
    """Stages that hand on what is finished first; and the order of a second build, if there is one.

    A live object, and a factory that hands out parts of a Dataset made before, cannot be built again.
    """
    found = shuffles(plan.nodes())
    promise = "a global seed is set" if build.seeded else f"{line(found)} is seeded"
    sloppy = unordered(plan)
    built = rebuild is not None and rebuild.told
    parted = None
    if rebuild is not None and built and rebuild.contents and rebuild.other is not None:
        parted = first_difference(rebuild.one, rebuild.other)
    if not sloppy and parted is None:
        compared = "every stage keeps its order"
        if rebuild is not None and built and rebuild.order:
            compared += f", and a second build gave {rebuild.counted} examples in the same one"
        return Passed(f"{promise}: {compared}")
    seen = ""
    if parted is not None:
        batch, index, share = parted
        seen = (
            f"; a second build gave another order from batch {batch}, example {index} on "
            f"({share:.0%} of the positions)"
        )
    if sloppy:
        return _sloppy(build, line(sloppy), promise, seen)
    return Finding(
        f"{promise}, but the order is not repeatable{seen}",
        status="warn",
        expected="the same order in every run",
        actual="another order in a second build",
        where=line([python_source(plan) or plan.root]),
        fix="seed every source of order: list_files, shuffle, sample_from_datasets, and the "
        "Python code behind from_generator",
    )


def _sloppy(build: Build, stage: str, promise: str, seen: str) -> Finding:
    return Finding(
        f"{promise}, but {stage} may hand on examples in the order they finish "
        f"(deterministic=False){seen}: two runs see different batches",
        status="fail" if build.seeded else "warn",
        expected="the same order in every run",
        actual="an order that depends on timing",
        where=stage,
        fix=f"leave out deterministic=False for {stage} (and in tf.data.Options)",
    )
