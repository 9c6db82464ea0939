"""The check order-frozen, on hand-written records."""

from __future__ import annotations

from tests.checks.made import (
    chain,
    node,
    result,
)
from tests.checks.randomness.made import (
    FROZEN,
    REORDERED,
    a_batch,
    a_pass,
    a_shuffle,
    a_source,
)


class TestOrder:
    def _judge(self, name, plan, epochs, **records):
        return result(name, plan=plan, elements=a_pass(), epochs=epochs, **records)

    def test_a_cache_after_the_shuffle(self):
        plan = chain(node("cache"), a_batch(), a_shuffle(), a_source())
        found = self._judge("order-frozen", plan, FROZEN)
        assert found.status == "warn"
        assert found.fix.startswith("put cache() before shuffle(240)")
        assert self._judge("order-frozen", plan, REORDERED).status == "pass"

    def test_a_fixed_shuffle_may_be_cached(self):
        plan = chain(
            a_batch(), node("cache"), a_shuffle(reshuffle_each_iteration=False), a_source()
        )
        assert self._judge("order-frozen", plan, FROZEN).status == "skip"
