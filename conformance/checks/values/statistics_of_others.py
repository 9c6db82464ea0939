"""Whether a Normalization layer holds the statistics of the data that it is given."""

from __future__ import annotations

from typing import Any, List, Optional, Tuple

import numpy as np

from conformance.facts.columns import Columns
from conformance.facts.meeting import KEEPING
from conformance.facts.pairing import Pairing
from conformance.records import Contract, LayerFacts, Pass
from conformance.registry import Threshold, check, predicate
from conformance.results import Finding, Outcome, Passed
from conformance.wording import listed, number

FEWEST = 64  # rows: their mean misses by an eighth of a deviation at most


@predicate(f"no Normalization with a state takes a component of {FEWEST} rows as it comes")
def normalised(
    elements: Pass, contract: Contract, columns: Columns, pairing: Optional[Pairing] = None
) -> bool:
    """The statistics of a layer can be held against those of its input."""
    return bool(_met(elements, contract, columns, pairing))


@check(
    "statistics-of-others",
    group="values",
    title="a Normalization holds the statistics of what it is given",
    applies=(normalised,),
    phase="compared",
    limits={
        "times": Threshold(
            20.0,
            "times by which the deviation of the data differs from the one that the layer divides by, in "
            "the middle column",
            "chosen: other pictures, augmentation or a part of the rows differ by less than 3; "
            "bytes and shares of 255 differ by 255",
        ),
        "away": Threshold(
            20.0,
            "deviations (the layer's) between the mean of the data and the one that the layer subtracts",
            "chosen, as above",
        ),
    },
    per_part=True,
)
def statistics_of_others(
    elements: Pass,
    contract: Contract,
    columns: Columns,
    limits: Any,
    pairing: Optional[Pairing] = None,
) -> Outcome:
    """Adapted on the stored bytes, given what the pipeline divided by 255: all are one number behind it."""
    looked = []
    for path, fact, values in _met(elements, contract, columns, pairing):
        assert fact.mean is not None
        assert fact.variance is not None
        mean, deviation = np.asarray(fact.mean), np.sqrt(np.asarray(fact.variance))
        fine = (deviation > 0) & (values.std(axis=0) > 0)
        if not fine.any():
            continue
        times = float(np.median(values.std(axis=0)[fine] / deviation[fine]))
        away = float(np.median(np.abs(values.mean(axis=0) - mean)[fine] / deviation[fine]))
        looked.append(f"`{path}` with `{fact.name}`: {times:.3g} times its deviation")
        if 1 / limits.times <= times <= limits.times and away <= limits.away:
            continue
        held = f"mean {number(np.median(mean))}, deviation {number(np.median(deviation))}"
        given = f"mean {number(np.median(values.mean(axis=0)))}, deviation {number(np.median(values.std(axis=0)))}"
        return Finding(
            f"`{fact.name}` (Normalization) holds the statistics of other data: {held}, where `{path}` has "
            f"{given} (of the middle column). Behind it the data have {times:.2g} in place of 1 as "
            f"deviation, {away:.2g} away from 0: "
            + (
                "nearly one and the same number for every example" if times < 1 else "far too large"
            ),
            expected="the statistics of what the layer is given",
            actual=held,
            where=path,
            component=path,
            fix="adapt the layer on what the pipeline delivers (`layer.adapt(dataset.map(lambda x, y: x))`), "
            "and scale once: by the layer or in the pipeline",
        )
    return Passed(listed(looked, limit=3) if looked else "columns that never vary")


def _met(
    elements: Pass, contract: Contract, columns: Columns, pairing: Optional[Pairing]
) -> List[Tuple[str, LayerFacts, np.ndarray]]:
    """(path, layer, the values (rows, columns) by the layer's axis) where it takes them as they come."""
    out: List[Tuple[str, LayerFacts, np.ndarray]] = []
    if contract.inputs is None or pairing is None or not pairing.known:
        return out
    for pair in pairing.pairs:
        table = columns.of(pair.component.path)
        reached = [fact for fact in contract.layers if pair.index in fact.inputs]
        at = next((i for i, fact in enumerate(reached) if fact.type == "Normalization"), None)
        if table is None or at is None or len(table.rows) < FEWEST:
            continue
        fact = reached[at]
        if (
            fact.mean is None
            or fact.adapted is False
            or not all(f.type.startswith(KEEPING) for f in reached[:at])
        ):
            continue
        values = table.columns
        if len(fact.mean) == 1:
            values = values.reshape(-1, 1)
        values = values[np.isfinite(values).all(axis=1)]
        if values.shape[1] == len(fact.mean) and len(values) >= FEWEST:
            out.append((pair.component.path, fact, values))
    return out
