"""What the data are today, small enough to keep, and what has changed since they were kept.

A profile holds no example: structure, counts, ranges, shares of classes, exact relations, and hashes of
the contents in any order. Where the contents are drawn anew in each pass (augmentation), there is no
hash of them, and what is counted and measured is compared with the room that draws need.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Dict, List, Mapping, Optional, Tuple

import numpy as np

from conformance.facts.classes import classes_of
from conformance.facts.relations import shifts
from conformance.records import Component, Epochs, Leaf, Pass, Spec
from conformance.records.passes import contents, mixed

DIGITS = 6  # significant digits of a number that is kept: what float32 holds
MOST_CLASSES = 100  # classes whose counts are kept one by one
SKETCH = 32  # least hashes of examples: which share of them is still there, to about 1 in 6
# Of means of drawn data: six standard errors of the mean of as many independent rows, and a
# twentieth of a deviation, below which no draw need be looked at.
ERRORS, EFFECT = 6.0, 0.05
# Relative difference of mean and deviation below which contents that all differ were computed or
# decoded otherwise, and are not other data. Two JPEG decoders differ by about 1e-3.
ALIKE = 1e-2


@dataclass(frozen=True)
class Change:
    """One thing that is no longer as it was.

    ``certain`` is False where a draw, or another release of TensorFlow, may have done it too.
    """

    path: str
    text: str
    certain: bool = True


# --- what is kept ---------------------------------------------------------------------------------


def profile_of(elements: Pass, spec: Spec, epochs: Optional[Epochs] = None) -> Dict[str, Any]:
    """The profile of one part of the data, as JSON holds it.

    ``contents`` is a hash of all examples in any order; None where they were not read to the end,
    are drawn anew in each pass, or were read once only, so that nobody knows.
    """
    steady = _steady(elements, epochs)
    whole = elements.complete and elements.failure is None
    classes = classes_of(elements)
    leaves = {leaf.path: leaf for leaf in spec.leaves}
    examples = elements.example_hashes() if whole else np.zeros(0, np.uint64)
    return {
        "examples": elements.examples,
        "whole": whole,
        "batches": elements.batches,
        "batch": max(elements.batch_sizes, default=0),
        "last_batch": elements.batch_sizes[-1] if elements.batch_sizes else 0,
        "drawn": None if steady is None else not steady,
        "contents": _hex(contents(mixed(examples))) if steady and len(examples) else None,
        "sketch": _sketch(mixed(examples)) if steady else [],
        "components": {
            c.path: _component(
                c, leaves.get(c.path), classes.counts(c.path), bool(steady and whole)
            )
            for c in elements.components
        },
        "relations": [
            f"{s.target}[:, t] == {s.feature}[:, t + {s.steps}]" for s in shifts(elements)
        ],
    }


def validation_profile_of(
    validation: Pass, validation_spec: Spec, validation_epochs: Optional[Epochs] = None
) -> Dict[str, Any]:
    """The same of the validation data."""
    return profile_of(validation, validation_spec, validation_epochs)


def _steady(elements: Pass, epochs: Optional[Epochs]) -> Optional[bool]:
    """Whether further passes, and a second build, hold the same examples; None: nothing can tell."""
    further = (epochs.second, epochs.rebuilt) if epochs is not None else ()
    others = [one for one in further if one is not None and one.complete and one.failure is None]
    if not elements.complete or not others:
        return None
    mine = contents(mixed(elements.example_hashes()))
    return all(contents(mixed(one.example_hashes())) == mine for one in others)


def _component(
    component: Component, leaf: Optional[Leaf], counts: Mapping[int, int], hashed: bool
) -> Dict[str, Any]:
    shape = leaf.shape if leaf is not None else None
    out: Dict[str, Any] = {
        "role": component.role,
        "dtype": component.dtype,
        "kind": component.kind,
        "shape": None if shape is None else list(shape),
    }
    if component.minimum is not None and component.maximum is not None:
        out["range"] = [_digits(component.minimum), _digits(component.maximum)]
    if component.mean is not None and component.std is not None:
        out["mean"], out["deviation"] = _digits(component.mean), _digits(component.std)
    if component.nan or component.inf:
        out["nan"], out["infinite"] = component.nan, component.inf
    if counts:
        out["classes"] = (
            {str(label): count for label, count in counts.items()}
            if len(counts) <= MOST_CLASSES
            else len(counts)
        )
    elif component.values is not None and component.dtype == "string":
        out["distinct"] = len(component.values)
    if hashed:
        out["contents"] = _hex(contents(mixed(component.row_hashes)))
    return out


def _digits(value: float) -> Any:
    value = float(value)
    if not np.isfinite(value):
        return str(value)
    return int(value) if value == int(value) and abs(value) < 1e15 else float(f"{value:.{DIGITS}g}")


def _hex(number: int) -> str:
    return f"{number:016x}"


def _sketch(hashes: np.ndarray) -> List[str]:
    return [_hex(int(one)) for one in np.unique(hashes)[:SKETCH]]


# --- what has changed -----------------------------------------------------------------------------


def changes(old: Mapping[str, Any], new: Mapping[str, Any], *, same_release: bool) -> List[Change]:
    """What of two profiles of a part is not the same, the weightiest first."""
    found = _structure(old, new)
    mine = [path for path in old["components"] if path in new["components"]]
    exact = None not in (old["contents"], new["contents"])
    if old["whole"] and new["whole"]:
        found += _counts(old, new)
    for path in mine:
        found += _classes(path, old["components"][path], new["components"][path], exact)
    if exact:
        found += _contents(old, new, mine, same_release)
    else:
        for path in mine:
            found += _measured(path, old, new)
        if old["drawn"] is False and new["drawn"]:
            found.append(
                Change("", "the examples were the same in each pass, and are drawn anew now")
            )
    gone = [one for one in old["relations"] if one not in new["relations"]]
    found += [Change("", f"no longer true in every row: {one}") for one in gone]
    return found


def _structure(old: Mapping[str, Any], new: Mapping[str, Any]) -> List[Change]:
    before, now = old["components"], new["components"]
    found = [Change(p, f"{p} is gone ({_shaped(before[p])})") for p in before if p not in now]
    found += [Change(p, f"{p} is new ({_shaped(now[p])})") for p in now if p not in before]
    for path in before:
        if path not in now:
            continue
        one, other = before[path], now[path]
        parts = [name for name in ("dtype", "kind", "role") if one[name] != other[name]]
        parts += ["shape"] * (not _same_shape(one["shape"], other["shape"]))
        for name in parts:
            found.append(
                Change(path, f"{name} of {path} was {_said(one[name])}, is {_said(other[name])}")
            )
    return found


def _same_shape(one: Any, other: Any) -> bool:
    """A dimension that is unknown in one release is no other one."""
    if one is None or other is None:
        return True
    return len(one) == len(other) and all(
        a is None or b is None or a == b for a, b in zip(one[1:], other[1:])
    )


def _shaped(component: Mapping[str, Any]) -> str:
    return f"{component['dtype']} {_said(component['shape'])}"


def _said(value: Any) -> str:
    if isinstance(value, list):
        return "(" + ", ".join("None" if one is None else str(one) for one in value) + ")"
    return str(value)


def _counts(old: Mapping[str, Any], new: Mapping[str, Any]) -> List[Change]:
    """Of drawn data the number may be drawn as well: a tenth of it is room."""
    before, now = old["examples"], new["examples"]
    if before == now:
        same = old["batch"] == new["batch"]
        text = f"batches of {new['batch']} examples, where they were of {old['batch']}"
        return [] if same else [Change("", text)]
    drawn = old["drawn"] is not False
    if drawn and abs(before - now) <= 0.1 * before:
        return []
    return [
        Change("", f"{now:,} examples, where there were {before:,} ({now - before:+,})", not drawn)
    ]


def _classes(
    path: str, old: Mapping[str, Any], new: Mapping[str, Any], exact: bool
) -> List[Change]:
    """Classes that came or went, and the one whose share moved most.

    It moved where that is a hundredth or more and, of rows that are drawn, more than a draw explains.
    """
    before, now = old.get("classes"), new.get("classes")
    if before is None or now is None or before == now:
        return []
    if not (isinstance(before, Mapping) and isinstance(now, Mapping)):
        counts = [len(one) if isinstance(one, Mapping) else one for one in (before, now)]
        text = f"{path} has {counts[1]} classes, where it had {counts[0]}"
        return [Change(path, text)] if counts[0] != counts[1] else []
    found = [
        Change(path, f"class {label} of {path} is {word} ({rows[label]:,} examples)")
        for word, rows, others in (("gone", before, now), ("new", now, before))
        for label in rows
        if label not in others
    ]
    moved = [label for label in before if label in now]
    worst = max(
        moved, key=lambda label: abs(_share(before, label) - _share(now, label)), default=None
    )
    if worst is not None:
        one, other = _share(before, worst), _share(now, worst)
        rows = min(sum(before.values()), sum(now.values()))
        room = 0.0 if exact else ERRORS * (one * (1 - one) * 2 / max(1, rows)) ** 0.5
        if abs(one - other) > max(room, 0.01):
            found.append(
                Change(
                    path,
                    f"class {worst} of {path} is {other:.1%} of the examples, and was {one:.1%}",
                )
            )
    return found


def _share(counts: Mapping[str, int], label: str) -> float:
    return counts[label] / max(1, sum(counts.values()))


def _contents(
    old: Mapping[str, Any], new: Mapping[str, Any], paths: List[str], same_release: bool
) -> List[Change]:
    """Exact: the rows are the same in each pass, so that any other hash is other rows."""
    if old["contents"] == new["contents"]:
        return []
    found = []
    for path in paths:
        one, other = old["components"][path], new["components"][path]
        if one.get("contents") == other.get("contents") or one["dtype"] != other["dtype"]:
            continue  # another dtype, which is told, holds other bytes of the same numbers
        how = _how(one, other)
        alike = old["examples"] == new["examples"] and _alike(one, other)
        if alike and not same_release:
            text = f"{path} was computed or decoded a little otherwise: {how or 'no digit kept here shows it'}"
            found.append(Change(path, text, certain=False))
        else:
            found.append(
                Change(path, f"{path} holds other rows: {how or 'its range and mean are the same'}")
            )
    retyped = any(old["components"][p]["dtype"] != new["components"][p]["dtype"] for p in paths)
    if not found and not retyped and set(old["components"]) == set(new["components"]):
        found.append(Change("", "the same rows of each component are joined otherwise"))
    if not found:
        return []
    kept = _kept(old["sketch"], new["sketch"])
    if kept is not None and 0 < kept < 1:
        text = f"{found[0].text}; about {1 - kept:.0%} of the examples are others"
        found[0] = Change(found[0].path, text, found[0].certain)
    return found


def _how(old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    parts = []
    for name in ("range", "mean", "deviation", "nan", "infinite", "distinct"):
        one, other = old.get(name), new.get(name)
        if one != other:
            parts.append(f"{name} {_span(one)}, now {_span(other)}")
    return "; ".join(parts)


def _span(value: Any) -> str:
    return (
        f"{value[0]} to {value[1]}"
        if isinstance(value, list)
        else str(0 if value is None else value)
    )


def _alike(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Whether two components have nearly one mean and deviation, and as many numbers that are none."""
    if "mean" not in old or "mean" not in new or old.get("nan") != new.get("nan"):
        return False
    room = ALIKE * max(abs(_number(old["deviation"])), 1e-12)
    return all(abs(_number(old[n]) - _number(new[n])) <= room for n in ("mean", "deviation"))


def _number(value: Any) -> float:
    return float(value)


def _kept(old: List[str], new: List[str]) -> Optional[float]:
    """Share of all examples, old and new, that are in both: by the least hashes of either."""
    if not old or not new:
        return None
    least = sorted({*old, *new})[:SKETCH]
    return sum(one in old and one in new for one in least) / len(least)


def _measured(path: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> List[Change]:
    """Of rows that are drawn or not read to the end: what no draw explains."""
    one, other = old["components"][path], new["components"][path]
    if "mean" not in one or "mean" not in other:
        return []
    found = []
    if bool(one.get("nan")) != bool(other.get("nan")):
        found.append(Change(path, f"{path}: NaN {one.get('nan', 0)}, now {other.get('nan', 0)}"))
    spread = max(_number(one["deviation"]), _number(other["deviation"]), 1e-12)
    rows = max(1, min(old["examples"], new["examples"]))
    room = spread * max(EFFECT, ERRORS * (2 / rows) ** 0.5)
    for name in ("mean", "deviation"):
        if abs(_number(one[name]) - _number(other[name])) > room:
            text = f"{name} of {path} was {one[name]}, is {other[name]}"
            found.append(Change(path, f"{text}: more than a draw of {rows:,} rows explains"))
    wide = _number(one["range"][1]) - _number(one["range"][0])
    low = _number(other["range"][0]) - _number(one["range"][0])
    high = _number(other["range"][1]) - _number(one["range"][1])
    if max(abs(low), abs(high)) > 0.5 * max(wide, 1e-12):
        text = f"{path} runs from {_span(other['range'])}, and ran from {_span(one['range'])}"
        found.append(Change(path, text))
    return found


def file_changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> List[Change]:
    """Of the files that were read: those that are gone, new, or hold something else."""
    found = [Change(p, f"the file {p} is no longer read") for p in old if p not in new]
    found += [Change(p, f"the file {p} is read, and was not") for p in new if p not in old]
    for path in old:
        if path in new and old[path]["hash"] != new[path]["hash"]:
            found.append(Change(path, f"{_named(path)} changed: {_sizes(old[path], new[path])}"))
    return found


def _named(path: str) -> str:
    return f"a file in {path}" if path.endswith("/") else f"the file {path}"


def _sizes(old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    parts: List[Tuple[str, str]] = [("files", "files"), ("bytes", "bytes")]
    said = [
        f"{old[name]:,} {word}, now {new[name]:,}"
        for name, word in parts
        if name in old and name in new and old[name] != new[name]
    ]
    return "; ".join(said) or f"as many bytes ({new['bytes']:,}), others among them"
