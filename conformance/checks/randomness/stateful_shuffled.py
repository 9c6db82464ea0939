"""Whether a stateful layer gets its rows in their order."""

from __future__ import annotations

from typing import Optional

from conformance.checks.randomness._plan import describe
from conformance.records import SHUFFLES, Arguments, Build, Contract, Node, Pass, Plan
from conformance.registry import check
from conformance.results import Finding, Skip, warn
from conformance.wording import listed

# Below these an element is many of what comes out, so their own order is another question.
OPENING = ("flat_map", "interleave", "parallel_interleave", "window", "unbatch")


@check(
    "stateful-shuffled",
    group="randomness",
    title="a stateful layer gets its rows in their order",
    after=("pipeline-iterates", "model-builds"),
)
def stateful_shuffled(
    build: Build,
    contract: Contract,
    elements: Pass,
    arguments: Arguments,
    plan: Optional[Plan] = None,
):
    """Row i of a batch goes on from the state that row i of the batch before left."""
    names = [fact.name for fact in contract.layers if fact.stateful]
    if not names:
        return Skip("no recurrent layer is stateful")
    if elements.batches < 2:
        return None
    where, fix = "", ""
    if build.kind == "arrays" and arguments.get("shuffle", True) is not False:
        where, fix = "fit(shuffle=True), its default for arrays", "fit(..., shuffle=False)"
    elif plan is not None:
        node = _shuffle(plan)
        where, fix = (describe(node), "leave shuffle out") if node is not None else ("", "")
    if not where:
        return None
    text = (
        f"{listed(names)} keeps its state from batch to batch (stateful=True), and {where} gives it "
        "other rows each time: what it remembers belongs to other sequences"
    )
    details = dict(
        expected="row i of each batch continues row i of the batch before",
        actual=where,
        where=where,
        fix=f"{fix}, and reset the states after each epoch; or stateful=False",
    )
    if contract.custom_train_step or contract.own_fit or arguments.get("callbacks"):
        return warn(f"{text}, unless the states are reset before every batch", **details)
    return Finding(text, **details)


def _shuffle(plan: Plan) -> Optional[Node]:
    """A shuffle of what the model gets, and not of the files or series it is cut from."""
    for node in plan.chain():
        if node.op in OPENING:
            return None
        if node.op in SHUFFLES:
            return node
    return None
