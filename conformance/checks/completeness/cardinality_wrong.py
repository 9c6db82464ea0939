"""Whether the declared number of batches is the delivered one."""

from __future__ import annotations

from conformance.checks.completeness._length import batch_count
from conformance.facts.ledger import Ledger
from conformance.facts.reading import WHOLE
from conformance.records import Pass, Plan
from conformance.registry import APART, check, predicate
from conformance.results import UNREAD, Finding, Outcome, Passed, Skip


def _refused(elements: Pass) -> bool:
    """Whether assert_cardinality ended the pass."""
    failure = elements.failure
    return failure is not None and "expected to contain" in failure.message


@predicate("the dataset declares no number of batches")
def declared(plan: Plan, ledger: Ledger, elements: Pass) -> bool:
    del plan  # a Dataset
    return ledger.declared is not None or _refused(elements)


@check(
    "cardinality-wrong",
    group="completeness",
    title="the declared number of batches is the delivered one",
    applies=(declared,),
    phase=APART,
    after={
        "empty": "no batch at all is the graver news",
        "errors-ignored": "what ignore_errors drops was counted before",
    },
)
def cardinality_wrong(ledger: Ledger, elements: Pass) -> Outcome:
    """The number of batches that tf.data states, against those of one pass."""
    failure = elements.failure
    if failure is not None and _refused(elements):
        return Finding(
            f"assert_cardinality states another number of elements than there are: "
            f"{' '.join(failure.message.split())[:200]}",
            expected="the number that is delivered",
            actual=f"{batch_count(ledger.batches)} read before the error",
            fix="give assert_cardinality the number of elements at the point where it stands",
        )
    stated = ledger.declared or 0
    if not ledger.whole and ledger.batches <= stated:
        return Skip(f"{WHOLE}, and of the training data {elements.read}", UNREAD)
    if stated == ledger.batches:
        return Passed(f"{batch_count(stated)} declared with those of one pass: as many")
    more = ledger.batches > stated
    return Finding(
        f"the dataset says it holds {batch_count(stated)}, but one pass gave {ledger.batches}"
        + (": fit stops after the declared number" if more else ": fit expects more than there is"),
        expected=f"{stated} batches",
        actual=f"{ledger.batches}",
        fix="correct the number given to assert_cardinality, or let the pipeline count",
    )
