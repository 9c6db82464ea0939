"""The check weighted-scalar-loss: a loss of one's own gives a value for each example that has a weight."""

from __future__ import annotations

import numpy as np

from conformance.records import Arguments, Loss, OwnLoss
from tests.checks.made import normal
from tests.checks.paired import answer, records

X = normal(128, 6)
BITS = (X[:, :1] > 0).astype("float32")


def _status(found):
    return getattr(found, "status", None)


def _records(y, loss="binary", output=(None, 1), weight=None, x=X, **options):
    element = (x, y) if weight is None else (x, y, weight)
    shape = (None, *x.shape[1:])
    return records(element, inputs=[shape], outputs=[output], losses=loss, **options)


class TestWeightedScalarLoss:
    WEIGHT = np.tile([0.0, 1.0], 64)

    def _verdict(self, shape=(), weight=WEIGHT, skips=None, class_weight=None):
        own = Loss("mine", custom=True)
        given = _records(BITS, own, weight=weight)
        given["training"].own_losses = [OwnLoss(0, shape, 16, skips)]
        given["arguments"] = Arguments({"class_weight": class_weight} if class_weight else {})
        return answer("weighted-scalar-loss", given)

    def test_one_number_for_the_batch(self):
        found = self._verdict()
        assert found.status == "fail"
        assert "`mine` returns one number for a batch of 16 examples" in found.message
        assert self._verdict((1,)).status == "fail"

    def test_class_weights(self):
        assert _status(self._verdict(weight=None, class_weight={0: 1.0, 1: 4.0})) == "fail"
        assert self._verdict(weight=None, class_weight={0: 1.0, 1: 1.0}).status == "pass"

    def test_a_loss_that_leaves_out_the_rows_itself(self):
        assert self._verdict(skips=True).status == "warn"

    def test_passes(self):
        assert self._verdict((16,)).status == "pass"
        assert (
            self._verdict(weight=np.repeat(np.arange(8.0), 16)).status == "pass"
        )  # equal in a batch
        assert self._verdict(weight=None).status == "skip"
