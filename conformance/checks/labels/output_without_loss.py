"""Check: is there a loss for every output that has a target?"""

from __future__ import annotations

from conformance.facts.applicability import keras_train_step
from conformance.facts.pairing import Targets
from conformance.records import Contract
from conformance.registry import check, predicate
from conformance.results import Finding, Outcome, Passed
from conformance.wording import listed


@predicate("the model has one output")
def several_outputs(contract: Contract) -> bool:
    """A loss could be missing for one of them."""
    return len(contract.losses) > 1


@check(
    "output-without-loss",
    group="labels",
    title="every output that has a target has a loss",
    applies=(several_outputs, keras_train_step),
    phase="paired",
    after={"target-structure": "targets are paired by position, and one is missing or too many"},
)
def output_without_loss(targets: Targets, contract: Contract) -> Outcome:
    """compile(loss={"b": ...}) of outputs a and b: a's target comes with every batch and is not read."""
    idle = [
        pair
        for pair in targets.pairs
        if pair.target is not None and pair.index in contract.left_out
        if not contract.measured
        & {pair.output.path, pair.output.key}  # the metric reads the target
    ]
    trained = [p.output.path for p in targets.pairs if p.loss is not None]
    if not idle or len(idle) == len(contract.losses):
        return Passed(f"losses for {listed(trained)} of the outputs {listed(targets.names)}")
    outputs = listed([pair.output.path for pair in idle])
    given = listed([pair.target.path for pair in idle if pair.target is not None])
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
