"""Check: sample weights that fit can apply and that mean something."""

from __future__ import annotations

from typing import Any, Dict, Optional

import numpy as np

from conformance.checks.labels._rules import rule_of, tail
from conformance.checks.labels._weights import applies
from conformance.facts.applicability import keras_train_step, weights_given
from conformance.facts.losses import compared_by_own_code
from conformance.facts.pairing import Target, Targets
from conformance.facts.weights import target_of
from conformance.records import Component, Contract, Pass, Spec, Training
from conformance.registry import Threshold, check
from conformance.results import Finding, Outcome, Passed, warn
from conformance.wording import cause, number, shape_text, share

SUMMED = 0.01  # how near to 1 the sum of the weights of all rows is the work of a division


@check(
    "sample-weight",
    group="labels",
    title="sample weights are finite, not negative, not all zero, one for each loss value",
    applies=(keras_train_step, weights_given),
    phase="paired",
    after={
        "label-encoding": "the loss raises for the labels, whatever the weights",
        "label-shape": "the loss has another shape than the output promises",
        "target-structure": "whose weights they are is not known",
    },
    limits={
        "large": Threshold(
            10.0,
            "on average: each gradient an order larger; counts of equal rows stay below as a rule",
            "chosen, not measured",
        ),
        "small": Threshold(
            0.1,
            "the largest weight: each gradient an order smaller, and more",
            "chosen, not measured",
        ),
    },
    per_part=True,
)
def sample_weight(
    elements: Pass,
    spec: Spec,
    targets: Targets,
    contract: Contract,
    limits: Any,
    training: Optional[Training] = None,
) -> Outcome:
    """A weight multiplies the loss of its example, whatever it is."""
    weights = elements.role("sample_weight")
    for position, weight in enumerate(weights):
        target = target_of(weight, position, len(weights), targets)
        found = (
            _values(weight, elements, contract)
            or _shape(weight, spec, target, training)
            or _large(weight, training, limits.large)
            or _small(weight, elements, contract, limits.small)
        )
        if found is not None:
            return found
    span = ", ".join(
        f"{w.path} {number(w.minimum)}..{number(w.maximum)}, {number(w.mean)} on average"
        for w in weights
    )
    return Passed(span)


def _values(weight: Component, elements: Pass, contract: Contract) -> Optional[Finding]:
    path = weight.path
    where = path
    if weight.bad_at is not None:
        where += f", batch {weight.bad_at[0]}, element {weight.bad_at[1]}"
    if weight.nan or weight.inf:
        return Finding(
            f"{path} holds {'NaN' if weight.nan else 'infinity'} in "
            f"{share(weight.bad_rows, elements.examples)} of the examples: the loss becomes NaN",
            expected="finite weights",
            actual="NaN" if weight.nan else "infinity",
            where=where,
            component=path,
            fix="give these examples a weight (a division by an empty group's 0?)",
        )
    if weight.minimum is None or weight.maximum is None:
        return None
    if weight.minimum < 0:
        rows = (
            np.ravel(weight.rows)
            if weight.rows is not None and weight.rows.dtype != object
            else None
        )
        part = share(int((rows < 0).sum()), len(rows)) if rows is not None and len(rows) else "some"
        text = (
            f"{path} is negative for {part} of the examples (down to {number(weight.minimum)}): there "
            "the optimizer increases the error"
        )
        details: Dict[str, Any] = dict(
            expected="0 and above",
            actual=f"{number(weight.minimum)}..{number(weight.maximum)}",
            where=path,
            component=path,
            fix="shift or exponentiate the scores so that every weight is positive; where a sign is "
            "meant (advantages of a policy, unlearning), this is right",
        )
        if weight.maximum <= 0 and not compared_by_own_code(contract):
            return Finding(f"{text}, and no weight is positive: nothing is learned", **details)
        return warn(
            f"{text}; right only if the sign is meant, as that of an advantage is", **details
        )
    if weight.minimum == weight.maximum == 0 and weight.count:
        return Finding(
            f"every {path} is 0: the loss is 0 and nothing is learned",
            expected="weights above 0",
            actual="0",
            where=path,
            component=path,
            fix="look at how they are computed: an integer division gives 0 (`//`, or ints cast "
            "too late)",
        )
    return None


def _large(weight: Component, training: Optional[Training], large: float) -> Optional[Finding]:
    """Keras divides by the number of examples, not by the sum of the weights."""
    if weight.mean is None or weight.mean < large:
        return None
    times = number(round(weight.mean))
    broken = training is not None and not (
        training.weights_finite and np.isfinite(training.losses).all()
    )
    return Finding(
        f"{weight.path} is {times} on average: Keras divides by the number of examples, so the loss "
        f"and each gradient are {times} times as large (with SGD: the learning rate)"
        f"{'; here training ends in NaN' if broken else ''}",
        status="fail" if broken else "warn",
        expected="about 1 on average",
        actual=f"{number(weight.minimum)}..{number(weight.maximum)}",
        where=weight.path,
        component=weight.path,
        fix="divide the weights by their mean over the training data; if these are no weights, nest "
        "them with x or y",
    )


def _small(
    weight: Component, elements: Pass, contract: Contract, small: float
) -> Optional[Finding]:
    """Weights divided by their sum instead of their mean: each gradient is as much smaller.

    A mask is small on average but 1 where it counts, so the largest weight decides.
    """
    mean, most = weight.mean, weight.maximum
    if mean is None or most is None or most > small or weight.count != elements.examples:
        return None
    total, rate = mean * weight.count, contract.learning_rate
    summed = elements.complete and abs(total - 1) <= SUMMED
    plain = contract.optimizer == "SGD"
    if not (summed or plain):
        return None  # Adam and its kin divide the gradient by its own size
    times = number(round(1 / mean)) if mean else "infinitely many"
    why = f" (all {weight.count} sum to 1)" if summed else ""
    effect = "what the loss says is as much too small"
    if plain:
        effect = f"SGD's steps are {times} times smaller" + (
            f", as with a learning rate of {number(rate * mean)} instead of {number(rate)}"
            if rate is not None
            else ""
        )
    return warn(
        f"{weight.path} is {number(mean)} on average{why}: Keras divides by the number of examples, "
        f"not by the sum of the weights, so the loss is {times} times smaller and {effect}",
        expected="about 1 on average",
        actual=f"{number(weight.minimum)}..{number(most)}",
        where=weight.path,
        component=weight.path,
        fix="divide the weights by their mean, not by their sum",
    )


def _shape(
    weight: Component, spec: Spec, target: Optional[Target], training: Optional[Training]
) -> Optional[Finding]:
    """Keras multiplies weights with loss values, which have the output's shape less its last axis."""
    if target is None or rule_of(target) is None:
        return None
    output = tail(target.output.shape)
    leaf = next((leaf for leaf in spec.role("sample_weight") if leaf.path == weight.path), None)
    shape = weight.shapes[0] if weight.shapes else (leaf.shape if leaf is not None else None)
    given = tail(shape)
    if output is None or given is None or applies(given, output[:-1]):
        return None
    raised = ""
    if training is not None and "fit" in training.failures:
        raised = f": {cause(training.failures['fit'])}"
    return Finding(
        f"{weight.path} is {shape_text((None, *given))} and the loss of `{target.output.path}` has "
        "one value "
        f"{'an example' if not output[:-1] else f'for each of {shape_text((None, *output[:-1]))}'}"
        f"{raised}",
        expected=shape_text((None, *output[:-1])) if output[:-1] else "(None,)",
        actual=shape_text((None, *given)),
        where=weight.path,
        component=weight.path,
        fix="yield one weight an example, e.g. the mean over its steps"
        if not output[:-1]
        else "yield one weight an example, or one for each loss value",
    )
