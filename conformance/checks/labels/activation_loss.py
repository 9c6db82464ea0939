"""Whether the last activation and the loss fit together."""

from __future__ import annotations

from typing import Iterator, NamedTuple, Optional

from conformance.checks.labels._rules import RULES
from conformance.facts.losses import Losses
from conformance.records import Contract, Forward, Loss
from conformance.registry import APART, check, predicate
from conformance.results import Finding, Outcome, Passed


class Head(NamedTuple):
    """An output whose last activation is known, and Keras' own loss that reads it."""

    name: str
    loss: Loss
    activation: str
    units: Optional[int]  # length of the last axis; None where it is not known


@predicate("no output ends in a known activation under a loss of Keras' own")
def known_heads(contract: Contract, losses: Losses, forward: Optional[Forward] = None) -> bool:
    """There is a last activation to hold against a loss."""
    return any(True for _ in heads(contract, losses, forward))


def heads(contract: Contract, losses: Losses, forward: Optional[Forward]) -> Iterator[Head]:
    """The outputs that can be judged: by the model alone, so that no broken element hides them."""
    outputs = contract.outputs or (forward.outputs if forward is not None else [])
    for i, loss in sorted(losses.items()):
        activation = contract.last_activation.get(i)
        if loss is None or loss.custom or activation in (None, "unknown") or i >= len(outputs):
            continue
        shape = outputs[i].shape
        units = shape[-1] if shape is not None and len(shape) >= 2 else None
        yield Head(outputs[i].path, loss, str(activation), units)


@check(
    "activation-loss",
    group="labels",
    title="the last activation and the loss fit together",
    applies=(known_heads,),
    phase=APART,
)
def activation_loss(
    contract: Contract, losses: Losses, forward: Optional[Forward] = None
) -> Outcome:
    """Logits or probabilities: cross-entropy must be told which it gets."""
    fitting = []
    for head in heads(contract, losses, forward):
        found = _softmax_of_one(head) or _cross_entropy(head)
        if found is not None:
            return found
        fitting.append(f"`{head.name}`: {head.activation} under {head.loss.name}")
    return Passed("; ".join(fitting))


def _softmax_of_one(head: Head) -> Optional[Finding]:
    if head.activation != "softmax" or head.units != 1:
        return None
    return _finding(
        head,
        f"`{head.name}` is a softmax over one unit: it is 1 whatever the input, so nothing is learned",
        "sigmoid for one unit",
        "softmax, 1 unit",
        '`Dense(1, activation="sigmoid")` with `binary_crossentropy`, or `Dense(2)` with softmax and '
        "class ids",
    )


def _cross_entropy(head: Head) -> Optional[Finding]:
    """Cross-entropies take probabilities, or logits where they are told so."""
    name, loss, activation, units = head
    rule = RULES.get(loss.name)
    if rule is None or not rule.probability:
        return None
    if rule.kind == "sparse" and units == 1:
        return _finding(
            head,
            f"`{name}` has one unit and {loss.name} needs one for each class",
            "one unit a class, or binary_crossentropy",
            "1 unit",
            '`loss="binary_crossentropy"` for one unit, or `Dense(number_of_classes)`',
        )
    if loss.from_logits and activation in ("softmax", "sigmoid"):
        return _finding(
            head,
            f"`{name}` ends in {activation} and {loss.name} is told `from_logits=True`: the "
            f"{activation} is applied twice, which flattens the gradients",
            "logits (no activation)",
            activation,
            "drop the activation, or `from_logits=False`",
        )
    if loss.from_logits is False and activation in ("linear", "relu", "tanh"):
        what = "softmax" if rule.kind != "elementwise" else "sigmoid"
        return _finding(
            head,
            f"`{name}` has the activation {activation} and {loss.name} takes its values for "
            "probabilities: it clips them to 0..1, where gradients vanish",
            f"probabilities ({what}), or from_logits=True",
            activation,
            f'`activation="{what}"` in `{name}`, or `from_logits=True` in the loss',
        )
    return None


def _finding(head: Head, text: str, expected: str, actual: str, fix: str) -> Finding:
    return Finding(text, expected=expected, actual=actual, where=head.name, fix=fix, blame="model")
