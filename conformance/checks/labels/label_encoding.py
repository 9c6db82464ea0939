"""Whether class ids meet the sparse loss, one-hot rows the categorical one."""

from __future__ import annotations

from conformance.checks.labels._labels import BROKEN
from conformance.checks.labels._rules import classes, is_ids, rule_of, same, shape_of, tail
from conformance.facts.pairing import Targets
from conformance.records import Pass
from conformance.registry import check
from conformance.results import Finding
from conformance.wording import shape_text


@check(
    "label-encoding",
    group="labels",
    title="class ids meet the sparse loss, one-hot rows the categorical one",
    after=(*BROKEN, "label-dtype", "activation-loss"),
)
def label_encoding(targets: Targets, elements: Pass):
    """The two cross-entropies over classes take their labels in two forms."""
    for target in targets.pairs:
        rule, given, output = rule_of(target), tail(shape_of(target)), tail(target.output.shape)
        count = classes(target)
        if rule is None or given is None or not output or not count or count < 2:
            continue
        path = target.target.path
        if rule.kind == "sparse" and not is_ids(output, given) and same(output, given):
            return Finding(
                f"{path} is one row of {count} for each example, and "
                "sparse_categorical_crossentropy "
                "takes one class id",
                expected=f"ids of shape {shape_text((None, *output[:-1]))}",
                actual=shape_text((None, *given)),
                where=path,
                fix=f'use `loss="categorical_crossentropy"`, or yield ids: `tf.argmax({path}, '
                "axis=-1)`",
            )
        ids = rule.kind == "categorical" and rule.sums_to_one and is_ids(output, given)
        if ids and not same(output, given):
            return Finding(
                f"{path} holds class ids of shape {shape_text((None, *given))}, and "
                f"{target.loss.name} takes a row of {count} for each example",
                expected=shape_text((None, *output)),
                actual=shape_text((None, *given)),
                where=path,
                fix=f'use `loss="sparse_categorical_crossentropy"`, or `tf.one_hot({path}, '
                f"{count})`",
            )
    return None
