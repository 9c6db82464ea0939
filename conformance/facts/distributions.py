"""How values, classes and gaps are spread, training data beside validation data, as plain data."""

from __future__ import annotations

from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple

import numpy as np

from conformance.facts.classes import classes_of
from conformance.facts.depicted import Depicted
from conformance.facts.examples import brief
from conformance.facts.weights import Weights
from conformance.records import Component, Pass
from conformance.records.words import Words

BINS = 24
TAILS = (0.5, 99.5)  # percentiles: what lies beyond goes into the outermost bins
SAMPLE = 100_000  # values of one column that are counted
CHANNELS = 8  # of a series that are counted each by itself
MOST = 60  # columns of all components together
COMPARED = 400  # values of a column by which the most telling ones are chosen
COMMON = 12  # most frequent texts or ids
MOST_CLASSES = 40
Parts = Mapping[str, Pass]
Column = Tuple[str, np.ndarray]  # name, values


def columns_of_part(component: Component, names: Optional[Words]) -> List[Column]:
    """The numbers of one component: by column of a table, all together of everything else."""
    rows = component.rows
    if rows is None or rows.dtype.kind not in "biuf" or not len(rows):
        return []
    if rows.ndim == 2 and rows.shape[1] > 1:
        return [
            (column_name(component.path, i, names), rows[:, i].astype(np.float64))
            for i in range(rows.shape[1])
        ]
    return [(component.path, _sampled(rows))]


def column_name(path: str, column: int, names: Optional[Words]) -> str:
    """``x[:, 3]``, with its name where a list of the user's names the columns."""
    word = names.words.get(column) if names is not None else None
    return f"{path}[:, {column}]" + (f" {word}" if word else "")


def distributions(parts: Parts, shown: Mapping[str, Depicted]) -> Dict[str, Any]:
    """Histograms of each column over common edges: the columns that differ most between parts first.

    Returns:
        ``columns``: dicts with name, edges, one list of shares a part, count, gaps, mean, deviation;
        ``left_out``: how many columns are not among them.
    """
    training = parts["training"]
    found: List[Tuple[str, Component, Dict[str, np.ndarray]]] = []
    for component in training.components:
        depiction = shown[component.path]
        if depiction.kind in ("class", "tokens", "mask", "text", "other", "nested"):
            continue
        one_line = depiction.kind not in ("vector", "boxes", "points")
        columns = {
            name: _columns(part.component(component.path), depiction, one_line)
            for name, part in parts.items()
        }
        for place, (name, _) in enumerate(columns["training"]):
            beside = {
                part: given[place][1] for part, given in columns.items() if place < len(given)
            }
            found.append((name, component, beside))
    order = list(range(len(found)))
    if len(found) > MOST:
        unlike = [unlikeness(list(beside.values())) for _, _, beside in found]
        order = sorted(sorted(order, key=lambda place: -unlike[place])[:MOST])
    return {
        "columns": [_histogram(*found[place]) for place in order],
        "left_out": len(found) - len(order),
    }


def unlikeness(beside: Sequence[np.ndarray]) -> float:
    """How much there is to see in a column, 0 to 1: gaps, no variation, or parts that differ.

    The last is the largest distance between the two cumulative shares of some hundred values each.
    """
    fine = [values[np.isfinite(values)] for values in beside]
    gap = max(1 - len(f) / max(1, len(v)) for f, v in zip(fine, beside))
    if not len(fine[0]) or fine[0].min() == fine[0].max():
        return 1.0
    if len(fine) < 2 or not len(fine[1]):
        return float(gap)
    one, two = (np.sort(values[:: max(1, len(values) // COMPARED)]) for values in fine[:2])
    places = np.concatenate([one, two])
    shares = [np.searchsorted(each, places, side="right") / len(each) for each in (one, two)]
    return float(max(gap, np.abs(shares[0] - shares[1]).max()))


def _columns(component: Optional[Component], depiction: Depicted, one_line: bool) -> List[Column]:
    if component is None:
        return []
    if one_line and component.rows is not None and component.rows.ndim > 1:
        rows = component.rows
        if rows.dtype.kind not in "biuf":
            return []
        channels = rows.shape[-1] if depiction.kind == "series" and rows.ndim == 3 else 1
        if 1 < channels <= CHANNELS:
            names = [f"{component.path}[..., {i}]" for i in range(channels)]
            return [(name, _sampled(rows[..., i])) for i, name in enumerate(names)]
        return [(component.path, _sampled(rows))]
    return columns_of_part(component, depiction.words)


def _sampled(rows: np.ndarray) -> np.ndarray:
    flat = rows.reshape(-1)
    return flat[:: max(1, flat.size // SAMPLE)].astype(np.float64)


def _histogram(name: str, component: Component, beside: Dict[str, np.ndarray]) -> Dict[str, Any]:
    """The entry of one column."""
    finite = {part: values[np.isfinite(values)] for part, values in beside.items()}
    every = np.concatenate(list(finite.values()))
    entry: Dict[str, Any] = {"name": name, "path": component.path, "role": component.role}
    entry["gaps"] = {
        part: round(1 - len(finite[part]) / max(1, len(values)), 5)
        for part, values in beside.items()
    }
    if not every.size:
        return {**entry, "edges": [], "ends": ["", ""], "shares": {}, "parts": {}}
    low, high = (float(v) for v in np.percentile(every, TAILS))
    if low == high:
        low, high = float(every.min()), float(every.max())
    values = np.unique(every[:5000])
    if len(values) <= BINS and component.integral:
        middles = np.unique(every)[:BINS]
        edges = np.append(middles, middles[-1] + 1) if len(middles) == len(values) else None
    else:
        edges = None
    whole = edges is not None  # a bar for each number, from it to the next
    if edges is None:
        edges = np.linspace(low, high if high > low else low + 1, BINS + 1)
    shares = {part: _counted(given, edges) for part, given in finite.items() if len(given)}
    entry.update(
        edges=[brief(edge) for edge in edges],
        ends=[brief(edges[0]), brief(edges[-2] if whole else edges[-1])],
        shares={part: [round(float(s), 5) for s in share] for part, share in shares.items()},
        parts={part: _summary(given) for part, given in finite.items() if len(given)},
    )
    return entry


def _counted(values: np.ndarray, edges: np.ndarray) -> np.ndarray:
    places = np.clip(np.searchsorted(edges, values, side="right") - 1, 0, len(edges) - 2)
    return np.bincount(places, minlength=len(edges) - 1) / max(1, len(values))


def _summary(values: np.ndarray) -> Dict[str, Any]:
    numbers = (values.min(), values.max(), values.mean(), values.std())
    named = dict(zip(("least", "largest", "mean", "deviation"), map(brief, numbers)))
    return {"count": int(values.size), **named}


def common(parts: Parts, shown: Mapping[str, Depicted], *, examples: bool) -> List[Dict[str, Any]]:
    """The most frequent texts and ids of each component of them, by part."""
    out = []
    for component in parts["training"].components:
        depiction = shown[component.path]
        if depiction.kind not in ("tokens", "text", "mask") or not component.values:
            continue
        if depiction.kind == "text" and not examples:
            continue
        total = sum(component.values.values())
        most = sorted(component.values.items(), key=lambda item: (-item[1], str(item[0])))[:COMMON]
        held = parts.get("validation")
        other = held.component(component.path) if held is not None else None
        there = other.values if other is not None and other.values else {}
        beside = sum(there.values())
        rows = [
            {
                "value": brief(value),
                "word": _word(depiction, value) if examples else "",
                "training": round(count / max(1, total), 5),
                "validation": round(there.get(value, 0) / beside, 5) if beside else None,
            }
            for value, count in most
        ]
        out.append({"path": component.path, "distinct": len(component.values), "rows": rows})
    return out


def _word(depiction: Depicted, value: Any) -> str:
    if depiction.words is None:
        return ""
    return str(depiction.words.words.get(int(value), ""))[:40]


def classes(
    parts: Parts,
    shown: Mapping[str, Depicted],
    weights: Optional[Weights] = None,
) -> List[Dict[str, Any]]:
    """Each target that names classes: how many rows of each part, and what share of the loss."""
    by_part = {name: classes_of(part) for name, part in parts.items()}
    out = []
    for path in by_part["training"]:
        counts = {name: found.counts(path) for name, found in by_part.items() if path in found}
        labels = sorted({label for counted in counts.values() for label in counted})
        if (len(labels) < 2 and not counts["training"]) or len(labels) > 1000:
            continue
        share = _effective(path, by_part["training"], weights)
        words = shown[path].words
        rows = [
            {
                "class": label,
                "word": str(words.words.get(label, "")) if words is not None else "",
                **{name: counted.get(label, 0) for name, counted in counts.items()},
                "weight": round(share.get(label, 0.0), 5) if share else None,
            }
            for label in labels
        ]
        rows = rows if len(rows) <= MOST_CLASSES else _ends(rows)
        out.append({"path": path, "of": len(labels), "weighted": bool(share), "rows": rows})
    return out


def _ends(rows: List[Dict[str, Any]]) -> List[Dict[str, Any]]:
    """The classes with the most and the fewest rows."""
    order = sorted(rows, key=lambda row: -row["training"])
    half = MOST_CLASSES // 2
    return order[:half] + order[-half:]


def _effective(path: str, found: Any, weights: Optional[Weights]) -> Dict[int, float]:
    """Class -> its share of all weight in the loss; empty where every row counts the same."""
    each = weights.effective(path, found) if weights is not None else None
    labels = found[path]
    if each is None or len(each) != len(labels) or not each.sum():
        return {}
    return {int(c): float(each[labels == c].sum() / each.sum()) for c in np.unique(labels)}


def missing(parts: Parts) -> List[Dict[str, Any]]:
    """Components with NaN, infinities or empty texts: how many values of each part."""
    out = []
    names: Sequence[str] = [component.path for component in parts["training"].components]
    for path in names:
        entry: Dict[str, Any] = {"path": path}
        for name, part in parts.items():
            component = part.component(path)
            if component is None:
                continue
            values = component.values or {}
            empty = sum(values.get(blank, 0) for blank in (b"", "")) if values else 0
            entry[name] = {
                "nan": component.nan,
                "inf": component.inf,
                "empty": empty if component.dtype == "string" else 0,
                "of": component.count,
            }
        told = [given for given in entry.values() if isinstance(given, dict)]
        if any(given["nan"] + given["inf"] + given["empty"] for given in told):
            out.append(entry)
    return out
