"""Records of a pipeline that was timed, for the checks of what is slow."""

from __future__ import annotations

from typing import Any, Dict

from conformance.records import Arguments, Build, Epochs, Function, Node, Timing, Training
from tests.checks.made import chain, node, normal, one_pass

X = normal(240)
PYTHON = Function("load", python=frozenset({"PyFunc"}))
DECODE = Function("decode", frozenset({"DecodePng"}))


def records(
    *nodes: Node,
    second: float = 2.0,
    cached: Any = 0.05,
    step: Any = 0.005,
    same: bool = True,
    stages: Any = (),
    **more: Any,
) -> Dict[str, Any]:
    """Records of a pipeline of 15 batches that takes ``second`` seconds an epoch."""
    other = X if same else X + 1
    timing = Timing(second, 15, cached, 2**20, list(stages))
    timing.overhead = more.pop("overhead", 0.01)
    return dict(
        build=Build(**more.pop("build", {})),
        plan=chain(*nodes, node("tensor_slices", 240)),
        elements=one_pass(X),
        epochs=Epochs(second=one_pass(other)),
        timing=timing,
        arguments=Arguments(more.pop("fit", {})),
        training=Training(step_seconds=step),
    )


def mapped(function: Function = DECODE) -> Node:
    return node("map", function=function)
