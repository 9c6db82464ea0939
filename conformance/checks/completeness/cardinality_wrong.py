"""Whether the declared number of batches is the delivered one."""

from __future__ import annotations

from conformance.checks.completeness._length import batch_count
from conformance.records import Pass, Plan
from conformance.registry import check
from conformance.results import Finding


@check(
    "cardinality-wrong",
    group="completeness",
    title="the declared number of batches is the delivered one",
    after=("empty", "errors-ignored"),
)
def cardinality_wrong(plan: Plan, elements: Pass):
    declared = plan.root.cardinality
    failure = elements.failure
    if failure is not None and "expected to contain" in failure.message:
        return Finding(
            f"assert_cardinality states another number of elements than there are: "
            f"{' '.join(failure.message.split())[:200]}",
            expected="the number that is delivered",
            actual=f"{batch_count(elements.batches)} read before the error",
            fix="give assert_cardinality the number of elements at the point where it stands",
        )
    if declared is None or declared < 0 or not elements.complete or declared == elements.batches:
        return None
    more = elements.batches > declared
    return Finding(
        f"the dataset says it holds {batch_count(declared)}, but one pass gave {elements.batches}"
        + (": fit stops after the declared number" if more else ": fit expects more than there is"),
        expected=f"{declared} batches",
        actual=f"{elements.batches}",
        fix="correct the number given to assert_cardinality, or let the pipeline count",
    )
