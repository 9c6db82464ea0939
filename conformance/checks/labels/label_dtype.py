"""Whether targets are numbers."""

from __future__ import annotations

from conformance.checks.labels._applies import keras_loss
from conformance.checks.labels._rules import classes, rule_of
from conformance.facts.pairing import Targets
from conformance.registry import check
from conformance.results import Finding, Outcome, Passed


@check(
    "label-dtype",
    group="labels",
    title="targets are numbers",
    applies=(keras_loss,),
    phase="paired",
    per_part=True,
)
def label_dtype(targets: Targets) -> Outcome:
    """A loss computes with its targets; strings have no number."""
    held = []
    for target in targets.pairs:
        if rule_of(target) is None or target.target is None or target.loss is None:
            continue
        held.append(f"{target.target.path} {target.target.dtype} under {target.loss.name}")
        if target.target.dtype == "string":
            return Finding(
                f"{target.target.path} holds strings and {target.loss.name} needs numbers",
                expected="class ids or a one-hot row" if classes(target) != 1 else "0 and 1",
                actual="string",
                where=target.target.path,
                component=target.target.path,
                fix="map the names to ids: `keras.layers.StringLookup(vocabulary=names, "
                "num_oov_indices=0)`",
            )
    return Passed(", ".join(held))
