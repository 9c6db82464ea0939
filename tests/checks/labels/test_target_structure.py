"""The check target-structure: there is a target for every output with a loss."""

from __future__ import annotations

import pytest

from conformance.records import Loss
from tests.checks.made import normal
from tests.checks.paired import answer, records

X = normal(64, 6)
BITS = (X[:, :1] > 0).astype("float32")
HEADS = {"age": (None, 1), "sex": (None, 1)}


class TestTargetStructure:
    def _verdict(self, y, outputs=HEADS, **options):
        return answer(
            "target-structure", records((X, y), inputs=[(None, 6)], outputs=outputs, **options)
        )

    def test_a_misspelled_key(self):
        found = self._verdict({"ages": BITS, "sex": BITS}, failure="Expected float32, but got ages")
        assert found.message == (
            "there is no target for the output `age`: y holds `ages` and `sex`, the outputs are `age` "
            "and `sex`; fit raises ValueError: Expected float32, but got ages"
        )
        assert found.fix == "rename y['ages'] to `age`"

    def test_a_head_that_is_never_trained(self):
        assert "its head is never trained" in self._verdict({"sex": BITS}).message

    def test_one_target_too_many(self):
        found = self._verdict((BITS, BITS), [(None, 1)])
        assert (
            found.message == "y has 2 components (`y[0]` and `y[1]`) and the model 1 output (`p`)"
        )

    @pytest.mark.parametrize(
        ("y", "outputs", "losses"),
        [
            ({"age": BITS, "sex": BITS}, HEADS, "mse"),
            ((BITS, BITS), HEADS, "mse"),
            ({"sex": BITS}, HEADS, [None, "mse"]),
            ({"age": BITS, "sex": BITS, "id": BITS}, HEADS, "mse"),
            ({"anything": BITS}, [(None, 1)], "mse"),
        ],
        ids=["keys", "positions", "no loss", "an ignored key", "one of each"],
    )
    def test_passes(self, y, outputs, losses):
        assert self._verdict(y, outputs, losses=losses).status == "pass"

    def test_an_own_loss_may_take_what_it_likes(self):
        assert (
            self._verdict((BITS, BITS), [(None, 1)], losses=Loss("mine", custom=True)).status
            == "skip"
        )
