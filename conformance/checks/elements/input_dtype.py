"""Whether strings reach string inputs, numbers numeric ones."""

from __future__ import annotations

import re
from typing import Optional

from conformance.checks.elements._shapes import failed
from conformance.facts.pairing import Pair, Pairing
from conformance.records import Contract, Failure, Forward, Leaf, Pass, Spec, Training
from conformance.registry import check, predicate
from conformance.results import Finding, Outcome, Passed
from conformance.wording import cause, listed, number

TEXT = r"[Ss]tring|DT_STRING|object"  # in what a layer raises that is given strings


@predicate("the model declares no inputs, and x holds no strings")
def dtypes_shown(pairing: Pairing, spec: Spec) -> bool:
    """The inputs say what they take, or there are strings that a layer must be made for."""
    return bool(pairing.pairs) or any(leaf.dtype == "string" for leaf in spec.role("x"))


@check(
    "input-dtype",
    group="elements",
    title="strings reach string inputs, numbers numeric ones",
    applies=(dtypes_shown,),
    phase="paired",
    per_part=True,
)
def input_dtype(
    pairing: Pairing,
    spec: Spec,
    contract: Contract,
    elements: Pass,
    forward: Optional[Forward] = None,
    training: Optional[Training] = None,
) -> Outcome:
    """Keras casts numbers to the input's dtype silently; strings it cannot cast."""
    for pair in pairing.pairs:
        text_in, text_wanted = pair.component.dtype == "string", pair.input.dtype == "string"
        if text_in != text_wanted:
            return _string_finding(pair.component, pair.input, failed(training, forward))
        found = _truncated(pair, elements)
        if found is not None:
            return found
    failure = failed(training, forward)
    pairs = ", ".join(
        f"{p.component.path} {p.component.dtype} to {p.input.dtype}" for p in pairing.pairs[:4]
    )
    strings = [leaf for leaf in spec.role("x") if leaf.dtype == "string"]
    if not pairing.known and failure is not None and strings and re.search(TEXT, failure.message):
        return _string_finding(strings[0], None, failure)
    return Passed(
        pairs or f"no layer refuses the strings of {listed(leaf.path for leaf in strings)}"
    )


def _string_finding(leaf: Leaf, wanted: Optional[Leaf], failure: Optional[Failure]) -> Finding:
    is_text = leaf.dtype == "string"
    takes = (
        f"the input `{wanted.path}` takes {wanted.dtype}"
        if wanted
        else "the model computes with it"
    )
    raised = f": {cause(failure)}" if failure is not None else ""
    return Finding(
        f"{leaf.path} holds {'strings' if is_text else leaf.dtype} and {takes}{raised}",
        expected=wanted.dtype if wanted else "numbers",
        actual=leaf.dtype,
        where=leaf.path,
        component=leaf.path,
        fix=(
            "turn strings into numbers: `StringLookup` or `TextVectorization` for categories and "
            "text, "
            "`tf.strings.to_number` for digits"
            if is_text
            else f"feed the raw text to `{wanted.path if wanted else 'the input'}`, or declare it "
            "numeric"
        ),
    )


def _truncated(pair: Pair, elements: Pass) -> Optional[Finding]:
    """Fractions into an integer input: Keras casts, so 0.7 arrives as 0."""
    wanted = pair.input.dtype
    component = elements.component(pair.component.path)
    if (
        component is None
        or component.integral is not False
        or not wanted.startswith(("int", "uint"))
    ):
        return None
    if component.dtype == "string":
        return None
    values = sorted(component.values or ())[:200]
    example = next((v for v in values if v != int(v)), component.maximum)
    return Finding(
        f"{component.path} holds fractions such as {number(example)} and the input "
        f"`{pair.input.path}` is {wanted}: Keras casts them, so {number(example)} arrives as "
        f"{int(example or 0)}",
        expected="whole numbers",
        actual=component.dtype,
        where=component.path,
        component=component.path,
        fix=f"declare the input as float32, or yield the integer ids for `{pair.input.path}`",
    )
