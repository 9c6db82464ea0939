"""The loss of a fresh model on the rows that are finite."""

from __future__ import annotations

import numpy as np
import pytest

from conformance.observe.finite_rows import finite, loss

tf = pytest.importorskip("tensorflow")


def _rows():
    x = np.random.RandomState(0).normal(size=(32, 3)).astype("float32")
    x[3, 1], x[20, 0] = np.nan, np.inf
    return x, np.ones((32, 1), "float32")


def _model():
    model = tf.keras.Sequential([tf.keras.layers.Dense(1, kernel_initializer="zeros")])
    model.compile("sgd", "mse")
    return model


@pytest.mark.parametrize("as_list", [False, True])
def test_a_dataset_and_a_generator(as_list):
    x, y = _rows()
    data = tf.data.Dataset.from_tensor_slices((x, y)).batch(8)
    source = [list(batch) for batch in data.as_numpy_iterator()] if as_list else data
    assert loss(_model(), source, 4) == pytest.approx(1.0)


def test_rows_by_name_and_text():
    x, y = _rows()
    element = ({"a": tf.constant(x), "b": tf.constant(["t"] * 32)}, y)
    assert finite(element).sum() == 30


def test_what_cannot_be_told():
    ragged = tf.ragged.constant([[1.0], [2.0, float("nan")]])
    assert finite((ragged, np.ones((2, 1)))) is None
    assert finite((np.ones((2, 1)), 1.0)) is None
    assert loss(_model(), [(np.full((4, 3), np.nan, "float32"), np.ones((4, 1)))], 1) is None
