"""Whether ids that differ still differ where they are looked up."""

from __future__ import annotations

from conformance.records import Probes
from conformance.registry import check, predicate
from conformance.results import Finding, Outcome, Passed


@predicate("no Embedding receives a column of the features")
def looked_up(probes: Probes) -> bool:
    return any(arrival.path for arrival in probes.arrivals)


@check(
    "ids-merged",
    group="values",
    title="ids that differ arrive as different ids at their table",
    applies=(looked_up,),
    phase="compared",
)
def ids_merged(probes: Probes) -> Outcome:
    """A type too coarse on the way: float16 holds every whole number up to 2048 only."""
    seen = [arrival for arrival in probes.arrivals if arrival.path]
    for one in seen:
        if one.distinct < one.given:
            return Finding(
                f"`{one.path}` holds {one.given} different ids, and {one.distinct} different ones arrive "
                f"at `{one.layer}`: the others were rounded to a neighbour on the way and share its row "
                "of the table",
                expected=f"{one.given} different ids",
                actual=f"{one.distinct}",
                where=one.path,
                component=one.path.split("[:, ")[0],
                blame="model",
                fix="keep ids in an integer type up to the Embedding: give them as a component of their "
                "own (int32), or keep the layer that slices them out of a mixed_float16 policy "
                '(`dtype="float32"`, `autocast=False`); float16 holds whole numbers to 2048 only, '
                "bfloat16 to 256",
            )
    return Passed("; ".join(f"{one.given} ids of `{one.path}` at `{one.layer}`" for one in seen))
