"""Whether the last activation and the loss fit together."""

from __future__ import annotations

from conformance.checks.labels._labels import BROKEN
from conformance.checks.labels._rules import classes, rule_of
from conformance.facts.pairing import Targets
from conformance.records import Contract
from conformance.registry import check
from conformance.results import Finding


@check(
    "activation-loss",
    group="labels",
    title="the last activation and the loss fit together",
    after=BROKEN,
)
def activation_loss(contract: Contract, targets: Targets):
    """Logits or probabilities: cross-entropy must be told which it gets."""
    for target in targets.pairs:
        loss, activation, units = target.loss, target.activation, classes(target)
        if loss is None or loss.custom or activation in (None, "unknown"):
            continue
        rule = rule_of(target)
        name = target.output.path
        if activation == "softmax" and units == 1:
            return _activation(
                f"`{name}` is a softmax over one unit: it is 1 whatever the input, so nothing is "
                "learned",
                "sigmoid for one unit",
                "softmax, 1 unit",
                f'`Dense(1, activation="sigmoid")` with `binary_crossentropy`, or `Dense({2})` '
                "with "
                "softmax and class ids",
                name,
            )
        if rule is None or not rule.probability:
            continue
        if rule.kind == "sparse" and units == 1:
            return _activation(
                f"`{name}` has one unit and {loss.name} needs one for each class",
                "one unit a class, or binary_crossentropy",
                "1 unit",
                '`loss="binary_crossentropy"` for one unit, or `Dense(number_of_classes)`',
                name,
            )
        if loss.from_logits and activation in ("softmax", "sigmoid"):
            return _activation(
                f"`{name}` ends in {activation} and {loss.name} is told `from_logits=True`: the "
                f"{activation} is applied twice, which flattens the gradients",
                "logits (no activation)",
                activation,
                "drop the activation, or `from_logits=False`",
                name,
            )
        if loss.from_logits is False and activation in ("linear", "relu", "tanh"):
            what = "softmax" if rule.kind != "elementwise" else "sigmoid"
            return _activation(
                f"`{name}` has the activation {activation} and {loss.name} takes its values for "
                "probabilities: it clips them to 0..1, where gradients vanish",
                f"probabilities ({what}), or from_logits=True",
                activation,
                f'`activation="{what}"` in `{name}`, or `from_logits=True` in the loss',
                name,
            )
    return None


def _activation(text: str, expected: str, actual: str, fix: str, name: str) -> Finding:
    return Finding(text, expected=expected, actual=actual, where=name, fix=fix, blame="model")
