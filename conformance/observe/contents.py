"""The contents of a pass without their order: small enough to send to another process."""

from __future__ import annotations

from typing import Any, Dict, Tuple

import numpy as np

from conformance.observe import hashing
from conformance.records import Component, Pass
from conformance.records.passes import contents, mixed

PAIRS = "(x, y)"  # no path of a component
SHOWN = 32  # rows with the least hashes: the same rows in both processes, whatever the order


def of(part: Pass) -> Dict[str, Any]:
    """JSON of a pass: for each component its rows' count, sum of hashes, and a few rows as text.

    The examples as wholes are one more component, PAIRS: equal rows may be joined otherwise.
    """
    components = {c.path: _component(c) for c in part.components}
    whole = part.example_hashes()
    if len(part.components) > 1 and len(whole):
        components[PAIRS] = _entry(mixed(whole), {}, any(c["paths"] for c in components.values()))
    return {"complete": part.complete and part.failure is None, "components": components}


def _component(component: Component) -> Dict[str, Any]:
    texts: Dict[int, str] = {}
    if component.rows is not None and len(component.rows):
        kept = hashing.rows(component.rows)
        for place in np.argsort(kept)[:SHOWN]:
            texts[int(kept[place])] = _text(component.rows[place])
    # A path holds the name of a folder, which may be one of the process's own.
    paths = component.dtype == "string" and any("/" in text for text in texts.values())
    return _entry(component.row_hashes, texts, paths)


def _entry(hashes: np.ndarray, texts: Dict[int, str], paths: bool) -> Dict[str, Any]:
    total = contents(hashes)
    rows = {str(h): [text, int((hashes == np.uint64(h)).sum())] for h, text in texts.items()}
    return {"count": len(hashes), "sum": total, "rows": rows, "paths": bool(paths)}


def _text(row: Any) -> str:
    text = np.array2string(np.asarray(row), threshold=8, precision=4, separator=", ")
    return " ".join(text.split())[:120]


def differing(here: Dict[str, Any], there: Dict[str, Any]) -> Dict[str, Tuple[str, str]]:
    """Path -> (what is here, what is there) of a row that tells them apart, where contents differ."""
    out = {}
    for path, mine in here["components"].items():
        other = there["components"].get(path)
        if other is None or mine["paths"] or other["paths"]:
            continue
        if (mine["count"], mine["sum"]) != (other["count"], other["sum"]):
            out[path] = _apart(mine, other)
    if len(out) > 1:
        out.pop(PAIRS, None)  # a component says more
    return out


def _apart(one: Dict[str, Any], other: Dict[str, Any]) -> Tuple[str, str]:
    for key, (text, count) in one["rows"].items():
        there = other["rows"].get(key, ["", 0])[1]
        if there != count:
            return f"{text} in {count} rows", f"in {there} rows"
    if one["count"] != other["count"]:
        return f"{one['count']} rows", f"{other['count']} rows"
    return "equal rows, joined otherwise", "equal rows, joined otherwise"
