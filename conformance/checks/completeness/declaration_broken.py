"""Whether what was declared of the data holds."""

from __future__ import annotations

import re
from typing import Any, Callable, Dict, Iterator, List, Optional, Tuple

import numpy as np

from conformance.facts.classes import classes_of
from conformance.records import Component, Epochs, Pass
from conformance.records.expect import Expect
from conformance.registry import check, predicate
from conformance.results import Finding, Outcome, Passed, Skip, Unjudged

TOLERANCE = 1e-6  # of a bound: what float32 rounds by
NEAR, TENTH = 0.02, 0.1  # of a declared share of a class: the examples are a sample


@predicate("nothing is declared of the data (EXPECT)")
def declared(expect: Expect) -> bool:
    return bool(expect.declared)


@check(
    "declaration-broken",
    group="completeness",
    title="what is declared of the data holds",
    applies=(declared,),
    phase="compared",
)
def declaration_broken(
    expect: Expect,
    elements: Pass,
    epochs: Optional[Epochs] = None,
    validation: Optional[Pass] = None,
) -> Outcome:
    """`EXPECT` against the delivered data, exactly."""
    open_: List[str] = []
    second = None if epochs is None else epochs.second
    beside = {"order": second, "random": second, "groups": validation}
    asked = [name for name in expect.declared if name in RULES or name in BESIDE]
    if expect.groups == "none":
        asked.remove("groups")
    if not asked:
        return Skip(
            f"{', '.join(expect.declared)} silence guesses and are not held to by themselves"
        )
    for name in asked:
        if name in BESIDE:
            other = beside[name]
            found = LACKING[name] if other is None else BESIDE[name](expect, elements, other)
        else:
            found = RULES[name](expect, elements)
        if isinstance(found, Finding):
            return found
        if isinstance(found, str):
            open_.append(found)
    if open_:
        return Unjudged("; ".join(open_))
    return Passed(f"{', '.join(asked)} with {elements.examples} examples")


def _broken(name: str, said: object, seen: str, component: Optional[Component] = None) -> Finding:
    path = component.path if component is not None else ""
    return Finding(
        f"EXPECT says {name} = {said!r}, and {seen}",
        expected=f"{name} = {said!r}",
        actual=seen,
        where=path,
        component=path,
        fix="mend the pipeline, or the declaration where it is out of date",
    )


def _examples(expect: Expect, elements: Pass) -> object:
    if not elements.complete:
        if elements.examples <= (expect.examples or 0):
            return f"EXPECT examples: only {elements.examples} were read"
        return _broken("examples", expect.examples, f"{elements.examples} and more were read")
    if elements.examples == expect.examples:
        return None
    return _broken("examples", expect.examples, f"an epoch delivers {elements.examples}")


def _ranges(expect: Expect, elements: Pass) -> object:
    for path, (least, largest) in expect.ranges.items():
        component = elements.component(path)
        if component is None:
            names = ", ".join(c.path for c in elements.components)
            return _broken(
                "ranges", {path: (least, largest)}, f"there is no {path}; there is {names}"
            )
        if component.minimum is None or component.maximum is None:
            continue
        slack = TOLERANCE * max(abs(least), abs(largest), 1e-30)
        if component.minimum < least - slack or component.maximum > largest + slack:
            seen = f"{path} runs from {component.minimum:.6g} to {component.maximum:.6g}"
            return _broken("ranges", {path: (least, largest)}, seen, component)
    return None


def _classes(expect: Expect, elements: Pass) -> object:
    for component in elements.role("y"):
        rows = component.rows
        if rows is None or rows.dtype.kind not in "biuf":
            continue
        wide = rows.ndim > 1 and rows.shape[-1] > 1
        if wide and rows.shape[-1] != expect.classes:
            return _broken(
                "classes",
                expect.classes,
                f"{component.path} has {rows.shape[-1]} columns",
                component,
            )
        if not wide and component.values is not None:
            count = len([value for value in component.values if value >= 0])
            if count > (expect.classes or 0):
                return _broken(
                    "classes", expect.classes, f"{component.path} holds {count}", component
                )
    return None


def _boxes(expect: Expect, elements: Pass) -> object:
    """Corners end after they begin, in every box; sizes are not negative."""
    for component, boxes in _four(elements):
        if expect.boxes == "xywh":
            wrong = (boxes[:, 2] < 0) | (boxes[:, 3] < 0)
            seen = "have a width or height below 0"
        else:
            wrong = (boxes[:, 2] < boxes[:, 0]) | (boxes[:, 3] < boxes[:, 1])
            seen = "end before they begin"
        if wrong.any():
            count = f"{int(wrong.sum())} of {len(boxes)} boxes of {component.path} {seen}"
            return _broken("boxes", expect.boxes, count, component)
    return None


def _four(elements: Pass) -> Iterator[Tuple[Component, np.ndarray]]:
    for component in elements.components:
        rows = component.rows
        if rows is None or rows.dtype.kind not in "iuf" or rows.shape[-1:] != (4,):
            continue
        boxes = rows.reshape(-1, 4).astype(np.float64)
        boxes = boxes[
            np.isfinite(boxes).all(axis=1) & boxes.any(axis=1)
        ]  # rows of zeros are padding
        if component.role == "y" and len(boxes):
            yield component, boxes


def _missing(expect: Expect, elements: Pass) -> object:
    for component in elements.role("x"):
        if component.nan and component.path not in expect.missing:
            seen = f"{component.path} holds {component.nan} NaN as well"
            return _broken("missing", list(expect.missing), seen, component)
    return None


def _once(expect: Expect, elements: Pass) -> object:
    if expect.epoch != "each once":
        return None
    hashes = elements.example_hashes()
    if not elements.complete:
        return "EXPECT epoch: only a whole reading can tell that each row comes once"
    twice = len(hashes) - len(np.unique(hashes))
    return _broken("epoch", expect.epoch, f"{twice} rows come again") if twice else None


def _shares(expect: Expect, elements: Pass) -> object:
    """Each declared share of a class, of the first target that names classes."""
    for path, ids in classes_of(elements).items():
        for label, share in expect.shares.items():
            seen = float((ids == label).mean())
            if abs(seen - share) > max(NEAR, TENTH * share):
                words = f"class {label} of {path} is {seen:.3f} of {len(ids)} examples"
                return _broken("shares", {label: share}, words, elements.component(path))
        return None
    return "EXPECT shares: no target names one class for each example"


def _order(expect: Expect, elements: Pass, second: Pass) -> object:
    first, again = elements.example_hashes(), second.example_hashes()
    count = min(len(first), len(again))
    if count < 2 or len(np.unique(first)) < 2:
        return "EXPECT order: the examples cannot be told apart"
    same = bool((first[:count] == again[:count]).all())
    if expect.order == "shuffled" and same:
        return _broken("order", "shuffled", "the second epoch has the order of the first")
    if expect.order == "time" and not same:
        place = int(np.flatnonzero(first[:count] != again[:count])[0])
        return _broken(
            "order", "time", f"from example {place} on the second epoch has another order"
        )
    return None


def _random(expect: Expect, elements: Pass, second: Pass) -> object:
    """What is named is drawn anew in the second epoch, and nothing else is."""
    if not (elements.complete and second.complete):
        return "EXPECT random: only two whole epochs can tell"
    for component in elements.components:
        other = second.component(component.path)
        if other is None:
            continue
        one, two = np.sort(component.row_hashes), np.sort(other.row_hashes)
        same = len(one) == len(two) and bool((one == two).all())
        if component.path in expect.random and same:
            seen = f"{component.path} is the same in both epochs"
            return _broken("random", list(expect.random), seen, component)
        if component.path not in expect.random and not same:
            seen = f"{component.path} holds other rows in the second epoch"
            return _broken("random", list(expect.random), seen, component)
    paths = [c.path for c in elements.components]
    absent = [path for path in expect.random if path not in paths]
    if absent:
        return _broken("random", absent, f"there is {', '.join(paths)}")
    return None


def _groups(expect: Expect, elements: Pass, validation: Pass) -> object:
    """No group that the declaration names is in both parts."""
    try:
        one, two = (_names_of(expect.groups, part) for part in (elements, validation))
    except LookupError as error:
        return f"EXPECT groups: {error.args[0]}"
    both = sorted(set(one) & set(two), key=str)
    if not both:
        return None
    rows = sum(name in set(both) for name in two)
    said = expect.groups if isinstance(expect.groups, str) else "of a function"
    seen = f"{both[0]!r} and {len(both) - 1} more of {len(set(two))} groups of the validation data are "
    return _broken("groups", said, f"{seen}in training too ({rows} of {len(two)} validation rows)")


def _names_of(said: Any, part: Pass) -> List[Any]:
    """The group of each example of a part.

    Raises:
        LookupError: the rows were not kept, or there is no such component.
    """
    if isinstance(said, str):
        path, column = said, None
        if part.component(said) is None and (found := _COLUMN.fullmatch(said)):
            path, column = found.group(1), int(found.group(2))
        component = part.component(path)
        if component is None or component.rows is None:
            raise LookupError(f"there is no {said}, or its rows were not kept")
        rows = component.rows.reshape(len(component.rows), -1)
        if column is not None and column >= rows.shape[1]:
            raise LookupError(f"{path} has {rows.shape[1]} columns")
        return [tuple(row) if column is None else row[column] for row in rows.tolist()]
    kept = {c.path: c.rows for c in part.components}
    if any(rows is None for rows in kept.values()):
        raise LookupError("the rows were not kept")
    features = [(c.key, c.rows) for c in part.role("x")]
    targets = [c.rows for c in part.role("y")]
    keyed = all(key is not None for key, _ in features)
    names = []
    for i in range(min(len(rows) for rows in kept.values() if rows is not None)):
        values = [rows[i] for _, rows in features if rows is not None]
        x = dict(zip([k for k, _ in features], values)) if keyed else values
        x = values[0] if len(values) == 1 and not keyed else x
        names.append(said(x, *[rows[i] for rows in targets if rows is not None]))
    return [name.item() if hasattr(name, "item") and np.ndim(name) == 0 else name for name in names]


_COLUMN = re.compile(r"(.+)\[:, ?(\d+)\]")
LACKING = {
    "order": "EXPECT order: there was no second epoch to compare with",
    "random": "EXPECT random: there was no second epoch to compare with",
    "groups": "EXPECT groups: there are no validation data",
}
BESIDE: Dict[str, Callable[[Expect, Pass, Pass], object]] = {
    "order": _order,
    "random": _random,
    "groups": _groups,
}
RULES: Dict[str, Callable[[Expect, Pass], object]] = {
    "examples": _examples,
    "epoch": _once,
    "boxes": _boxes,
    "ranges": _ranges,
    "classes": _classes,
    "missing": _missing,
    "shares": _shares,
}
