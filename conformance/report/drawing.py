"""What the card's templates draw with: numbers as points of inline SVG, and sentences for who cannot see.

Lines, bars and rectangles are all that a card needs: inline SVG from the templates keeps the page in one
file and sharp at any size, in dark and light by its style, and costs no plotting library.
Everything is drawn from the plain data of a card (``Report.card``); nothing of the user's is imported.
"""

from __future__ import annotations

import re
from typing import Any, Dict, List, Mapping, NamedTuple, Optional, Sequence, Tuple

from conformance.report import content
from conformance.report.safe import one_line
from conformance.results import Report, Result

PICTURES = ("image", "frames", "grid")
DRAWN = ("series", "waveform")
WRITTEN = ("tokens", "text")
IN_CAPTION = 3  # scalars beside a picture; more go into a table
WIDTH, HEIGHT = 240.0, 64.0  # of a chart
DATA = re.compile(r"data:image/png;base64,[A-Za-z0-9+/=]*\Z")
EDGE = 0.02  # of the picture that a box may pass its edge
SURE = 3  # stages of one kind: more cannot all be meant by its name alone


class Box(NamedTuple):
    """A rectangle in the units of the picture's viewBox."""

    x: float
    y: float
    width: float
    height: float
    turned: bool = False  # it ends before it begins


def image(cell: Mapping[str, Any]) -> str:
    """The data URI of a cell's picture; "" for anything else that a report from elsewhere holds."""
    found = str(cell.get("png", ""))
    return found if DATA.match(found) else ""


def viewbox(cell: Mapping[str, Any]) -> Tuple[int, int]:
    """(width, height) of a cell's picture as it is drawn."""
    height, width = (cell.get("drawn") or (1, 1))[:2]
    return int(width), int(height)


def by_kind(example: Mapping[str, Any], *kinds: str) -> List[Dict[str, Any]]:
    return [cell for cell in example.get("cells", ()) if cell.get("kind") in kinds]


def scalars(example: Mapping[str, Any]) -> List[Dict[str, Any]]:
    """The cells that are written in a word or two."""
    other = (*PICTURES, *DRAWN, *WRITTEN, "mask", "boxes", "cells", "points")
    return [cell for cell in example.get("cells", ()) if cell.get("kind") not in other]


def illustrated(example: Mapping[str, Any]) -> bool:
    """Whether anything of the example is more than a word or two."""
    return len(scalars(example)) < len(example.get("cells", ()))


def rectangles(boxes: Sequence[Sequence[float]], width: float, height: float) -> List[Box]:
    """Boxes in shares of the picture as rectangles; of one that ends before it begins, what it spans."""
    return [
        Box(
            _round(min(left, right) * width),
            _round(min(top, bottom) * height),
            _round(abs(right - left) * width),
            _round(abs(bottom - top) * height),
            right < left or bottom < top,
        )
        for left, top, right, bottom in boxes
    ]


def turned(boxes: Sequence[Sequence[float]]) -> str:
    """``; 1 ends before it begins (dashed); 2 lie outside``, "" where there is nothing to say."""
    back = sum(box.turned for box in rectangles(boxes, 1, 1))
    out = sum(min(box) < -EDGE or max(box) > 1 + EDGE for box in boxes)
    said = ""
    if back:
        ends = "1 ends before it begins" if back == 1 else f"{back} end before they begin"
        said += f"; {ends} (dashed)"
    if out:
        said += f"; {out} reach{'es' * (out == 1)} beyond the picture"
    return said


def _round(value: float) -> float:
    return round(float(value), 2)


# --- charts -------------------------------------------------------------------------------------


def lines(cell: Mapping[str, Any]) -> List[str]:
    """The points of each line of a series, gaps left out, in one scale."""
    series = [list(line) for line in cell.get("lines", ())]
    every = [v for line in series for v in line if v is not None]
    if not every:
        return []
    low, high = min(every), max(every)
    return [_points(line, low, high) for line in series]


def _points(line: Sequence[Optional[float]], low: float, high: float) -> str:
    last = max(1, len(line) - 1)
    return " ".join(
        f"{_round(WIDTH * i / last)},{_height(v, low, high)}"
        for i, v in enumerate(line)
        if v is not None
    )


def _height(value: float, low: float, high: float) -> float:
    """2 units from the top and the bottom, in the middle where nothing varies."""
    share = (value - low) / (high - low) if high > low else 0.5
    return _round(HEIGHT - 2 - share * (HEIGHT - 4))


def outline(cell: Mapping[str, Any]) -> str:
    """The outline of a waveform: along the peaks, and back along the troughs."""
    high = [v or 0.0 for v in cell.get("high", ())]
    low = [v or 0.0 for v in cell.get("low", ())]
    if not high:
        return ""
    most = max([abs(v) for v in (*high, *low)], default=0.0) or 1.0
    upper = _points(high, -most, most)
    lower = _points(low, -most, most).split(" ")
    return " ".join([upper, *reversed(lower)])


def span(cell: Mapping[str, Any]) -> str:
    """``30 steps, 0.1 to 3.2``."""
    if cell.get("kind") == "waveform":
        values = [*cell.get("low", ()), *cell.get("high", ())]
    else:
        values = [v for line in cell.get("lines", ()) for v in line]
    values = [v for v in values if v is not None]
    steps = f"{cell.get('steps', 0):,} steps"
    of = cell.get("of", 1)
    shown = len(cell.get("lines", ()))
    more = f" of {shown} of {of} channels" if of > shown > 1 else f" of {of} channels" * (of > 1)
    if not values:
        return f"{steps}{more}, nothing finite"
    return f"{steps}{more}, {min(values):.4g} to {max(values):.4g}"


def bars(shares: Sequence[float], most: float) -> List[Box]:
    """The bars of a histogram."""
    each = WIDTH / max(1, len(shares))
    out = []
    for place, share in enumerate(shares):
        height = (HEIGHT - 4) * share / most if most else 0.0
        out.append(Box(_round(place * each), _round(HEIGHT - height), _round(each), _round(height)))
    return out


def steps(shares: Sequence[float], most: float) -> str:
    """The same as one line from step to step."""
    points = [f"0,{HEIGHT}"]
    for bar in bars(shares, most):
        points += [f"{bar.x},{bar.y}", f"{_round(bar.x + bar.width)},{bar.y}"]
    return " ".join([*points, f"{WIDTH},{HEIGHT}"])


def most(column: Mapping[str, Any]) -> float:
    return max((share for given in column["shares"].values() for share in given), default=0.0)


def spread(column: Mapping[str, Any]) -> str:
    """``training: mean 3.2, deviation 1.1, 0 to 9; validation: ...``, with gaps where there are any."""
    said = []
    for part, numbers in column.get("parts", {}).items():
        gap = column["gaps"].get(part, 0)
        missing = f", {100 * gap:.3g} % missing" if gap else ""
        said.append(
            f"{part}: mean {numbers['mean']}, deviation {numbers['deviation']}, "
            f"{numbers['least']} to {numbers['largest']}{missing}"
        )
    return "; ".join(said) or "no finite value"


# --- words --------------------------------------------------------------------------------------


def written(cell: Mapping[str, Any]) -> str:
    """A cell in words: what a caption, a table and a screen reader say."""
    kind = cell.get("kind")
    if kind == "class":
        word = f" {cell['word']}" if cell.get("word") else ""
        hot = f" (one-hot of {cell['of']})" if cell.get("of", 1) > 1 else ""
        return f"{cell.get('value')}{word}{hot}"
    if kind == "tokens":
        ids = cell.get("words") or cell.get("ids", ())
        return " ".join(map(str, ids)) + _more(cell, len(cell.get("ids", ())))
    if kind == "text":
        return " | ".join(map(str, cell.get("texts", ()))) + _more(cell, len(cell.get("texts", ())))
    if kind == "vector":
        return ", ".join(map(str, cell.get("values", ()))) + _more(
            cell, len(cell.get("values", ()))
        )
    if kind in DRAWN:
        return span(cell)
    if "value" in cell:
        return str(cell["value"])
    if kind == "mask":
        return f"{cell.get('said', '')}; {100 * cell.get('covered', 0):.3g} % covered"
    return str(cell.get("text") or cell.get("said") or "")


def _more(cell: Mapping[str, Any], shown: int) -> str:
    left = int(cell.get("of", shown)) - shown
    return f" … {left:,} more" if left > 0 else ""


def told(example: Mapping[str, Any]) -> str:
    """An example for who cannot see its pictures."""
    said = [f"{c.get('path')}: {written(c)}" for c in example.get("cells", ())[:6]]
    return one_line(f"example {example.get('number', '')}: " + "; ".join(said))


def size(part: Mapping[str, Any]) -> str:
    """``1,500 examples in 47 batches of 32 (some of 28); all of it was read``."""
    sizes = [int(s) for s in part.get("sizes", ())]
    each = ""
    if sizes:
        few = f" ({', '.join(map(str, sizes[:-1]))} at the least)" if len(sizes) > 1 else ""
        each = f" of {sizes[-1]}{few}"
    read, batches = part.get("examples_read", 0), part.get("batches", 0)
    plural = "es" * (batches != 1)
    return f"{read:,} examples in {batches:,} batch{plural}{each}; {part.get('read', '')}"


def numbers(component: Mapping[str, Any]) -> str:
    """The range, mean and deviation of a component."""
    low, high = component.get("minimum"), component.get("maximum")
    if low is None or high is None:
        count = component.get("distinct")
        return f"{count:,} different" if count else ""
    distinct = component.get("distinct")
    few = f"; {distinct:,} different" if distinct and distinct <= 1000 else ""
    mean, std = component.get("mean"), component.get("std")
    if component.get("kind") in ("class", "tokens", "mask"):
        return f"{low:g} to {high:g}{few}"
    return f"{low:g} to {high:g}, mean {mean:.4g}, deviation {std:.4g}{few}"


def again(places: Sequence[Optional[int]]) -> str:
    """Where the examples of a second epoch's first batch stood in the first."""
    if not places:
        return ""
    known = [place for place in places if place is not None]
    if not known:
        return "none of them is, byte for byte, an example of the first epoch: all were made anew"
    if known == list(range(len(places))):
        return "the same examples in the same order"
    shown = ", ".join("anew" if place is None else str(place) for place in places[:16])
    more = " …" if len(places) > 16 else ""
    return f"their numbers in the first epoch: {shown}{more}"


# --- the graph ----------------------------------------------------------------------------------


def guilty(report: Report) -> Dict[int, List[int]]:
    """Number of a finding -> ids of the stages that it names; those of the mend are not meant."""
    stages = (((report.card or {}).get("pipeline")) or {}).get("stages", ())
    out = {}
    for number, result in enumerate(report.findings()):
        found = _named(result, stages)
        if found:
            out[number] = found
    return out


def _named(result: Result, stages: Sequence[Mapping[str, Any]]) -> List[int]:
    said = " ".join(map(str, (result.message, result.actual, result.where)))
    exact = [s for s in stages if s["name"] in said]
    if not exact:
        exact = [
            s
            for s in stages
            if len(s["function"]) > 3 and re.search(rf"\b{re.escape(s['function'])}\b", said)
        ]
    if not exact:
        exact = [s for s in stages if re.search(rf"\b{re.escape(s['op'])}\(", said)]
    return [int(s["id"]) for s in exact] if len(exact) <= SURE else []


def accused(report: Report) -> Dict[int, List[Tuple[int, Result]]]:
    """Id of a stage -> the findings (number, finding) that name it."""
    found: Dict[int, List[Tuple[int, Result]]] = {}
    results = report.findings()
    for number, stages in guilty(report).items():
        for stage in stages:
            found.setdefault(stage, []).append((number, results[number]))
    return found


def joined(stage: Mapping[str, Any]) -> bool:
    """Whether what it reads must be said: it is not simply the stage before it."""
    return list(stage.get("inputs", ())) not in ([], [stage["id"] - 1])


def label(result: Result) -> str:
    return content.LABELS.get(result.status, result.status)


def stage_name(plan: Mapping[str, Any], number: int) -> str:
    return next((str(s["name"]) for s in plan["stages"] if s["id"] == number), str(number))


def column(part: Mapping[str, Any], path: str, number: int) -> str:
    """``x[:, 3] age``: its name where the card has one."""
    found = [c for c in part.get("components", ()) if c["path"] == path]
    names = found[0].get("columns", ()) if found else ()
    return f"{path}[:, {number}]" + (f" {names[number]}" if number < len(names) else "")


def scaled(part: Mapping[str, Any]) -> str:
    """How the values of pictures became colours, once for each component."""
    said: Dict[str, str] = {}
    for example in part.get("examples", ()):
        for cell in by_kind(example, *PICTURES):
            said.setdefault(str(cell.get("path")), str(cell.get("said", "")))
    return "; ".join(f"{path}: {words}" for path, words in said.items())


def gaps(given: Mapping[str, Any]) -> str:
    """``12 NaN of 800``."""
    kinds = (("nan", "NaN"), ("inf", "infinite"), ("empty", "empty"))
    found = [f"{given[key]:,} {word}" for key, word in kinds if given.get(key)]
    return f"{', '.join(found) or 'none'} of {given.get('of', 0):,}"
