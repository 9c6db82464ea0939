"""The check batches-frozen, on hand-written records."""

from __future__ import annotations

import numpy as np

from conformance.records import Epochs
from tests.checks.made import chain, does_not_apply, finds, node, passes
from tests.checks.randomness.made import a_batch, a_pass, a_shuffle, a_source, permuted


def _shuffled_batches(seed=1):
    batches = np.random.RandomState(seed).permutation(15)
    return np.concatenate([np.arange(16 * b, 16 * b + 16) for b in batches])


BATCHES_REORDERED = Epochs(second=a_pass(_shuffled_batches()))
KEPT = chain(a_shuffle(), node("cache"), a_batch(), a_shuffle(), a_source())


def test_batches_kept_by_a_cache():
    given = dict(plan=KEPT, elements=a_pass(), epochs=BATCHES_REORDERED)
    found = finds("batches-frozen", "warn", **given)
    assert found.message.startswith("cache() comes after batch(16), so the batches keep their")


def test_other_members():
    compared = passes(
        "batches-frozen", plan=KEPT, elements=a_pass(), epochs=Epochs(second=a_pass(permuted()))
    )
    assert "15 batches in two passes" in compared


def test_a_cache_of_examples():
    plan = chain(a_batch(), a_shuffle(), node("cache"), a_source())
    given = dict(plan=plan, elements=a_pass(), epochs=BATCHES_REORDERED)
    assert does_not_apply("batches-frozen", **given).startswith("no cache stands between")
