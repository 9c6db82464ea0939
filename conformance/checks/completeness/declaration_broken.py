"""Whether what was declared of the data holds."""

from __future__ import annotations

from typing import Callable, Dict, Iterator, List, Optional, Tuple

import numpy as np

from conformance.records import Component, Pass
from conformance.records.expect import Expect
from conformance.registry import check, predicate
from conformance.results import Finding, Outcome, Passed, Skip, Unjudged

TOLERANCE = 1e-6  # of a bound: what float32 rounds by


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
def declaration_broken(expect: Expect, elements: Pass) -> Outcome:
    """`EXPECT` against the delivered data, exactly."""
    open_: List[str] = []
    asked = [name for name in expect.declared if name in RULES]
    if not asked:
        return Skip(
            f"{', '.join(expect.declared)} silence guesses and are not held to by themselves"
        )
    for name in asked:
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


RULES: Dict[str, Callable[[Expect, Pass], object]] = {
    "examples": _examples,
    "epoch": _once,
    "boxes": _boxes,
    "ranges": _ranges,
    "classes": _classes,
    "missing": _missing,
}
