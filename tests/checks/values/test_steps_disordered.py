"""steps-disordered, on hand-written records."""

from __future__ import annotations

import numpy as np
import pytest

from tests.checks.kept import cut, held, walk
from tests.checks.made import does_not_apply, finds, one_pass, passes

RANDOM = np.random.RandomState(0)


def _films(count=14, films=60):
    """Films of a speck that drifts, (films, frames, 8, 8)."""
    start, speed = RANDOM.uniform(2, 5, (films, 2)), RANDOM.uniform(-0.4, 0.4, (films, 2))
    frames = np.arange(count)[None, :, None]
    at = start[:, None] + speed[:, None] * frames
    grid = np.arange(8)
    rows = np.exp(-((grid - at[..., :1]) ** 2))
    return (rows[..., :, None] * np.exp(-((grid - at[..., 1:]) ** 2))[..., None, :]).astype(
        "float32"
    )


def _by_name(first, count):
    order = sorted(range(first, first + count), key=str)
    return np.array(order) - first, tuple(f"frame_{i}.png" for i in order)


@pytest.mark.parametrize(("first", "kept"), [(1, 14), (0, 14), (1, 13), (1, 12)])
def test_frames_in_the_order_of_unpadded_names_fail(first, kept):
    order, names = _by_name(first, 14)
    x = _films()[:, order][:, :kept]
    found = finds("steps-disordered", elements=one_pass(x), held=held(names=names))
    assert (
        f"order of names, {first}, 10" in found.message
        or "order of names, 0, 1, 10" in found.message
    )
    finds("steps-disordered", "warn", elements=one_pass(x), held=held())


def test_frames_in_their_order_pass():
    padded = tuple(f"frame_{i:02d}.png" for i in range(14))
    _, names = _by_name(1, 14)
    for kept in (padded, names):  # pictures elsewhere may have such names
        passes("steps-disordered", elements=one_pass(_films()), held=held(names=kept))


def test_columns_without_an_order_pass():
    x = RANDOM.normal(size=(100, 14, 3)) + RANDOM.normal(size=(1, 14, 1)) * 9
    passes("steps-disordered", elements=one_pass(x.astype("float32")), held=held())
    pictures = RANDOM.uniform(size=(64, 14, 14, 1)).astype("float32")
    passes("steps-disordered", elements=one_pass(pictures), held=held())


@pytest.mark.parametrize(
    "dates",
    [
        np.datetime64("2020-01-01") + np.arange(300),
        (np.datetime64("2020-01-01") + np.arange(300)).astype(str).astype(object),
    ],
)
def test_a_series_whose_newest_row_comes_first_is_warned_of(dates):
    series = walk(300)
    x = cut(series, 12)[..., None]
    found = finds(
        "steps-disordered",
        "warn",
        elements=one_pass(x),
        held=held(s=series, when=dates[::-1]),
    )
    assert "`when` of load falls" in found.message
    passes("steps-disordered", elements=one_pass(x), held=held(s=series, when=dates))


def test_a_number_that_falls_is_a_clock_by_its_name_alone():
    series, falls = walk(300), np.arange(300)[::-1]
    x = one_pass(cut(series, 12)[..., None])
    finds("steps-disordered", "warn", elements=x, held=held(s=series, timestamp=falls))
    passes("steps-disordered", elements=x, held=held(s=series, remaining_life=falls))


def test_few_steps_do_not_apply():
    does_not_apply("steps-disordered", elements=one_pass(_films(6)), held=held())
