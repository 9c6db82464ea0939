"""Whether targets have the shape the loss compares with."""

from __future__ import annotations

from typing import Optional

from conformance.checks.labels._rules import Rule, broadcasts, is_ids, rule_of, same, shape_of, tail
from conformance.facts.pairing import Target, Targets
from conformance.records import Pass, Training
from conformance.registry import check, predicate
from conformance.results import Finding, Outcome, Passed
from conformance.wording import cause, shape_text


@predicate("no target of known shape is compared with an output by a loss of Keras' own")
def shapes_known(targets: Targets) -> bool:
    """Target and output have shapes that the loss can be given."""
    return any(_comparable(target) for target in targets.pairs)


def _comparable(target: Target) -> bool:
    known = tail(shape_of(target)) is not None and tail(target.output.shape) is not None
    return rule_of(target) is not None and known


@check(
    "label-shape",
    group="labels",
    title="targets have the shape the loss compares with",
    applies=(shapes_known,),
    phase="paired",
    after={
        "input-structure": "a target was put among the inputs, or an input among the targets",
        "label-encoding": "ids and one-hot rows differ in shape as well",
        "target-order": "targets were exchanged, so each meets the other's output",
        "target-structure": "targets are paired by position, and one is missing or too many",
    },
    per_part=True,
)
def label_shape(targets: Targets, elements: Pass, training: Optional[Training] = None) -> Outcome:
    """Unequal shapes raise, or broadcast: then every prediction meets every target."""
    ran = training is not None and "fit" in training.ran
    held = []
    for target in targets.pairs:
        rule, given, output = rule_of(target), tail(shape_of(target)), tail(target.output.shape)
        if rule is None or given is None or output is None:
            continue
        assert target.target is not None
        assert target.loss is not None
        held.append(
            f"{target.target.path} {shape_text((None, *given))} to {shape_text((None, *output))}"
        )
        fine = is_ids(output, given) if rule.kind == "sparse" else same(output, given)
        if fine:
            continue
        expected = output[:-1] if rule.kind == "sparse" else output
        batch = max(elements.batch_sizes, default=2)
        spread = broadcasts(output, given, batch)
        shapes = (
            f"{target.target.path} is {shape_text((None, *given))} and the output "
            f"`{target.output.path}` is {shape_text((None, *output))}"
        )
        text = f"{shapes}: {target.loss.name} cannot compare them"
        if spread is not None and rule.kind != "sparse":
            text = (
                f"{shapes}: they broadcast to {spread}, so one value is compared with many, and "
                "the "
                f"loss {'trains on that without a word' if ran else 'is not what it seems'}"
            )
        elif training is not None and "fit" in training.failures:
            text = f"{shapes}: {cause(training.failures['fit'])}"
        return Finding(
            text,
            expected=shape_text((None, *expected)),
            actual=shape_text((None, *given)),
            where=target.target.path,
            component=target.target.path,
            fix=_shape_fix(target, given, output, rule),
        )
    return Passed(", ".join(held))


def _shape_fix(target: Target, given: tuple, output: tuple, rule: Rule) -> str:
    path = target.target.path if target.target is not None else "y"
    if len(output) >= 2 and all(d == 1 for d in given) and output[0] not in (1, None):
        return (
            f"`{target.output.path}` gives a value for each of {output[0]} steps: set "
            "`return_sequences=False` (or pool, or flatten) for one target an example, or yield a "
            "target a step"
        )
    if len(given) == len(output) and output[-1] == 1 and (given[-1] or 1) > 1:
        return f"give `{target.output.path}` {given[-1]} units, or keep one column of {path}"
    if len(given) == len(output) == 1 and given[-1]:
        return f"give `{target.output.path}` {given[-1]} unit(s), or {path} {output[-1]} column(s)"
    return f"make {path} {shape_text((None, *(output[:-1] if rule.kind == 'sparse' else output)))}"
