"""Whether the model is compiled."""

from __future__ import annotations

from conformance.records import Contract
from conformance.registry import check
from conformance.results import warn


@check(
    "model-not-compiled",
    group="training",
    title="the model is compiled",
)
def model_not_compiled(contract: Contract):
    if contract.compiled or contract.own_fit:
        return None
    return warn(
        f"{contract.name} was not compiled: fit and evaluate raise, and labels cannot be judged without "
        "a loss",
        expected="a compiled model",
        actual="no optimizer and no loss",
        where="make_model",
        fix='model.compile("adam", loss=...); where you train with a loop of your own, '
        "--skip model-not-compiled",
        blame="model",
    )
