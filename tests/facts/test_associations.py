"""Whether a target depends on the features, on made-up rows of several kinds."""

from __future__ import annotations

import numpy as np
import pytest

from conformance.facts.associations import associations
from tests.checks.made import component, one_pass

RANDOM = np.random.RandomState(0)
ROWS = 400


def _table():
    x = RANDOM.normal(size=(ROWS, 6)).astype("float32")
    return x, (x[:, :2].sum(1) + RANDOM.normal(0, 0.3, ROWS) > 0).astype("int32")


def _product():
    x = RANDOM.normal(size=(ROWS, 3)).astype("float32")
    return x, (x[:, 0] * x[:, 1] > 0).astype("int32")


def _pictures():
    y = RANDOM.randint(0, 3, ROWS)
    x = RANDOM.normal(size=(ROWS, 12, 12, 1)).astype("float32")
    for row, place in enumerate(y):
        x[row, 4 * place : 4 * place + 3] += 1.0
    return x, y


def _series():
    slope = RANDOM.normal(size=ROWS)
    x = slope[:, None] * np.linspace(0, 1, 30) + RANDOM.normal(0, 0.5, (ROWS, 30))
    return x[..., None].astype("float32"), slope.astype("float32")[:, None]


def _texts():
    y = RANDOM.randint(0, 2, ROWS)
    words = (("good", "fine", "film"), ("bad", "dull", "film"))
    return np.array([" ".join(RANDOM.choice(words[k], 8)) for k in y]).astype("S"), y


def _pairs():
    one = RANDOM.normal(size=(ROWS, 5)).astype("float32")
    same = RANDOM.randint(0, 2, ROWS)
    other = np.where(same[:, None] == 1, one + RANDOM.normal(0, 0.1, one.shape), one[::-1])
    return {"one": one, "other": other.astype("float32")}, same


def _two_answers():
    y = RANDOM.uniform(-1, 1, (ROWS, 1))
    return (3 * np.cos(3 * np.pi * y) + RANDOM.normal(0, 0.2, y.shape)).astype("float32"), y


KINDS = (_table, _product, _pictures, _series, _texts, _pairs, _two_answers)


@pytest.mark.parametrize("make", KINDS)
def test_a_target_that_depends_on_the_features_is_seen(make):
    x, y = make()
    (found,) = associations(one_pass(x, y))
    assert found.p <= 0.01, found


@pytest.mark.parametrize("make", KINDS)
def test_shuffled_targets_are_told_from_it(make):
    x, y = make()
    shuffled = [np.random.RandomState(seed).permutation(y) for seed in range(8)]
    shares = [associations(one_pass(x, each))[0].p for each in shuffled]
    assert np.mean(np.array(shares) > 0.05) >= 0.75, shares


def test_too_few_rows_say_nothing():
    x, y = _table()
    assert associations(one_pass(x[:40], y[:40])) == []


def test_a_target_that_never_varies_says_nothing():
    x, y = _table()
    assert associations(one_pass(x, np.zeros_like(y))) == []


def test_a_target_that_is_the_place_in_the_batch_is_no_task_of_rows():
    """Contrastive losses are given the number of the partner in the batch."""
    x = np.random.RandomState(0).normal(size=(320, 4))
    place = np.tile(np.arange(32), 10)
    found = associations(one_pass(x, place, batch=32))
    assert not found
    assert associations(one_pass(x, place[::-1].copy(), batch=32))


def test_weights_of_rows_of_several_lengths_are_told_by_their_mean():
    x, y = _table()
    weights = np.empty(ROWS, object)
    weights[:] = [np.ones(1 + row % 5, "float32") * (row % 2) for row in range(ROWS)]
    elements = one_pass(x, y)
    elements.components.append(component("sample_weight", weights, role="sample_weight"))
    (found,) = associations(elements)
    assert found.p < 0.05
