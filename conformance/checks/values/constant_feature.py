"""Whether no feature is the same in every example."""

from __future__ import annotations

from typing import Optional

from conformance.facts.meeting import BROKEN
from conformance.facts.pairing import Pairing
from conformance.records import Component, Contract, Pass
from conformance.registry import check
from conformance.results import Finding, warn
from conformance.wording import number

ENOUGH = 8  # examples from which a constant is no accident


@check(
    "constant-feature",
    group="values",
    title="no feature is the same in every example",
    after=(*BROKEN, "not-finite"),
)
def constant_feature(
    elements: Pass, contract: Optional[Contract] = None, pairing: Optional[Pairing] = None
):
    features = elements.role("x")
    if not elements.complete or elements.examples < ENOUGH:
        return None
    if pairing is not None and pairing.known:
        features = [c for c in features if pairing.input_of(c.path) is not None]
    constant = [c for c in features if _constant(c, elements)]
    if not constant:
        return None
    if contract is not None and contract.custom_train_step and not elements.role("y"):
        return None  # a step that makes its own data needs no feature
    if len(constant) == len(features):
        return _nothing_to_learn(constant[0], elements)
    # Masks, segment ids and positions are alike in every example by design.
    odd = [c for c in constant if not (c.integral and c.dtype.startswith(("int", "uint", "bool")))]
    if not odd:
        return None
    component = odd[0]
    return warn(
        f"`{component.path}` is {_value(component)} in all {elements.examples} examples: it tells "
        "the model nothing",
        expected="a feature that varies",
        actual=_value(component),
        where=component.path,
        fix=f"check the step that makes `{component.path}`, or drop it",
    )


def _constant(component: Component, elements: Pass) -> bool:
    hashes = component.row_hashes
    return len(hashes) == elements.examples and bool((hashes == hashes[0]).all())


def _value(component: Component) -> str:
    if component.values and len(component.values) == 1:
        return number(next(iter(component.values)))
    return "one and the same array"


def _nothing_to_learn(component: Component, elements: Pass) -> Finding:
    looked_up = component.integral and component.values and set(component.values) <= {0, 1}
    cause = (
        "a lookup whose vocabulary knows none of the values gives one index for all of them "
        "(case, spaces, type), and a cast of 0..1 to an integer type gives 0"
        if looked_up
        else "a cast, a clip, a slice or a default value may have removed what varied"
    )
    return Finding(
        f"`{component.path}` is {_value(component)} in all {elements.examples} examples, and there is no "
        "other feature: every prediction will be the same",
        expected="a feature that varies",
        actual=_value(component),
        where=component.path,
        fix=f"check the step that makes `{component.path}`: {cause}",
    )
