"""The check shuffle-after-batch, on hand-written records."""

from __future__ import annotations

import numpy as np

from conformance.records import (
    Epochs,
    Function,
)
from tests.checks.made import chain, node, one_pass, result
from tests.checks.randomness.made import a_batch, a_pass, a_shuffle, a_source, permuted


def _shuffled_batches(seed=1):
    batches = np.random.RandomState(seed).permutation(15)
    return np.concatenate([np.arange(16 * b, 16 * b + 16) for b in batches])


BATCHES_REORDERED = Epochs(second=a_pass(_shuffled_batches()))


class TestOrder:
    def _judge(self, name, plan, epochs, **records):
        return result(name, plan=plan, elements=a_pass(), epochs=epochs, **records)

    def test_batches_kept_by_a_cache(self):
        plan = chain(a_shuffle(), node("cache"), a_batch(), a_shuffle(), a_source())
        assert self._judge("shuffle-after-batch", plan, BATCHES_REORDERED).status == "skip"

    def test_a_shuffle_of_batches(self):
        plan = chain(a_shuffle(), a_batch(), a_source())
        found = self._judge("shuffle-after-batch", plan, BATCHES_REORDERED)
        assert found.status == "warn"
        assert "the 15 batches hold the same 16 examples in both passes" in found.message

    def test_an_order_that_comes_again_is_another_question(self):
        plan = chain(a_shuffle(), a_batch(), a_source())
        epochs = Epochs(second=a_pass())
        assert self._judge("shuffle-after-batch", plan, epochs).status == "pass"

    def test_members_that_change(self):
        plan = chain(a_shuffle(), node("flat_map"))
        epochs = Epochs(second=a_pass(permuted()))
        assert self._judge("shuffle-after-batch", plan, epochs).status == "pass"

    def test_a_part_read_tells_nothing(self):
        plan, part = chain(a_shuffle(), a_batch(), a_source()), a_pass(complete=False)
        found = result("shuffle-after-batch", plan=plan, elements=part, epochs=BATCHES_REORDERED)
        assert (found.status, found.kind) == ("skip", "unread")

    def test_the_last_batching_counts(self):
        pieces = chain(a_batch(), a_shuffle(), node("batch", 60, batch_size=4), a_source())
        assert self._judge("shuffle-after-batch", pieces, BATCHES_REORDERED).status == "skip"
        again = chain(a_batch(), a_shuffle(), node("unbatch", 240), a_batch(), a_source())
        assert self._judge("shuffle-after-batch", again, BATCHES_REORDERED).status == "skip"

    def test_a_fixed_shuffle_before_the_batch_fixes_its_members_too(self):
        fixed = a_shuffle(reshuffle_each_iteration=False)
        plan = chain(a_shuffle(), a_batch(), fixed, a_source())
        assert self._judge("shuffle-after-batch", plan, BATCHES_REORDERED).status == "warn"

    def test_ready_made_batches_warn(self):
        function = Function("flat_map_fn", frozenset({"GeneratorDataset"}))
        plan = chain(a_shuffle(), node("flat_map", function=function))
        assert self._judge("shuffle-after-batch", plan, BATCHES_REORDERED).status == "warn"


RANDOM = np.random.RandomState(0)


def _batches_shuffled(x):
    first, second = one_pass(x), one_pass(np.concatenate([x[32:], x[:32]]))
    plan = chain(
        node("shuffle", buffer_size=4), node("batch", batch_size=16), node("tensor_slices")
    )
    return result("shuffle-after-batch", plan=plan, elements=first, epochs=Epochs(second=second))


def test_batches_of_windows_that_are_shuffled_are_named_so():
    series = RANDOM.normal(size=80).astype("float32")
    windows = np.stack([series[i : i + 16] for i in range(64)])
    assert _batches_shuffled(windows).message.endswith(": windows that follow each other")
    assert "windows" not in _batches_shuffled(RANDOM.normal(size=(64, 16))).message
