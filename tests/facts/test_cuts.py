"""Windows and tiles are found where they were cut, and nowhere else."""

from __future__ import annotations

import numpy as np
import pytest

from conformance.facts.cuts import stretch_hashes, tiles_of, windows_of
from tests.checks.kept import cut, held, walk
from tests.checks.made import one_pass


def test_equal_stretches_have_equal_hashes_wherever_they_are():
    values = np.random.RandomState(0).randint(0, 500, 200)
    values[100:120] = values[7:27]
    hashes = stretch_hashes(values, 20)
    assert hashes[100] == hashes[7]
    assert len(np.unique(hashes)) == len(hashes) - 1
    assert len(stretch_hashes(values, 201)) == 0


@pytest.mark.parametrize("columns", [1, 3])
def test_windows_are_found_at_their_first_steps(columns):
    series = walk(300, columns)
    order = np.random.RandomState(1).permutation(281)
    x = cut(series, 20)[order]
    (found,) = windows_of(one_pass(x), held(series=series, other=walk(300, columns, seed=5)))
    assert found.source.name == "series"
    assert found.starts.tolist() == order.tolist()


def test_windows_of_float32_are_found_in_a_series_of_float64():
    series = walk(200).astype(np.float64) / 3
    (found,) = windows_of(
        one_pass(cut(series, 10).astype(np.float32)[..., None]), held(series=series)
    )
    assert found.found.tolist() == list(range(191))


def test_what_occurs_twice_is_in_no_place():
    series = np.tile(walk(50), 2)
    assert windows_of(one_pass(cut(series, 10)), held(series=series)) == []
    assert windows_of(one_pass(cut(walk(90), 10)), held(series=walk(90, seed=3))) == []


@pytest.mark.parametrize("dtype", ["float32", "uint8"])
def test_tiles_are_found_in_rows_and_columns(dtype):
    pictures = np.random.RandomState(0).randint(0, 255, (5, 24, 32, 3)).astype(dtype)
    tiles = np.stack(
        [p[t : t + 8, s : s + 8] for p in pictures for t in (0, 8) for s in (0, 8, 16)]
    )
    (found,) = tiles_of(one_pass(tiles), held(pictures=pictures, same=tiles))
    assert (found.tops, found.lefts) == ((0, 8), (0, 8, 16))
    assert (found.size, found.whole, found.pictures) == ((8, 8), (24, 32), 5)
    assert tiles_of(one_pass(tiles), held(pictures=255 - pictures[::-1])) == []
