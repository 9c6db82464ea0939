"""Whether fit runs the train step as a graph."""

from __future__ import annotations

from typing import Optional

from conformance.records import Contract, Training
from conformance.registry import check, predicate
from conformance.results import Outcome, Passed, warn
from conformance.wording import milliseconds


@predicate("the model is not compiled, so fit does not run it")
def compiled(contract: Contract) -> bool:
    """fit makes a train step."""
    return contract.compiled


@check(
    "run-eagerly",
    group="efficiency",
    title="fit runs the train step as a graph",
    applies=(compiled,),
    phase="apart",
)
def run_eagerly(contract: Contract, training: Optional[Training] = None) -> Outcome:
    """run_eagerly=True left behind from a search for a mistake."""
    if not contract.run_eagerly:
        return Passed("run_eagerly of compile: it is off")
    step = training.step_seconds if training is not None else None
    cost = f"; a step takes {milliseconds(step)} here" if step else ""
    return warn(
        f"{contract.name} runs eagerly: every op of each train step is called from Python (a small "
        f"dense model: 32 ms a step against 3 ms in a graph, measured on TensorFlow 2.21){cost}",
        expected="run_eagerly=False",
        actual="run_eagerly=True",
        where="compile(run_eagerly=True), or tf.config.run_functions_eagerly(True)",
        fix="leave out run_eagerly and tf.config.run_functions_eagerly(True)",
        blame="model",
    )
