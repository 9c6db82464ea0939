"""What no machine can judge: facts that are right for one intention and wrong for another.

Each says what was seen, for which intention that is right and for which it is wrong, and, where there
is one, the declaration that settles it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Dict, Iterator, List, Mapping, Optional, Tuple

import numpy as np

from conformance.facts.boxes import IN_WORDS, filled, picture_size, readings
from conformance.facts.classes import Classes
from conformance.facts.columns import matrix
from conformance.facts.depicted import Depicted
from conformance.facts.origins import words
from conformance.facts.padding import Padding, id_sequences
from conformance.facts.relations import Shift
from conformance.facts.repetition import Repetition
from conformance.records import Component, Expect, Pass
from conformance.wording import number, share

MOST = 5
ROWS = 4096  # looked at
ALONE = 0.9  # correlation of one column with the target that is worth a question
LAST = (0.3, 2.0)  # of the last step with the target, and how far above all other steps
JUMP = 2.5  # times the usual change between neighbouring steps
APART = 1.0  # times the spread of all others that a value lies away from them
OFTEN = (3, 0.002)  # rows, and share of rows, that hold one far value
NAMING = {"id", "patient", "user", "subject", "group", "site", "device", "customer", "shop"}
SHARED = 0.5  # share of the ids of one part that the other part has too


@dataclass(frozen=True)
class Ask:
    """One question to the person.

    ``weight`` orders the questions: how likely a mistake is behind what was seen, by what kinds of it
    were found in pipelines of people (chosen, not measured).
    """

    said: str
    right: str
    wrong: str
    expect: str = ""
    weight: float = 0.5


def asks(
    elements: Pass,
    shown: Mapping[str, Depicted],
    *,
    expect: Expect,
    validation: Optional[Pass] = None,
    shifts: Tuple[Shift, ...] = (),
    paddings: Mapping[str, Padding] = {},
    classes: Optional[Classes] = None,
    repetition: Optional[Repetition] = None,
) -> List[Ask]:
    """The questions with most weight, at most five; what was declared is not asked."""
    found: List[Ask] = []
    found += _boxes(elements, shown, expect)
    found += _steps(elements, shown)
    found += _shifted(shifts)
    found += _alone(elements, shown)
    found += _held(elements, shown)
    found += _far(elements, shown, expect)
    found += _shared(elements, shown, validation, expect)
    found += _masks(elements, paddings)
    found += _classes(classes, expect)
    found += _order(repetition, expect)
    found += _count(elements, expect)
    return sorted(found, key=lambda ask: -ask.weight)[:MOST]


def _boxes(elements: Pass, shown: Mapping[str, Depicted], expect: Expect) -> Iterator[Ask]:
    if "boxes" in expect.declared:
        return
    for path, depiction in shown.items():
        if depiction.kind != "boxes" or depiction.component.rows is None:
            continue
        boxes = filled(depiction.component.rows[:ROWS])
        if not len(boxes):
            continue
        size = picture_size(elements)
        found = readings(depiction.component, size, "")
        after = int(((boxes[:, 2] > boxes[:, 0]) & (boxes[:, 3] > boxes[:, 1])).sum())
        best = max(found, key=lambda name: found[name])
        if after == len(boxes):
            said = (
                f"in all {len(boxes):,} boxes of `{path}` the third number is larger than the first, and "
                "the fourth than the second"
            )
            right = "right for corners (x, y, x, y) or (y, x, y, x)"
            wrong = "wrong where the model's loss takes (x, y, width, height)"
            weight = 0.6
        else:
            said = (
                f"in {share(len(boxes) - after, len(boxes))} boxes of `{path}` the third number is smaller "
                "than the first, or the fourth than the second"
            )
            right, wrong = "right for (x, y, width, height)", "wrong for corners (x, y, x, y)"
            weight = 0.95
        inside = found[best]
        said += f"; read as {IN_WORDS[best]}, {100 * inside:.3g} % lie in the picture"
        value = best if best in ("xyxy", "xywh", "yxyx") else "xywh"
        yield Ask(said, right, wrong, f'EXPECT = {{"boxes": "{value}"}}', weight)


def _steps(elements: Pass, shown: Mapping[str, Depicted]) -> Iterator[Ask]:
    """Steps of a series or frames of a clip that jump at one place in nearly all examples."""
    for component in elements.role("x"):
        kind = shown[component.path].kind
        rows = component.rows
        if kind not in ("series", "frames") or rows is None or rows.dtype == object:
            continue
        steps = rows[:256].astype(np.float64).reshape(min(len(rows), 256), rows.shape[1], -1)
        if steps.shape[1] < 5 or len(steps) < 8 or not np.isfinite(steps).all():
            continue
        jumps = np.abs(np.diff(steps, axis=1)).mean(axis=2)
        usual = float(np.median(jumps.mean(axis=0)))
        mean = jumps.mean(axis=0)
        places = np.flatnonzero(mean > JUMP * usual)
        if not usual or not len(places) or len(places) > max(2, len(mean) // 4):
            continue
        at = int(np.argmax(mean))
        word = "frame" if kind == "frames" else "step"
        yield Ask(
            f"between {word} {at + 1} and {word} {at + 2} of `{component.path}` the values change "
            f"{mean[at] / usual:.1f} times as much as between other neighbours, in the mean of "
            f"{len(steps):,} examples",
            "right where something happens at that place",
            f"wrong where the {word}s are to follow one another: names sorted as text come as "
            "frame_1, frame_10, frame_2",
            weight=0.9,
        )


def _shifted(shifts: Tuple[Shift, ...]) -> Iterator[Ask]:
    for one in shifts:
        if one.steps == 0:
            continue
        ahead = "ahead," if one.steps > 0 else "behind,"
        steps = abs(one.steps)
        yield Ask(
            f"`{one.target}` is `{one.feature}` {steps} step{'s' * (steps != 1)} {ahead} at all "
            f"{one.positions:,} positions",
            "right where the loss compares the outputs with the targets as they come",
            "wrong where the model or its loss moves the targets once more",
            weight=0.8,
        )


def _alone(elements: Pass, shown: Mapping[str, Depicted]) -> Iterator[Ask]:
    """One column, or one step of a series, that goes with the target by itself."""
    for target in elements.role("y"):
        wanted = matrix(target) if shown[target.path].kind in ("number", "class") else None
        if wanted is None or wanted.shape[1] != 1:
            continue
        for feature in elements.role("x"):
            kind = shown[feature.path].kind
            rows = feature.rows
            if kind not in ("vector", "number", "series") or rows is None or rows.dtype == object:
                continue
            yield from _with(feature, kind, target, wanted[:, 0])


def _held(elements: Pass, shown: Mapping[str, Depicted]) -> Iterator[Ask]:
    """A target that is among the ids of its own example far more often than among those of others."""
    for target in elements.role("y"):
        wanted = target.rows
        if shown[target.path].kind not in ("class", "number") or not target.integral:
            continue
        if wanted is None or wanted.dtype == object or wanted.size != len(wanted):
            continue
        for feature in elements.role("x"):
            ids = id_sequences(feature) if shown[feature.path].kind == "tokens" else None
            if ids is None or len(ids) != len(wanted) or len(ids) < 50:
                continue
            column = wanted.reshape(-1, 1)[:ROWS]
            mine = int((ids[:ROWS] == column).any(axis=1).sum())
            others = float((ids[:ROWS] == np.roll(column, len(column) // 2)).any(axis=1).mean())
            if mine > ALONE * len(column) and others < 0.5:
                yield Ask(
                    f"`{target.path}` is among the ids of `{feature.path}` in "
                    f"{share(mine, len(column))} examples; among those of another example in "
                    f"{100 * others:.3g} %",
                    "right where these are numbers of different things",
                    "wrong where the model is to foretell what it is not yet given",
                    weight=0.8,
                )


def _with(feature: Component, kind: str, target: Component, wanted: np.ndarray) -> Iterator[Ask]:
    rows = matrix(feature)
    if rows is None or len(rows) != len(wanted) or len(rows) < 50:
        return
    together = correlations(rows[:ROWS], wanted[:ROWS])
    if kind == "series" and feature.rows is not None and feature.rows.shape[1] > 3:
        by_step = together.reshape(feature.rows.shape[1], -1).max(axis=1)
        others = float(by_step[: max(1, len(by_step) // 2)].max())
        if by_step[-1] > LAST[0] and by_step[-1] > LAST[1] * max(others, 1e-9):
            yield Ask(
                f"the last step of `{feature.path}` goes with `{target.path}` (correlation "
                f"{by_step[-1]:.2f}); in the first half of the steps it is {others:.2f} at most",
                "right where that step is known when the model is asked",
                "wrong where it was computed from later values (a centred mean, a filter over the "
                "whole series)",
                weight=0.85,
            )
        return
    best = int(np.argmax(together))
    if together[best] > ALONE:
        name = f"column {best} of `{feature.path}`" if rows.shape[1] > 1 else f"`{feature.path}`"
        yield Ask(
            f"{name} alone goes with `{target.path}` (correlation {together[best]:.3f})",
            "right where that column is known before the target is",
            "wrong where it was made from the target, or is measured after it",
            weight=0.75,
        )


def correlations(rows: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """(columns,) of the absolute correlation with ``wanted``; 0 where either does not vary."""
    fine = np.isfinite(rows).all(axis=1) & np.isfinite(wanted)
    rows, wanted = rows[fine], wanted[fine]
    if len(rows) < 8:
        return np.zeros(rows.shape[1])
    rows, wanted = rows - rows.mean(axis=0), wanted - wanted.mean()
    spread = np.sqrt((rows**2).sum(axis=0) * (wanted**2).sum())
    with np.errstate(invalid="ignore", divide="ignore"):
        out = np.abs(wanted @ rows) / spread
    return np.where(spread > 1e-12, np.nan_to_num(out), 0.0)


def _far(elements: Pass, shown: Mapping[str, Depicted], expect: Expect) -> Iterator[Ask]:
    """One value that many rows hold and that lies far from all others: a code for "not known"?"""
    for component in elements.role("x"):
        if (
            shown[component.path].kind not in ("vector", "number")
            or component.path in expect.ranges
        ):
            continue
        table = matrix(component)
        if table is None:
            continue
        for column in range(table.shape[1]):
            values = table[:ROWS, column][np.isfinite(table[:ROWS, column])]
            found = far_value(values)
            if found is None:
                continue
            value, rows, low, high = found
            one = table.shape[1] == 1
            name = f"`{component.path}`" if one else f"column {column} of `{component.path}`"
            yield Ask(
                f"{name} is {number(value)} in {share(rows, len(values))} rows; all others lie in "
                f"{number(low)}..{number(high)}",
                "right where that was measured",
                "wrong where it stands for a value that is not known",
                f'EXPECT = {{"ranges": {{"{component.path}": ({number(low)}, {number(high)})}}}}'
                if one
                else "",
                weight=0.7,
            )
            break


def far_value(values: np.ndarray) -> Optional[Tuple[float, int, float, float]]:
    """(value, rows, least and largest of the others) of the value at one end that lies far from them."""
    if len(values) < 50:
        return None
    for end in (values.min(), values.max()):
        same = values == end
        others = values[~same]
        rows = int(same.sum())
        if rows < max(OFTEN[0], OFTEN[1] * len(values)) or rows > 0.5 * len(values):
            continue
        low, high = float(others.min()), float(others.max())
        spread = high - low
        gap = low - end if end < low else end - high
        if spread > 0 and len(np.unique(others[:500])) > 8 and gap > APART * spread:
            return float(end), rows, low, high
    return None


def _shared(
    elements: Pass, shown: Mapping[str, Depicted], validation: Optional[Pass], expect: Expect
) -> Iterator[Ask]:
    """Ids or names that both parts hold: is one of them to be new to the model?"""
    if validation is None or "groups" in expect.declared:
        return
    for component in elements.role("x"):
        held = validation.component(component.path)
        one = shown[component.path].kind in ("number", "text")
        named = one and (component.dtype == "string" or _like_ids(component))
        if held is None or not named or not component.values or not held.values:
            continue
        if not 8 <= len(component.values) <= 0.5 * max(1, component.count):
            continue
        both = len(set(component.values) & set(held.values))
        if both < SHARED * len(held.values):
            continue
        yield Ask(
            f"{both:,} of the {len(held.values):,} values of `{component.path}` in the validation data "
            "are in the training data too",
            "right where the model will be asked about those it was trained on",
            "wrong where these are persons, places or devices that are to be new to it",
            f'EXPECT = {{"groups": "{component.path}"}}',
            weight=0.5,
        )


def _like_ids(component: Component) -> bool:
    """Whole numbers whose name says that they name somebody or something."""
    return bool(component.integral) and bool(NAMING & words(component.key or component.path))


def _masks(elements: Pass, paddings: Mapping[str, Padding]) -> Iterator[Ask]:
    """A component of 0 and 1 that is 1 exactly where another is padded, or exactly where it is not."""
    for mask, ids, on in masks_of(elements):
        where = "is padding (0)" if on else "is not 0"
        yield Ask(
            f"`{mask}` is 1 exactly where `{ids}` {where}",
            "right where what takes it (attention, a loss weight) "
            + ("leaves out what is 1" if on else "looks at what is 1"),
            "wrong where 1 means " + ("attend" if on else "leave out"),
            weight=0.9 if on else 0.35,
        )


def masks_of(elements: Pass) -> Iterator[Tuple[str, str, bool]]:
    """(mask, ids, whether the mask is 1 on the zeros) of each such pair of one shape."""
    rows = {c.path: c.rows for c in elements.components}
    for one in elements.components:
        mask = rows[one.path]
        if mask is None or mask.dtype.kind not in "biuf" or mask.ndim < 2 or one.minimum != 0:
            continue
        if one.maximum != 1 or not one.integral:
            continue
        for two in [*elements.role("x"), *elements.role("y")]:
            ids = id_sequences(two)
            if two is one or ids is None or (two.maximum or 0) < 2:
                continue
            seen = mask.reshape(mask.shape[0], -1)
            if seen.shape != ids.shape:
                continue
            zero = ids == 0
            if not zero.any() or zero.all():
                continue
            if np.array_equal(seen == 1, zero):
                yield one.path, two.path, True
            elif np.array_equal(seen == 1, ~zero):
                yield one.path, two.path, False


def _classes(classes: Optional[Classes], expect: Expect) -> Iterator[Ask]:
    if classes is None or "classes" in expect.declared:
        return
    for path in classes:
        labels = classes.labels(path)
        if not 2 <= len(labels) <= 200:
            continue
        absent = sorted(set(range(max(labels) + 1)) - set(labels))
        counts = classes.counts(path)
        few = min(counts.values())
        said = f"`{path}` names {len(labels)} classes, numbered {labels[0]} to {labels[-1]}"
        if absent:
            said += f"; {', '.join(map(str, absent[:6]))} do not occur"
        said += f"; the rarest has {few:,} rows, the most frequent {max(counts.values()):,}"
        yield Ask(
            said,
            "right where these are all the classes that there are",
            "wrong where a class is missing, or one was read under two numbers",
            f'EXPECT = {{"classes": {len(labels)}}}',
            weight=0.65 if absent else 0.25,
        )


def _order(repetition: Optional[Repetition], expect: Expect) -> Iterator[Ask]:
    if repetition is None or not repetition.told or "order" in expect.declared:
        return
    if repetition.order:
        yield Ask(
            "the second epoch brings the same examples in the same order as the first",
            "right for steps of time that must follow one another",
            "wrong where examples are independent: the model then sees the same batches each time",
            'EXPECT = {"order": "time"}',
            weight=0.45,
        )


def _count(elements: Pass, expect: Expect) -> Iterator[Ask]:
    if "examples" in expect.declared or not elements.complete or not elements.examples:
        return
    yield Ask(
        f"an epoch of the training data has {elements.examples:,} examples in {elements.batches:,} "
        "batches",
        "right where that is all that you have",
        "wrong where the source holds more",
        f'EXPECT = {{"examples": {elements.examples}}}',
        weight=0.3,
    )


def as_data(found: List[Ask]) -> List[Dict[str, Any]]:
    """The questions as JSON holds them."""
    return [{"said": a.said, "right": a.right, "wrong": a.wrong, "expect": a.expect} for a in found]
