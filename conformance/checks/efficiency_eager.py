"""Checks: do the pipeline's functions and the model's step run as graphs?"""

from __future__ import annotations

from typing import Optional

from conformance.records import Build, Contract, Training
from conformance.registry import check
from conformance.results import warn
from conformance.wording import milliseconds


@check(
    "debug-mode",
    group="efficiency",
    title="tf.data runs its functions as graphs",
)
def debug_mode(build: Build):
    if not build.debug_mode:
        return None
    return warn(
        "tf.data's debug mode is on: every map function runs eagerly in Python, one element at a "
        "time and without parallelism or prefetch (a map of four ops over 2,000 rows was measured "
        "at 20 times the time)",
        where="tf.data.experimental.enable_debug_mode()",
        fix="remove tf.data.experimental.enable_debug_mode()",
    )


@check(
    "run-eagerly",
    group="efficiency",
    title="fit runs the train step as a graph",
)
def run_eagerly(contract: Contract, training: Optional[Training] = None):
    if not contract.run_eagerly:
        return None
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
