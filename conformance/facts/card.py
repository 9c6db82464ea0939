"""The card: what the model receives, as plain data that a report draws.

It judges nothing. Its size is bounded whatever the data: a few examples a part, thumbnails, and at most
some dozen columns and classes. Pictures are arrays of uint8 until the run makes them PNGs.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Dict, List, Mapping, Optional, Sequence

import numpy as np

from conformance.facts import distributions
from conformance.facts.depicted import Depicted, depicted
from conformance.facts.examples import VALUES, Cell, cell_of, examples_of
from conformance.facts.only_you import as_data, asks, masks_of
from conformance.facts.padding import Padding, id_sequences
from conformance.facts.parts import Parts
from conformance.facts.relations import Shift
from conformance.facts.stages import stages_of
from conformance.records import Component, Epochs, Expect, Leaf, Pass, Timing
from conformance.records.changes import Change
from conformance.records.store import Missing, Records
from conformance.records.words import Words
from conformance.wording import shape_text, share

VERSION = 1
IN_A_BATCH = 4  # examples of the first batch of an epoch
MOST_COMPONENTS = 120
MOST_SENTENCES = 12
SLOWEST = 8  # stages with their seconds
KINDS = {
    "boxes": "boxes",
    "cells": "grid over the picture",
    "class": "class",
    "frames": "frames of a clip",
    "grid": "map of numbers",
    "image": "image",
    "mask": "mask",
    "nested": "nested",
    "number": "number",
    "other": "not drawn",
    "points": "points",
    "series": "series",
    "text": "text",
    "tokens": "ids of a sequence",
    "vector": "row of numbers",
    "waveform": "waveform",
    "weight": "weight of the example",
}


def card_of(
    records: Records,
    *,
    words: Sequence[Words] = (),
    changes: Sequence[Change] = (),
    examples: bool = True,
) -> Optional[Dict[str, Any]]:
    """The card of a run; None where no element was read.

    Args:
        records: of the run, with its facts; whatever is missing is left out of the card.
        words: lists by which ids are decoded.
        changes: one example before and after each random map.
        examples: show examples of the data; else only counts and what is computed from them.
    """
    elements = _there(records, "elements")
    if not isinstance(elements, Pass) or not elements.components:
        return None
    parts = {"training": elements}
    held = _there(records, "validation")
    if isinstance(held, Pass) and held.components:
        parts["validation"] = held
    contract, expect = _there(records, "contract"), _there(records, "expect") or Expect()
    shown = {
        name: depicted(
            part, contract=contract, spec=_spec(records, name), words=words if examples else ()
        )
        for name, part in parts.items()
    }
    card: Dict[str, Any] = {"version": VERSION, "examples": examples}
    card["parts"] = [
        _part(name, part, shown[name], records, expect.boxes or "", examples)
        for name, part in parts.items()
    ]
    card["ask"] = as_data(_asks(records, elements, shown["training"], expect, parts))
    card["relations"] = relations(records, elements, parts, shown["training"])[:MOST_SENTENCES]
    training = shown["training"]
    weights = _there(records, "weights")
    card["classes"] = distributions.classes(parts, training, weights)
    card["distributions"] = distributions.distributions(parts, training)
    card["common"] = distributions.common(parts, training, examples=examples)
    card["missing"] = distributions.missing(parts)
    epochs = _there(records, "epochs")
    if isinstance(epochs, Epochs) and epochs.second is not None:
        card["epochs"] = _epochs(elements, epochs.second, training, examples)
    card["changes"] = [_change(one, words) for one in changes]
    plan = _there(records, "plan")
    card["pipeline"] = stages_of(plan) if plan is not None else _other_source(records)
    timing = _there(records, "timing")
    if isinstance(timing, Timing):
        card["seconds"] = [[name, round(s, 4)] for name, s in timing.stages[:SLOWEST]]
    return card


def _there(records: Mapping[str, Any], name: str) -> Any:
    """A record or fact, None where it is not there (yet)."""
    if not isinstance(records, Records) or not records.known(name):
        return None
    found = records[name]
    return None if isinstance(found, Missing) else found


def _spec(records: Records, part: str) -> Any:
    return _there(records, "spec" if part == "training" else "validation_spec")


def _asks(
    records: Records,
    elements: Pass,
    shown: Mapping[str, Depicted],
    expect: Expect,
    parts: Mapping[str, Pass],
) -> Any:
    return asks(
        elements,
        shown,
        expect=expect,
        validation=parts.get("validation"),
        shifts=tuple(_there(records, "shifts") or ()),
        classes=_there(records, "classes"),
        repetition=_there(records, "repetition"),
    )


def _part(
    name: str,
    part: Pass,
    shown: Mapping[str, Depicted],
    records: Records,
    declared: str,
    examples: bool,
) -> Dict[str, Any]:
    sizes = sorted(set(part.batch_sizes))
    return {
        "part": name,
        "examples_read": part.examples,
        "batches": part.batches,
        "sizes": sizes if len(sizes) <= 3 else [sizes[0], sizes[-1]],
        "read": "all of it was read" if part.complete else part.read,
        "components": [_component(c, shown[c.path], records) for c in part.components][
            :MOST_COMPONENTS
        ],
        "left_out": max(0, len(part.components) - MOST_COMPONENTS),
        "examples": examples_of(part, shown, declared) if examples else [],
    }


def _component(component: Component, depiction: Depicted, records: Records) -> Dict[str, Any]:
    """What it is, where it goes, and its numbers."""
    shapes = sorted(set(component.shapes))
    rows = {shape[1:] for shape in shapes}
    shape = shape_text(("?", *next(iter(rows)))) if len(rows) == 1 else f"{len(rows)} shapes"  # type: ignore[arg-type]
    entry: Dict[str, Any] = {
        "path": component.path,
        "role": component.role,
        "kind": depiction.kind,
        "what": KINDS[depiction.kind],
        "dtype": component.dtype,
        "shape": shape.replace("'", ""),
        "goes": _goes(component, records),
        "words": f"{depiction.words.name} ({depiction.words.kind}, {len(depiction.words.words):,} words)"
        if depiction.words is not None
        else "",
        "columns": _columns(depiction),
        "distinct": len(component.values) if component.values is not None else None,
    }
    for name in ("minimum", "maximum", "mean", "std"):
        value = getattr(component, name)
        entry[name] = None if value is None or not np.isfinite(value) else float(f"{value:.5g}")
    return entry


def _columns(depiction: Depicted) -> List[str]:
    """The names of the columns of a row of numbers, where a list of the user's has them."""
    words = depiction.words
    if depiction.kind != "vector" or words is None:
        return []
    return [words.words[i][:60] for i in range(min(VALUES, len(words.words)))]


def _goes(component: Component, records: Records) -> str:
    """Which input or output of the model it meets, and what awaits it there."""
    if component.role == "x":
        pairing = _there(records, "pairing")
        pair = pairing.input_of(component.path) if pairing is not None and pairing.known else None
        if pair is None:
            return ""
        meetings = _there(records, "meetings")
        state = meetings.of(component.path) if meetings is not None else None
        met = {
            "raw": f", into {state.layer} as it comes" if state is not None else "",
            "scaled": ", scaled by the model",
            "ids": ", looked up in a table",
        }
        return f"input `{pair.input.path}`" + (
            met.get(state.state, "") if state is not None else ""
        )
    targets = _there(records, "targets")
    if targets is None and component.role == "y":
        return _output(component, records)
    for pair in targets.pairs if targets is not None and component.role == "y" else ():
        if pair.target is not None and pair.target.path == component.path:
            loss = f" under {pair.loss.name}" if pair.loss is not None else ""
            return f"output `{pair.output.path}`{loss}"
    return "multiplies the loss" if component.role == "sample_weight" else ""


def _output(component: Component, records: Records) -> str:
    """The declared output that a target meets where the model was not called: by name, or the only one."""
    contract = _there(records, "contract")
    outputs: List[Leaf] = (contract.outputs or []) if contract is not None else []
    found = [leaf for leaf in outputs if component.key in (leaf.key, leaf.path) and component.key]
    chosen = found or (outputs if len(outputs) == 1 else [])
    loss = contract.losses.get(outputs.index(chosen[0])) if chosen else None
    return f"output `{chosen[0].path}`{f' under {loss.name}' if loss else ''}" if chosen else ""


# --- sentences ----------------------------------------------------------------------------------


def relations(
    records: Records, elements: Pass, parts: Mapping[str, Pass], shown: Mapping[str, Depicted]
) -> List[str]:
    """What holds exactly between components, and how parts and epochs stand to one another."""
    out: List[str] = []
    for one in _there(records, "shifts") or ():
        out.append(_shift(one))
    for mask, ids, on in masks_of(elements):
        out.append(f"`{mask}` is 1 exactly where `{ids}` is {'' if on else 'not '}0")
    for path, padding in (_there(records, "paddings") or {}).items():
        component = elements.component(path)
        if component is not None and (component.values is None or len(component.values) > 2):
            out.append(_padding(path, padding))
    out += _uncounted(elements, shown)
    out += _equal(elements)
    repetition = _there(records, "repetition")
    if repetition is not None and repetition.told:
        same = repetition.shared()
        order = "in the same order" if repetition.order else "in another order"
        out.append(
            f"the second epoch holds {100 * same:.3g} % of the first one's examples, {order}"
            if same
            else "the second epoch holds none of the first one's examples: all were made anew"
        )
    out += _overlap(parts)
    shared = _there(records, "parts")
    if shared is not None:
        out += _shared(shared)
    return out


def _shared(parts: Parts) -> List[str]:
    """What the two parts have in common beyond equal rows; no name of a file is said."""
    out = []
    near, names = parts.near, parts.names
    if near is not None:
        out.append(
            f"{share(near.covered, near.looked)} rows of `{near.path}` in the validation data lie as "
            "close to training rows as rows of one thing do"
        )
    if names is not None:
        out.append(
            f"{share(names.inside, names.files)} files of the validation data name one of the "
            f"{names.groups:,} things that files of the training data name"
        )
    return out


def _shift(one: Shift) -> str:
    if one.steps == 0:
        return f"`{one.target}` is `{one.feature}`, step by step"
    return (
        f"`{one.target}` at a step is `{one.feature}` {abs(one.steps)} "
        f"step{'s' * (abs(one.steps) != 1)} {'later' if one.steps > 0 else 'earlier'}, "
        f"at all {one.positions:,} positions"
    )


def _padding(path: str, padding: Padding) -> str:
    filler = ", ".join(f"{v:.4g}" for v in np.ravel(padding.step)[:4])
    return (
        f"{share(padding.padded, padding.rows)} sequences of `{path}` are padded at the {padding.end} "
        f"with {filler}"
    )


def _uncounted(elements: Pass, shown: Mapping[str, Depicted]) -> List[str]:
    """Ids of a target that weigh 0 wherever they stand, where weights have its shape."""
    out = []
    for weight in elements.role("sample_weight"):
        for target in elements.role("y"):
            ids, each = id_sequences(target), weight.rows
            if ids is None or each is None or each.shape != ids.shape or each.dtype == object:
                continue
            off = sorted(set(np.unique(ids[each == 0])) - set(np.unique(ids[each != 0])))
            if off and len(off) < len(np.unique(ids)):
                words = shown[target.path].words
                held = words.words if words is not None else {}
                named = ", ".join(f"{int(i)} {held.get(int(i), '')}".strip() for i in off[:6])
                out.append(
                    f"{named} in `{target.path}` never counts in the loss: `{weight.path}` is 0 "
                    "wherever it stands"
                )
    return out


def _equal(elements: Pass) -> List[str]:
    """Components that hold the same rows."""
    out = []
    hashed = [(c.path, c.row_hashes) for c in elements.components[:40]]
    for i, (one, mine) in enumerate(hashed):
        for two, other in hashed[i + 1 :]:
            if len(mine) > 1 and len(mine) == len(other) and np.array_equal(mine, other):
                out.append(f"`{one}` and `{two}` hold the same rows")
    return out


def _overlap(parts: Mapping[str, Pass]) -> List[str]:
    if "validation" not in parts:
        return []
    mine, theirs = (parts[name].example_hashes(("x",)) for name in ("training", "validation"))
    if not len(mine) or not len(theirs):
        return []
    both = int(np.isin(theirs, mine).sum())
    return [f"{share(both, len(theirs))} examples of the validation data are training examples too"]


# --- epochs -------------------------------------------------------------------------------------


def _epochs(
    first: Pass, second: Pass, shown: Mapping[str, Depicted], examples: bool
) -> Dict[str, Any]:
    """The first batches of two epochs side by side.

    ``places``: of each example of the second epoch's first batch, its number in the first epoch, None
    where it is not byte for byte one of that. ``examples``: of both, as they are drawn.
    """
    mine, theirs = first.example_hashes(), second.example_hashes()
    size = second.batch_sizes[0] if second.batch_sizes else 0
    known = {int(one): number for number, one in reversed(list(enumerate(mine.tolist())))}
    places = [known.get(int(one)) for one in theirs[: min(size, 32)].tolist()]
    out: Dict[str, Any] = {"places": places, "of": size, "first": [], "second": []}
    if examples:
        out["first"] = _opening(first, shown)
        out["second"] = _opening(second, shown)
    return out


def _change(change: Change, words: Sequence[Words]) -> Dict[str, Any]:
    """``before``: the cells of one example; ``after``: those of each turn through the map."""
    out: Dict[str, Any] = {"map": change.name, "failure": change.failure, "before": [], "after": []}
    if change.failure or change.before is None or change.after is None:
        return out
    out["before"] = _rows_of(change.before, words, [0])[0]
    count = min((len(c.rows) for c in change.after.components if c.rows is not None), default=0)
    out["after"] = _rows_of(change.after, words, list(range(0, count, max(1, change.stride))))
    return out


def _rows_of(part: Pass, words: Sequence[Words], numbers: List[int]) -> List[List[Cell]]:
    shown = depicted(part, words=words)
    able = [c for c in part.components if c.rows is not None and len(c.rows)][:6]
    return [[cell_of(shown[c.path], number, part, "") for c in able] for number in numbers]


def _opening(part: Pass, shown: Mapping[str, Depicted]) -> List[List[Cell]]:
    able = [c for c in part.components if c.rows is not None and len(c.rows) and c.path in shown][
        :6
    ]
    if not able:
        return []
    count = min([IN_A_BATCH, *(len(c.rows) for c in able if c.rows is not None)])
    # Ranges and ids are those of the whole first pass: else two epochs would be drawn differently.
    drawn = [replace(shown[c.path], component=_with_rows(shown[c.path].component, c)) for c in able]
    return [[cell_of(one, number, part, "") for one in drawn] for number in range(count)]


def _with_rows(whole: Component, own: Component) -> Component:
    rows: Dict[str, Any] = {"rows": own.rows, "row_batches": own.row_batches}
    return replace(whole, **rows)


def _other_source(records: Records) -> Dict[str, Any]:
    """One stage for what is no tf.data pipeline."""
    build, spec = _there(records, "build"), _there(records, "spec")
    name = build.type_name if build is not None else "pipeline"
    kind = build.kind if build is not None else ""
    leaves = spec.leaves if spec is not None else []
    stage = {
        "id": 0,
        "name": name,
        "op": kind,
        "function": "",
        "does": {"arrays": "arrays in memory, which fit cuts into batches"}.get(
            kind, f"Python code: what happens in a {kind or 'pipeline'} cannot be seen from outside"
        ),
        "count": "",
        "element": [f"{leaf.path} {leaf.dtype} {shape_text(leaf.shape)}" for leaf in leaves[:6]],
        "left_out": max(0, len(leaves) - 6),
        "changes": [],
        "random": "",
        "reorders": False,
        "python": kind != "arrays",
        "inputs": [],
    }
    return {"stages": [stage], "left_out": 0}
