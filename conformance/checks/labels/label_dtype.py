"""Whether targets are numbers."""

from __future__ import annotations

from conformance.checks.labels._labels import BROKEN
from conformance.checks.labels._rules import classes, rule_of
from conformance.facts.pairing import Targets
from conformance.registry import check
from conformance.results import Finding


@check(
    "label-dtype",
    group="labels",
    title="targets are numbers",
    after=BROKEN,
)
def label_dtype(targets: Targets):
    """A loss computes with its targets; strings have no number."""
    for target in targets.pairs:
        if rule_of(target) is not None and target.target.dtype == "string":
            return Finding(
                f"{target.target.path} holds strings and {target.loss.name} needs numbers",
                expected="class ids or a one-hot row" if classes(target) != 1 else "0 and 1",
                actual="string",
                where=target.target.path,
                fix="map the names to ids: `keras.layers.StringLookup(vocabulary=names, "
                "num_oov_indices=0)`",
            )
    return None
