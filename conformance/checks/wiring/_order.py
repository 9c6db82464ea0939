"""Checks: are inputs, targets and the pair in the order they were meant in?"""

from __future__ import annotations

from typing import List

from conformance.facts.origins import Crossed
from conformance.results import Finding


def order_finding(found: List[Crossed], by: str, noun: str, names: str) -> Finding:
    shown = ", ".join(f"`{c.slot}` gets {c.path}, made from `{c.origin}`" for c in found[:4])
    fix = f"yield a dict keyed by the {names}, or put the tuple in the order of the model's {noun}s"
    if by == "name":
        keys = ", ".join(f"`{c.origin}` under `{c.other}`" for c in found[:2])
        fix = f"put each component under its own name: {keys}"
    return Finding(
        f"{noun}s get each other's values: {shown}; shapes agree, so nothing raises and the model "
        "trains on exchanged data",
        expected=", ".join(f"`{c.other}` from `{c.origin}`" for c in found[:4]),
        actual=shown,
        where=found[0].path,
        fix=fix,
    )
