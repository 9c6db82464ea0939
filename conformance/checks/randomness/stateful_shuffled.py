"""Whether a stateful layer gets its rows in their order."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Tuple

from conformance.facts.nodes import describe
from conformance.facts.order import Order
from conformance.records import Arguments, Build, Contract, Pass
from conformance.registry import APART, check, predicate
from conformance.results import Finding, Outcome, Passed, warn
from conformance.wording import listed


@predicate("no recurrent layer is stateful")
def stateful_layers(contract: Contract) -> bool:
    return bool(stateful_names(contract))


@predicate("there are fewer than two batches")
def two_batches(elements: Pass) -> bool:
    return elements.batches >= 2


def stateful_names(contract: Contract) -> List[str]:
    """The layers that keep their state from batch to batch."""
    return [fact.name for fact in contract.layers if fact.stateful]


@check(
    "stateful-shuffled",
    group="randomness",
    title="a stateful layer gets its rows in their order",
    applies=(stateful_layers, two_batches),
    phase=APART,
)
def stateful_shuffled(
    build: Build, contract: Contract, arguments: Arguments, order: Optional[Order] = None
) -> Outcome:
    """Row i of a batch goes on from the state that row i of the batch before left."""
    names = stateful_names(contract)
    where, fix = _shuffled(build, arguments, order)
    if not where:
        return Passed(f"what puts rows in order, for {listed(names)}: nothing shuffles them")
    text = (
        f"{listed(names)} keeps its state from batch to batch (stateful=True), and {where} gives it "
        "other rows each time: what it remembers belongs to other sequences"
    )
    details: Dict[str, Any] = dict(
        expected="row i of each batch continues row i of the batch before",
        actual=where,
        where=where,
        fix=f"{fix}, and reset the states after each epoch; or stateful=False",
    )
    if contract.custom_train_step or contract.own_fit or arguments.get("callbacks"):
        return warn(f"{text}, unless the states are reset before every batch", **details)
    return Finding(text, **details)


def _shuffled(build: Build, arguments: Arguments, order: Optional[Order]) -> Tuple[str, str]:
    """(what shuffles what the model gets, and not the files or series it is cut from; the fix)."""
    if build.kind == "arrays" and arguments.get("shuffle", True) is not False:
        return "fit(shuffle=True), its default for arrays", "fit(..., shuffle=False)"
    matches = order["a shuffle of rows"] if order is not None else []
    return (describe(matches[0][0]), "leave shuffle out") if matches else ("", "")
