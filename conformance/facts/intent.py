"""Guesses that a declaration answers, and so need not be made."""

from __future__ import annotations

from typing import Dict, Tuple

from conformance.records.expect import Expect

# (name, value; None for any) -> the checks that would guess at it.
SILENCED: Dict[Tuple[str, object], Tuple[str, ...]] = {
    ("epoch", "sampled"): ("second-epoch", "examples-repeated", "rows-die-out", "examples-dropped"),
    ("order", "time"): ("order-constant", "order-frozen", "shuffle-buffer-small"),
    ("missing", None): ("not-finite",),
    ("groups", None): ("split-groups",),
    ("negative_weights", True): ("sample-weight",),
}


def silenced(expect: Expect) -> Dict[str, str]:
    """Check -> the declaration that answers it, in words."""
    out = {}
    for (name, value), checks in SILENCED.items():
        said = getattr(expect, name)
        if name in expect.declared and value in (None, said):
            out.update(dict.fromkeys(checks, f"declared: {name} = {said!r}"))
    return out


def proposed(check: str, component: str) -> str:
    """The declaration by which a person settles what a check guesses at; "" where there is none."""
    for (name, value), checks in SILENCED.items():
        if check in checks:
            said = value if value is not None else SETTLING.get(name, [component or "x"])
            return f'EXPECT = {{"{name}": {said!r}}}'.replace("'", '"')
    return ""


SETTLING: Dict[str, object] = {"groups": "none"}  # where any value is an answer: this one
