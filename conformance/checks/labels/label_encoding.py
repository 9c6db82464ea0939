"""Whether class ids meet the sparse loss, one-hot rows the categorical one."""

from __future__ import annotations

from conformance.checks.labels._rules import classes, is_ids, rule_of, same, shape_of, tail
from conformance.facts.pairing import Target, Targets
from conformance.registry import check, predicate
from conformance.results import Finding, Outcome, Passed
from conformance.wording import shape_text


@predicate(
    "no target of known shape is compared with several classes by a cross-entropy of Keras' own"
)
def of_several_classes(targets: Targets) -> bool:
    """Ids or one-hot rows: the loss takes one of the two."""
    return any(_comparable(target) for target in targets.pairs)


def _comparable(target: Target) -> bool:
    rule, given, output = rule_of(target), tail(shape_of(target)), tail(target.output.shape)
    kinds = rule is not None and rule.kind != "elementwise"
    return kinds and given is not None and bool(output) and (classes(target) or 0) >= 2


@check(
    "label-encoding",
    group="labels",
    title="class ids meet the sparse loss, one-hot rows the categorical one",
    applies=(of_several_classes,),
    phase="paired",
    per_part=True,
)
def label_encoding(targets: Targets) -> Outcome:
    """The two cross-entropies over classes take their labels in two forms."""
    held = []
    for target in filter(_comparable, targets.pairs):
        rule, given, output = rule_of(target), tail(shape_of(target)), tail(target.output.shape)
        count = classes(target)
        assert target.target is not None
        assert target.loss is not None
        if rule is None or given is None or not output:
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
                component=path,
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
                component=path,
                fix=f'use `loss="sparse_categorical_crossentropy"`, or `tf.one_hot({path}, '
                f"{count})`",
            )
        held.append(
            f"{path} {shape_text((None, *given))} of {count} classes under {target.loss.name}"
        )
    return Passed(", ".join(held))
