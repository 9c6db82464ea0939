"""The check order-constant, on hand-written records."""

from __future__ import annotations

import numpy as np

from conformance.records import (
    Arguments,
    Build,
    Epochs,
    Function,
    SequenceFacts,
    Tracing,
)
from tests.checks.made import (
    chain,
    contract,
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


class TestOrderConstant:
    def _judge(self, plan=None, epochs=FROZEN, elements=None, **records):
        records.setdefault("build", Build())
        records.setdefault("arguments", Arguments())
        elements = elements or a_pass()
        return result("order-constant", plan=plan, elements=elements, epochs=epochs, **records)

    def test_nothing_shuffles(self):
        found = self._judge(chain(a_batch(), a_source()))
        assert found.status == "warn"
        assert found.fix.startswith("add .shuffle(240) before batch(16); where this is meant")
        assert 'EXPECT = {"order": "time"}' in found.fix

    def test_another_order_passes(self):
        assert self._judge(chain(a_batch(), a_source()), REORDERED).status == "pass"

    def test_reshuffle_switched_off(self):
        plan = chain(a_batch(), a_shuffle(reshuffle_each_iteration=False), a_source())
        assert "reshuffle_each_iteration=False" in self._judge(plan).message

    def test_a_generator_that_starts_again_from_its_seed(self):
        plan = chain(
            a_batch(), node("flat_map", function=Function("f", frozenset({"GeneratorDataset"})))
        )
        found = self._judge(plan, tracing=Tracing(generator_draws=["default_rng", "permutation"]))
        assert "starts again from the same seed" in found.message

    def test_stateful_models_and_windows_want_their_order(self):
        plan = chain(a_batch(), a_source())
        assert self._judge(plan, contract=contract(stateful=True)).status == "skip"
        assert self._judge(chain(a_batch(), node("window"), a_source())).status == "skip"

    def test_overlapping_rows_are_windows_too(self):
        series = np.sin(np.arange(248) / 7).astype("float32")
        x = np.stack([series[i : i + 8] for i in range(240)])
        elements, epochs = a_pass(x=x), Epochs(second=a_pass(x=x))
        assert self._judge(chain(a_batch(), a_source()), epochs, elements).status == "skip"

    def test_a_sequence_warns_only_where_on_epoch_end_changes_nothing(self):
        assert self._judge(sequence=SequenceFacts(15, "Rows")).status == "skip"
        found = self._judge(sequence=SequenceFacts(15, "Rows", has_epoch_end=True))
        assert found.where == "Rows.on_epoch_end"
