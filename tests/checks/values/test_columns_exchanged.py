"""columns-exchanged: columns and channels stand in one order in both parts."""

from __future__ import annotations

import numpy as np
import pytest

from tests.checks.made import does_not_apply, finds, one_pass, passes

RANDOM = np.random.RandomState(0)


def _table(rows):
    return RANDOM.normal([0, 1, 2.5, -1], 0.8, (rows, 4)).astype("float32")


def _pictures(rows):
    pixels = RANDOM.normal([0.7, 0.5, 0.3], 0.1, (rows, 6, 6, 3))
    return (pixels + RANDOM.normal(0, 0.05, (rows, 1, 1, 3))).astype("float32")


def _parts(train, held):
    parts = [one_pass(x, np.arange(len(x)) % 2) for x in (train, held)]
    return dict(elements=parts[0], validation=parts[1])


def test_blue_and_red():
    held = _pictures(60)[..., ::-1]
    found = finds("columns-exchanged", "warn", **_parts(_pictures(100), held))
    assert "channel 0 and channel 2 of `x` are exchanged in one part" in found.message
    assert "OpenCV" in found.fix


def test_columns_in_another_order():
    found = finds("columns-exchanged", "warn", **_parts(_table(300), _table(90)[:, [0, 2, 1, 3]]))
    assert "column 1 and column 2 of `x`" in found.message
    assert "read columns by their names" in found.fix


@pytest.mark.parametrize("draw", [_table, _pictures])
def test_one_order(draw):
    passes("columns-exchanged", **_parts(draw(300), draw(90)))


def test_a_part_that_lies_elsewhere_is_another_question():
    passes("columns-exchanged", **_parts(_table(300), _table(90) + 3))
    passes("columns-exchanged", **_parts(_table(300), 5 * _table(90)[:, [0, 2, 1, 3]]))


def test_flags_are_alike_by_chance():
    flags = (RANDOM.rand(300, 2) < [0.2, 0.8]).astype("float32")
    passes("columns-exchanged", **_parts(flags, flags[:90, ::-1]))


def test_few_rows_tell_nothing():
    does_not_apply("columns-exchanged", **_parts(_table(300), _table(40)[:, [0, 2, 1, 3]]))
