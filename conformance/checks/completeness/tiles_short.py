"""Whether tiles are cut up to the end of each picture."""

from __future__ import annotations

from typing import Any, List, Optional, Tuple

from conformance.facts.cuts import Tiles
from conformance.registry import Threshold, check, predicate
from conformance.results import Outcome, Passed, warn

LOST = Threshold(
    0.05, "share of the pixels of a picture that are in no tile, all of them last", "chosen"
)
PICTURES = 3  # fewer may be split by place: one part of a map to train on, one to test


@predicate("no component is tiles of larger pictures that the code held")
def tiles_found(tiles: List[Tiles]) -> bool:
    return any(_several(one) for one in tiles)


def _several(one: Tiles) -> bool:
    """Whether several tiles are cut from each of several pictures."""
    return one.pictures >= PICTURES and max(len(one.tops), len(one.lefts)) >= 2


@check(
    "tiles-short",
    group="completeness",
    title="tiles reach the end of the pictures they are cut from",
    applies=(tiles_found,),
    phase="compared",
    limits={"lost": LOST},
)
def tiles_short(tiles: List[Tiles], limits: Any) -> Outcome:
    """`range(0, side - tile, tile)` leaves out the last row and column of tiles."""
    told = [one for one in tiles if _several(one)]
    for one in told:
        short = [
            (axis, end, whole)
            for axis, places, size, whole in (
                ("rows", one.tops, one.size[0], one.whole[0]),
                ("columns", one.lefts, one.size[1], one.whole[1]),
            )
            for end in [_end(places, size, whole)]
            if end is not None
        ]
        kept = 1.0
        for _, end, whole in short:
            kept *= end / whole
        if not short or 1 - kept < limits.lost:
            continue
        which = " and ".join(f"{axis} {end} to {whole - 1}" for axis, end, whole in short)
        return warn(
            f"`{one.path}` is tiles of {one.size[0]} x {one.size[1]} from {one.source.called} "
            f"({one.whole[0]} x {one.whole[1]}), and no tile of {one.pictures} pictures reaches "
            f"{which}, though a further one would fit: {1 - kept:.0%} of the pixels are never seen",
            expected="tiles up to " + " and ".join(f"{axis[:-1]} {w - 1}" for axis, _, w in short),
            actual=f"rows from {_shown(one.tops)}, columns from {_shown(one.lefts)}",
            where=one.path,
            component=one.path,
            fix="range(0, side - tile + 1, step): the end of a range is left out; and one more tile "
            "that ends with the picture, where the step does not divide it",
        )
    return Passed(
        "; ".join(f"the tiles of `{one.path}` with {one.source.called}" for one in told[:3])
    )


def _end(places: Tuple[int, ...], size: int, whole: int) -> Optional[int]:
    """Where the last tile ends, if the places are even steps and one step more would still fit."""
    steps = {b - a for a, b in zip(places, places[1:])}
    if len(steps) != 1 or places[0] != 0:
        return None
    step, end = steps.pop(), places[-1] + size
    return end if end + step <= whole else None


def _shown(places: Tuple[int, ...]) -> str:
    return ", ".join(map(str, places[:4])) + (", ..." if len(places) > 4 else "")
