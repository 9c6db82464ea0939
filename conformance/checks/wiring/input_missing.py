"""Whether every model input is in the feature dict."""

from __future__ import annotations

from typing import List, Optional

from conformance.facts.pairing import Pairing
from conformance.records import Forward, Spec, Training, Wiring
from conformance.registry import check, predicate
from conformance.results import Finding, Outcome, Passed
from conformance.wording import listed, nearest


@predicate("features are not given by name")
def keys_given(pairing: Pairing, spec: Spec) -> bool:
    """x is a dict, and the model reads it by name."""
    return isinstance(spec.x_structure, dict) and (pairing.by == "name" or not pairing.known)


@check(
    "input-missing",
    group="wiring",
    title="every model input is in the feature dict",
    applies=(keys_given,),
    phase="paired",
    per_part=True,
)
def input_missing(
    pairing: Pairing,
    spec: Spec,
    wiring: Optional[Wiring] = None,
    forward: Optional[Forward] = None,
    training: Optional[Training] = None,
) -> Outcome:
    """A dict is matched by name: an input whose name is no key gets nothing.

    Keras raises ``Missing data for input`` (TensorFlow 2.4 falls back to positions instead).
    """
    keys = [leaf.key for leaf in spec.role("x") if leaf.key is not None]
    if isinstance(spec.x_structure, dict):
        keys = [str(key) for key in spec.x_structure]
    if not pairing.known:
        ran = training is not None and "fit" in training.ran
        found = None if ran else _asked_key(keys, spec, forward)
        return found or Passed(f"the model's call asked for no key beside {listed(sorted(keys))}")
    held = f"keys {listed(sorted(keys))} for the inputs {listed(pairing.names)}"
    if not pairing.missing:
        return Passed(held)
    alone = len(pairing.names) == 1 and len(keys) == 1
    if alone and forward is not None and forward.failure is None:
        return Passed(f"{held}: the one goes to the other")
    fixes = []
    for name in pairing.missing:
        near = nearest(name, pairing.extra)
        if near is None and len(pairing.missing) == len(pairing.extra) == 1:
            near = pairing.extra[0]
        fixes.append(f"rename the key `{near}` to `{name}`" if near else f"yield `{name}` as well")
    happens = "Keras raises `Missing data for input`"
    if wiring is not None and wiring.failure is None and wiring.received:
        happens = "this version falls back to positions, so inputs get each other's values"
    return Finding(
        f"the feature dict has no {listed(pairing.missing)}: it holds {listed(sorted(keys))}, and "
        "the "
        f"model's inputs are {listed(pairing.names)}; {happens}",
        expected=f"keys {listed(pairing.names)}",
        actual=f"keys {listed(sorted(keys))}",
        where="x",
        fix="; ".join(fixes),
    )


def _asked_key(keys: List[str], spec: Spec, forward: Optional[Forward]) -> Optional[Finding]:
    """A subclassed model declares nothing; the key its ``call`` asked for is in the KeyError."""
    failure = forward.failure if forward is not None else None
    if failure is None or not keys or not isinstance(spec.x_structure, dict):
        return None
    asked = failure.key
    if asked is None or asked in keys:
        return None
    near = nearest(asked, keys)
    return Finding(
        f"the model reads `inputs[{asked!r}]`, and the feature dict holds {listed(sorted(keys))}",
        expected=f"a key `{asked}`",
        actual=f"keys {listed(sorted(keys))}",
        where="x",
        fix=f"rename the key `{near}` to `{asked}`" if near else f"yield `{asked}` as well",
    )
