"""One pass in bounded memory: by chunks, with the head and the end kept, and places further in."""

from __future__ import annotations

import time

import numpy as np
import pytest

pytest.importorskip("tensorflow")

from conformance.observe import elements, hashing
from conformance.observe.elements import observe_pass
from conformance.observe.reach import Reach

ROWS = 6000
X = np.random.default_rng(0).normal(size=(ROWS, 3)).astype("float32")
Y = (np.arange(ROWS) % 5).astype("int64")
SIZE = 10
BATCHES = ROWS // SIZE


def batches(first=0, *, x=X, y=Y, wait=0.0, raising=None):
    for i in range(first, BATCHES):
        time.sleep(wait)
        if i == raising:
            raise ZeroDivisionError("a bad row")
        yield x[i * SIZE : (i + 1) * SIZE], y[i * SIZE : (i + 1) * SIZE]


def test_chunks_are_counted_as_their_batches_would_be():
    x = X.copy()
    x[4321, 1], x[4500, 0] = np.nan, np.inf
    record = observe_pass(lambda: batches(x=x))
    one, two = record.components
    fine = x[np.isfinite(x)]
    assert (one.nan, one.inf, one.bad_rows, one.bad_at) == (1, 1, 2, (432, (1, 1)))
    assert one.mean == pytest.approx(float(fine.mean()), abs=1e-6)
    assert one.std == pytest.approx(float(fine.std()), rel=1e-5)
    assert (one.count, two.values) == (x.size, dict.fromkeys(range(5), ROWS // 5))
    assert np.array_equal(one.row_hashes, hashing.rows(x))
    assert np.array_equal(two.rows, Y)
    assert list(two.row_batches[::SIZE]) == list(range(BATCHES))
    assert record.complete
    assert record.head == record.batches == BATCHES


@pytest.mark.parametrize("ending", [SystemExit(0), ZeroDivisionError("a bad row")])
def test_whatever_the_users_code_raises_is_the_record(ending):
    def ends():
        yield X[:SIZE], Y[:SIZE]
        raise ending

    record = observe_pass(ends)
    assert (record.batches, record.complete) == (1, False)
    assert (record.failure.type, record.failure.batch) == (type(ending).__name__, 1)

    def refuses():
        raise ending

    assert observe_pass(refuses).failure.batch == 0


def test_who_presses_ctrl_c_is_heard():
    def pressed():
        yield X[:SIZE], Y[:SIZE]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        observe_pass(pressed)


def test_a_buffer_that_is_used_again_does_not_change_what_was_read():
    room = np.zeros((SIZE, 3), "float32")

    def reused():
        for x, y in batches():
            room[:] = x
            yield room, y

    record = observe_pass(reused)
    assert np.array_equal(record.component("x").rows, X)
    assert np.array_equal(record.component("x").row_hashes, hashing.rows(X))


def test_the_last_rows_are_kept_beside_the_first_and_x_beside_y(monkeypatch):
    monkeypatch.setattr(elements, "KEEP_BYTES", 20 * SIZE * (12 + 8))
    record = observe_pass(lambda: batches())
    x, y = record.component("x"), record.component("y")
    assert np.array_equal(np.unique(x.row_batches), [*range(15), *range(BATCHES - 5, BATCHES)])
    assert np.array_equal(x.row_batches, y.row_batches)
    assert np.array_equal(x.rows[-SIZE:], X[-SIZE:])
    assert np.array_equal(y.rows[-SIZE:], Y[-SIZE:])


@pytest.mark.parametrize("dtype", ["int64", "uint8", "int16"])
def test_one_wrong_label_anywhere_in_a_large_batch_is_counted(dtype):
    labels = np.zeros(500_000, dtype)
    labels[-3] = 7
    record = observe_pass(lambda: [(np.zeros((500_000, 1), "float32"), labels)])
    assert record.component("y").values == {0: 499_999, 7: 1}


def test_numbers_of_many_values_have_no_table():
    record = observe_pass(lambda: batches())
    assert record.component("x").values is None


def test_hashes_are_bounded_and_then_say_nothing(monkeypatch):
    monkeypatch.setattr(elements, "HASHED", 100)
    record = observe_pass(lambda: batches())
    assert len(record.component("x").row_hashes) < ROWS
    assert not len(record.example_hashes())


# --- places further in --------------------------------------------------------------------------

SLOW = 0.002  # seconds a batch: the whole would take 1.2


def ways(**faults):
    """A reach by index, and one that goes through all before."""
    return {
        "start": Reach(BATCHES, ROWS, start=lambda n: batches(n, wait=SLOW, **faults)),
        "skip": Reach(BATCHES, ROWS, skip=lambda n: batches(n, wait=SLOW, **faults)),
    }


@pytest.mark.parametrize("way", ["start", "skip"])
def test_the_end_of_long_data_is_read(way):
    x = X.copy()
    x[-4, 2] = np.nan
    record = observe_pass(lambda: batches(x=x, wait=SLOW), seconds=0.5, reach=ways(x=x)[way])
    component = record.component("x")
    assert not record.complete
    assert record.stopped_by == "time"
    assert component.bad_at == (BATCHES - 1, (6, 2))
    assert component.row_batches[-1] == BATCHES - 1
    assert 0 < record.sampled < record.batches
    assert record.head + record.sampled == record.batches
    assert record.places[0][0] == 0
    assert record.places[-1][1] == ROWS
    assert f"{record.examples:,} of 6,000 examples" in record.read


def test_places_between_the_head_and_the_end_are_read():
    record = observe_pass(lambda: batches(wait=SLOW), seconds=0.5, reach=ways()["start"])
    assert len(record.places) > 3


def test_an_error_at_the_end_is_found():
    bad = dict(raising=BATCHES - 1)
    record = observe_pass(
        lambda: batches(wait=SLOW, **bad), seconds=0.5, reach=ways(**bad)["start"]
    )
    assert record.failure.type == "ZeroDivisionError"
    assert record.failure.batch == BATCHES - 1


def test_what_cannot_be_reached_in_time_is_left_unread():
    slow = Reach(10**9, skip=lambda n: batches(min(n, 500), wait=min(SLOW + n * 1e-4, 1.0)))
    record = observe_pass(lambda: batches(wait=SLOW), seconds=0.5, reach=slow)
    assert not record.sampled
    assert not record.complete
    assert record.of_batches == 10**9


def test_what_is_quick_enough_is_read_to_its_end():
    record = observe_pass(lambda: batches(), seconds=30, reach=Reach(BATCHES, start=batches))
    assert record.complete
    assert record.places == ((0, ROWS),)


def test_progress_is_told(monkeypatch):
    monkeypatch.setattr(elements, "TELL_EVERY", 0.0)
    told = []
    observe_pass(
        lambda: batches(),
        reach=Reach(BATCHES, ROWS),
        progress=lambda examples, of: told.append((examples, of)),
    )
    assert told[-1] == (ROWS, ROWS)
    assert len(told) == BATCHES
