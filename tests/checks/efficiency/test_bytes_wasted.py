"""bytes-wasted, on hand-written records."""

from __future__ import annotations

import numpy as np
import pytest

from tests.checks.made import does_not_apply, finds, normal, one_pass, passes


def _one_hot(classes, batch=64):
    ids = np.random.RandomState(0).randint(0, classes, 128)
    y = np.zeros((128, classes), "float32")
    y[np.arange(128), ids] = 1
    return one_pass(normal(128), y, batch=batch)


def test_one_hot_rows_over_many_classes_are_warned_of_with_their_bytes():
    found = finds("bytes-wasted", "warn", elements=_one_hot(5000))
    assert found.actual == "1,280,000 bytes of float32"
    assert found.expected == "256 bytes of int32 ids a batch"


@pytest.mark.parametrize("elements", [_one_hot(300), _one_hot(5000, batch=8)])
def test_small_batches_pass(elements):
    passes("bytes-wasted", elements=elements)


def test_soft_rows_pass():
    soft = np.random.RandomState(0).rand(128, 5000).astype("float32")
    passes("bytes-wasted", elements=one_pass(normal(128), soft, batch=64))


def test_narrow_components_are_no_question():
    does_not_apply("bytes-wasted", elements=one_pass(normal(128), np.eye(8)[np.arange(128) % 8]))
