"""smoothed-ahead, on hand-written records."""

from __future__ import annotations

import numpy as np
import pytest

from tests.checks.kept import cut, held
from tests.checks.made import does_not_apply, finds, one_pass, passes

RANDOM = np.random.RandomState(0)
NOISE = RANDOM.normal(size=1200)
RAW = NOISE + 0.6 * np.concatenate([[0], NOISE[:-1]])


def _smooth(weights, ahead):
    """An average over steps, ``ahead`` of which are to come."""
    padded = np.pad(RAW, (len(weights) - 1 - ahead, ahead), mode="edge")
    return np.convolve(padded, np.asarray(weights)[::-1] / np.sum(weights), mode="valid")


def _records(series, target=RAW, *, horizon=1, steps=20, **other):
    x = cut(series, steps, stop=horizon).astype(np.float32)
    y = target[steps - 1 + horizon :][: len(x)].astype(np.float32)[:, None]
    kept = held(raw=RAW, series=series, **other)
    return dict(elements=one_pass(x[..., None], y), held=kept)


@pytest.mark.parametrize(
    ("weights", "ahead"),
    [(np.hanning(11)[1:-1], 4), (np.ones(5), 2), (np.ones(3), 1), ([1, 2, 3], 2)],
)
def test_a_centred_average_fails(weights, ahead):
    found = finds("smoothed-ahead", **_records(_smooth(weights, ahead)))
    assert f"up to {ahead} steps to come" in found.message.replace("up to 1 steps", "up to 1 steps")
    assert "that of the target 1 ahead" in found.message


def test_so_does_one_whose_target_is_smoothed_too():
    series = _smooth(np.ones(7), 3)
    found = finds("smoothed-ahead", **_records(series, series, horizon=5))
    assert "of the target" not in found.message


@pytest.mark.parametrize("ahead", [0, -1])
def test_a_trailing_average_passes(ahead):
    weights = np.ones(9)
    series = _smooth(weights, 0) if ahead == 0 else np.roll(_smooth(weights, 0), 1)
    assert "1 steps after" in passes("smoothed-ahead", **_records(series))


def test_the_raw_series_and_a_differenced_one_pass():
    passes("smoothed-ahead", **_records(RAW * 3 + 1, RAW * 3 + 1))
    passes("smoothed-ahead", **_records(np.diff(RAW, prepend=0), RAW))


def test_a_system_that_answers_later_passes():
    # The target follows its input: the input is a difference of targets to come, and no average.
    answer = np.zeros(1200)
    for t in range(1, 1200):
        answer[t] = 0.9 * answer[t - 1] + 0.1 * RAW[t - 1]
    passes("smoothed-ahead", **_records(RAW, answer, answer=answer))


def test_waves_that_tell_their_future_pass():
    time = np.arange(1200)
    wave, other = np.sin(time / 7), np.cos(time / 7)
    x = cut(other, 20, stop=1).astype(np.float32)[..., None]
    y = wave[20:].astype(np.float32)[:, None]
    passes("smoothed-ahead", elements=one_pass(x, y), held=held(wave=wave, other=other))


def test_targets_that_are_no_later_step_do_not_apply():
    records = _records(_smooth(np.ones(5), 2), RANDOM.normal(size=1200))
    does_not_apply("smoothed-ahead", **records)
