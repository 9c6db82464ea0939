"""What a generator's code names, and the batches that fit cuts from arrays."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("tensorflow")

from conformance.observe.kinds import (
    batch_of,
    elements_of,
    first_axis,
    held_rows,
)
from conformance.observe.tracing import rows_referenced

TABLE = np.zeros((160, 3), "float32")
SMALL = [1, 2, 3]


def drives():
    """Names an array of the module, and NumPy, which has a ``shape`` of its own."""
    while True:
        for start in np.arange(0, len(TABLE), 32):
            rows = TABLE[start : start + 32]
        yield rows


def given(table, labels):
    yield table, labels


def test_the_rows_of_arrays_that_a_generator_names_or_is_given():
    assert held_rows(drives()) == {160}
    assert held_rows(given(TABLE[:50], list(range(70)))) == {50, 70}
    assert rows_referenced(drives) == {160}


@pytest.mark.parametrize(
    "arrays",
    [
        TABLE,
        (TABLE, np.arange(160)),
        [TABLE, np.arange(160)],
        ({"a": TABLE}, np.arange(160)),
    ],
)
def test_a_batch_cut_alone_is_the_batch_of_a_pass(arrays):
    import tensorflow as tf

    assert first_axis(arrays) == 160
    for number, whole in enumerate(elements_of(arrays, "arrays", {"batch_size": 50})):
        alone = batch_of(arrays, {"batch_size": 50}, number)
        tf.nest.assert_same_structure(whole, alone)
        for one, other in zip(tf.nest.flatten(whole), tf.nest.flatten(alone)):
            assert np.array_equal(one, other)
            assert one.dtype.as_numpy_dtype == other.dtype
