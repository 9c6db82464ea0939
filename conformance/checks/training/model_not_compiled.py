"""Whether the model is compiled."""

from __future__ import annotations

from conformance.facts.applicability import fit_of_keras
from conformance.records import Contract
from conformance.registry import APART, check
from conformance.results import Outcome, Passed, warn


@check(
    "model-not-compiled",
    group="training",
    title="the model is compiled",
    applies=(fit_of_keras,),
    phase=APART,
)
def model_not_compiled(contract: Contract) -> Outcome:
    """Whether compile was called: Keras' own fit and evaluate raise without it."""
    if contract.compiled:
        return Passed(f"{contract.name}: it is compiled")
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
