"""From a `Draw` to what a module under check holds: make_dataset, make_model, make_validation, EXPECT."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, fields
from typing import Any, Dict, Optional

import numpy as np
from hypothesis import strategies as st

from tests.generated import deliveries, mutations
from tests.generated.deliveries import DELIVERIES, Way
from tests.generated.mutations import MUTATIONS
from tests.generated.tasks import TASKS, Rows

GAP = 24  # rows between training and validation where they overlap in time: the length of a window


@dataclass(frozen=True)
class Draw:
    """All that a pipeline is made of; the same in every process."""

    task: str
    delivery: str
    rows: int  # for training
    held: int  # for validation; 0: none
    batch: int
    noise: float
    cache: bool
    drop_remainder: bool
    augment: bool
    seed: int
    mutation: Optional[str] = None

    @property
    def values(self) -> Dict[str, Any]:
        """By the names of the fields."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


class Uncommitted(ValueError):
    """The mutation has no place in this pipeline."""


def draws(mutation: Optional[str] = None) -> st.SearchStrategy[Draw]:
    """Sound pipelines (or all with one mutation), as Hypothesis draws them."""
    return st.builds(
        Draw,
        task=st.sampled_from(list(TASKS)),
        delivery=st.sampled_from(list(DELIVERIES)),
        rows=st.integers(640, 1200),  # a remainder that is dropped is less than a twentieth
        held=st.sampled_from((0, 100, 200)) if mutation is None else st.just(150),
        batch=st.sampled_from((16, 25, 32)),
        noise=st.floats(0.3, 1.5).map(lambda noise: round(noise, 2)),
        cache=st.booleans(),
        drop_remainder=st.booleans(),
        augment=st.booleans(),
        seed=st.integers(0, 2**31 - 1),
        mutation=st.just(mutation),
    )


def build(draw: Draw) -> Dict[str, Any]:
    """The names of a module under check.

    Raises:
        Uncommitted: the mutation cannot be put into this pipeline.
    """
    random = np.random.RandomState(draw.seed)
    gap = GAP if draw.task == "forecast" else 0
    rows: Rows = TASKS[draw.task](random, draw.rows + gap + draw.held, draw.noise)
    way = Way(draw.batch, True, draw.cache, draw.drop_remainder, draw.seed)
    if draw.augment and rows.augment is not None and draw.delivery != "sequence":
        way.augment = rows.augment
    chance = np.random.RandomState(zlib.crc32(str(draw.mutation).encode()) ^ draw.seed)
    rows = _changed("rows", draw, rows, None, chance)
    way = _changed("way", draw, way, rows, chance)
    whole = (rows.x, rows.y) if rows.weights is None else (rows.x, rows.y, rows.weights)
    train = deliveries.take(whole, slice(0, draw.rows))
    held = deliveries.take(whole, slice(draw.rows + gap, None))
    held = _changed("held", draw, held, train, chance) if draw.held else held
    model = _changed("model", draw, rows.model, rows, chance)
    if model is not rows.model and model() is None:
        raise Uncommitted(draw.mutation)
    dataset = DELIVERIES[draw.delivery]
    if draw.mutation and MUTATIONS[draw.mutation].stage == "dataset":
        change = MUTATIONS[draw.mutation].change
        if change(train, way, chance) is None:
            raise Uncommitted(draw.mutation)

        def dataset(parts: Any, way: Way) -> Any:
            return change(parts, way, chance)

    module: Dict[str, Any] = {
        "make_dataset": lambda: dataset(train, way),
        "make_model": model,
        "EXPECT": dict(rows.expect),
    }
    if draw.held:
        still = Way(draw.batch, False, False, False, draw.seed)
        module["make_validation"] = lambda: DELIVERIES[draw.delivery](held, still)
    return module


def _changed(stage: str, draw: Draw, thing: Any, beside: Any, chance: Any) -> Any:
    """The thing as the mutation of this stage leaves it."""
    if draw.mutation is None or MUTATIONS[draw.mutation].stage != stage:
        return thing
    changed = mutations.MUTATIONS[draw.mutation].change(thing, beside, chance)
    if changed is None:
        raise Uncommitted(draw.mutation)
    return changed
