"""statistics-of-others: a Normalization holds the statistics of what it is given."""

from __future__ import annotations

import numpy as np
import pytest

from tests.checks.made import contract, does_not_apply, finds, layer, one_pass, pairing, passes

RANDOM = np.random.RandomState(0)
BYTES = RANDOM.randint(0, 256, (100, 4, 4, 3)).astype("float32")
TABLE = RANDOM.normal(50, 10, (100, 4)).astype("float32")


def _given(x, mean, deviation, before=()):
    normalise = layer("Normalization", mean=tuple(mean), variance=tuple(d**2 for d in deviation))
    return dict(
        elements=one_pass(x, np.arange(100) % 2),
        contract=contract(*before, normalise, layer("Dense")),
        pairing=pairing("x"),
    )


def test_adapted_on_bytes_and_given_shares_of_255():
    found = finds("statistics-of-others", **_given(BYTES / 255, [127.5] * 3, [74.0] * 3))
    assert "nearly one and the same number" in found.message


def test_one_state_for_all_values():
    finds("statistics-of-others", **_given(BYTES / 255, [127.5], [74.0]))
    passes("statistics-of-others", **_given(BYTES, [127.5], [74.0]))


def test_adapted_on_what_was_standardised_and_given_what_was_not():
    found = finds("statistics-of-others", **_given(1000 * TABLE, [50.0] * 4, [10.0] * 4))
    assert "far too large" in found.message


@pytest.mark.parametrize(
    ("factor", "fine"), [(1.0, True), (3.0, True), (1 / 19, True), (1 / 22, False)]
)
def test_how_far_they_may_differ(factor, fine):
    given = _given(50 + factor * (TABLE - 50), [50.0] * 4, TABLE.std(axis=0))
    if fine:
        passes("statistics-of-others", **given)
    else:
        finds("statistics-of-others", **given)


def test_what_scales_before_it_leaves_the_question_unasked():
    rescaling = layer("Rescaling", scale=(1 / 255, 0.0))
    does_not_apply(
        "statistics-of-others", **_given(BYTES, [0.5] * 3, [0.3] * 3, before=[rescaling])
    )
