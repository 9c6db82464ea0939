"""uneven-shards: workers shard the data before they shuffle it."""

from __future__ import annotations

import pytest

from tests.checks.made import chain, node, result


@pytest.mark.parametrize(
    ("order", "status"),
    [
        (("shard", "shuffle"), "warn"),
        (("shuffle", "shard"), "pass"),
        (("shard", "seeded"), "pass"),
        (("alone", "shuffle"), "skip"),
    ],
)
def test_a_shard_after_a_shuffle(order, status):
    made = {
        "shard": lambda: node("shard", num_shards=4),
        "alone": lambda: node("shard", num_shards=1),
        "shuffle": lambda: node("shuffle", buffer_size=240, seed=0, seed2=0),
        "seeded": lambda: node("shuffle", buffer_size=240, seed=0, seed2=5),
    }
    plan = chain(*[made[name]() for name in order], node("tensor_slices"))
    assert result("uneven-shards", plan=plan).status == status
