"""id-out-of-range: every id is a whole number inside the table it indexes."""

from __future__ import annotations

import numpy as np

from conformance.results import NOT_APPLICABLE
from tests.checks.made import (
    contract,
    environment,
    layer,
    normal,
    one_pass,
    pairing,
    result,
)


class TestIds:
    def _judge(self, x, generation=3, **facts):
        model = contract(layer("Embedding", input_dim=50, **facts))
        return result(
            "id-out-of-range",
            elements=one_pass(x),
            contract=model,
            environment=environment(generation),
            pairing=pairing(),
        )

    def test_the_largest_id_and_its_place(self):
        x = np.zeros((64, 3), "int64")
        x[20, 1] = 50
        found = self._judge(x)
        assert found.message.startswith(
            "`x` holds the id 50, but `embedding` (Embedding) has rows 0..49"
        )
        assert found.where == "x, batch 1, index (4, 1)"
        assert found.fix.startswith("input_dim=51")

    def test_fractions_are_cut_off(self):
        found = self._judge(normal().astype("float32").clip(0, 1))
        assert "cuts the fractions off" in found.message
        assert self._judge(np.arange(64.0, dtype="float32")[:, None] % 50).status == "pass"

    def test_negative_ids(self):
        found = self._judge(np.full((64, 3), -1))
        assert "Keras 3 wraps negative ids" in found.message
        assert found.blame == "pipeline"

    def test_ids_up_to_the_edge_pass(self):
        assert self._judge(np.arange(64)[:, None] % 50).status == "pass"

    def test_ids_changed_on_the_way_are_not_judged(self):
        model = contract(layer("Add"), layer("Embedding", input_dim=50))
        out = result(
            "id-out-of-range",
            elements=one_pass(np.full((64, 1), -1)),
            contract=model,
            environment=environment(),
            pairing=pairing(),
        )
        assert out.kind == NOT_APPLICABLE
