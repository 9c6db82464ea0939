"""skill-lost and labels-renamed, on the same data."""

from __future__ import annotations

import numpy as np
import pytest

from tests.checks.made import contract, does_not_apply, finds, one_pass, passes, result


def rows(seed, count=320, classes=4):
    """(x, y): classes that a regression tells."""
    random = np.random.RandomState(seed)
    y = random.randint(0, classes, count)
    x = 2 * np.random.RandomState(9).normal(size=(classes, 8))[y] + random.normal(size=(count, 8))
    return x.astype("float32"), y


def records(x, y, seed=1, count=320):
    train = rows(seed, count)
    return dict(elements=one_pass(*train), validation=one_pass(x, y), contract=contract())


HELD = rows(2, 100)


@pytest.mark.parametrize(
    "x",
    [HELD[0][::-1], HELD[0][:, ::-1], np.roll(HELD[0], 3, axis=1)],
    ids=["rows", "columns", "some columns"],
)
def test_rows_or_columns_in_another_order_are_warned_of(x):
    found = finds("skill-lost", "warn", **records(np.ascontiguousarray(x), HELD[1]))
    assert "by chance below 1e-" in found.message
    assert found.component == "y"
    assert result("labels-renamed", **records(np.ascontiguousarray(x), HELD[1])).status == "skip"


def test_a_column_that_knows_its_own_answer_is_warned_of():
    def encoded(seed, count, own):
        random = np.random.RandomState(seed)
        y = random.normal(size=count)
        noise = random.normal(size=(count, 3))
        known = y + 0.3 * random.normal(size=count) if own else random.normal(size=count)
        return np.concatenate([known[:, None], noise], axis=1).astype("float32"), y

    train, held = encoded(1, 400, True), encoded(2, 200, False)
    found = finds(
        "skill-lost",
        "warn",
        elements=one_pass(*train),
        validation=one_pass(*held),
        contract=contract(),
    )
    assert "rank correlation" in found.message


@pytest.mark.parametrize("seed", range(8))
def test_validation_of_one_source_passes(seed):
    x, y = rows(100 + seed, 64)
    passes("skill-lost", **records(x, y, seed))
    passes("labels-renamed", **records(x, y, seed))


@pytest.mark.parametrize("seed", range(4))
def test_a_shift_and_more_noise_pass(seed):
    x, y = rows(100 + seed, 64)
    drifted = x * 1.2 + 0.5 + 0.5 * np.random.RandomState(seed).normal(size=x.shape)
    passes("skill-lost", **records(drifted.astype("float32"), y, seed))


def test_targets_that_nothing_tells_are_not_judged():
    x, y = rows(1)
    noise = dict(
        elements=one_pass(x, y[::-1].copy()), validation=one_pass(*HELD), contract=contract()
    )
    assert "too little" in result("skill-lost", **noise).message
    does_not_apply("labels-renamed", **noise)


def test_few_rows_or_a_train_step_of_ones_own_do_not_apply():
    does_not_apply("skill-lost", **records(*HELD, count=100))
    own = {**records(*HELD), "contract": contract(custom_train_step=True)}
    does_not_apply("skill-lost", **own)


def test_classes_with_other_numbers_fail_with_their_names():
    x, y = HELD
    moved = np.array([1, 2, 0, 3])[y]
    found = finds("labels-renamed", **records(x, moved))
    assert "`0 is 1`, `1 is 2`" in found.message
    assert found.component == "y"


def test_two_classes_exchanged_fail_and_exchanged_rows_do_not():
    x, y = rows(3, 320, 2)
    held_x, held_y = rows(4, 100, 2)
    parts = dict(elements=one_pass(x, y), contract=contract())
    finds("labels-renamed", validation=one_pass(held_x, 1 - held_y), **parts)
    other = result("labels-renamed", validation=one_pass(held_x, held_y[::-1].copy()), **parts)
    assert other.status == "skip"
