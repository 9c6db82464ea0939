"""Check: is there a loss for every output that has a target?"""

from __future__ import annotations

from conformance.facts.pairing import Targets
from conformance.records import Contract
from conformance.registry import check
from conformance.results import Finding, Skip
from conformance.wording import listed


@check(
    "output-without-loss",
    group="labels",
    title="every output that has a target has a loss",
    after=("pipeline-iterates", "target-structure", "target-order"),
)
def output_without_loss(targets: Targets, contract: Contract):
    """compile(loss={"b": ...}) of outputs a and b: a's target comes with every batch and is not read."""
    if len(contract.losses) < 2:
        return Skip("the model has one output")
    idle = [
        pair
        for pair in targets.pairs
        if pair.target is not None and pair.index in contract.left_out
        if not contract.measured
        & {pair.output.path, pair.output.key}  # the metric reads the target
    ]
    if not idle or len(idle) == len(contract.losses) or contract.custom_train_step:
        return None
    outputs = listed([pair.output.path for pair in idle])
    given = listed([pair.target.path for pair in idle if pair.target is not None])
    trained = [p.output.path for p in targets.pairs if p.loss is not None]
    return Finding(
        f"the pipeline yields targets ({given}) for {outputs}, and compile(loss={{...}}) names no loss "
        f"for it: only {listed(trained)} is trained, and layers of that output alone keep the weights "
        "they began with",
        expected=f"a loss for each of {listed(targets.names)}",
        actual=f"losses for {listed(trained)}",
        where=outputs,
        fix=f"add {outputs} to the losses given to compile, or leave its target out of the pipeline "
        "(a loss of None says that it is meant)",
        blame="model",
    )
