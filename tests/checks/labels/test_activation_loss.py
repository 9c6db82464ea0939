"""The check activation-loss: the last activation and the loss fit together."""

from __future__ import annotations

import numpy as np
import pytest

from conformance.records import Loss
from tests.checks.made import normal
from tests.checks.paired import LOSSES, answer, records

RANDOM = np.random.RandomState(0)
X = normal(64, 6)
IDS = RANDOM.randint(0, 4, 64)
ROWS = np.eye(4, dtype="float32")[IDS]
BITS = (X[:, :1] > 0).astype("float32")
NUMBERS = X.sum(axis=1, keepdims=True)


def _given(y, loss, output=(None, 1), **options):
    return records((X, y), inputs=[(None, 6)], outputs=[output], losses=loss, **options)


class TestActivationLoss:
    def _verdict(self, loss, activation, units=1, logits=False):
        entry = Loss(LOSSES[loss], from_logits=logits)
        y = {"sparse": IDS, "categorical": ROWS, "binary": BITS, "mse": NUMBERS}[loss]
        return answer("activation-loss", _given(y, entry, (None, units), activations=[activation]))

    @pytest.mark.parametrize(
        ("loss", "activation", "units", "logits", "words"),
        [
            ("binary", "softmax", 1, False, "softmax over one unit"),
            ("mse", "softmax", 1, False, "softmax over one unit"),
            ("sparse", "sigmoid", 1, False, "needs one for each class"),
            ("sparse", "softmax", 4, True, "applied twice"),
            ("binary", "sigmoid", 1, True, "applied twice"),
            ("sparse", "linear", 4, False, "takes its values for probabilities"),
            ("binary", "relu", 1, False, "takes its values for probabilities"),
        ],
    )
    def test_fires(self, loss, activation, units, logits, words):
        found = self._verdict(loss, activation, units, logits)
        assert words in found.message
        assert found.blame == "model"

    @pytest.mark.parametrize(
        ("loss", "activation", "units", "logits"),
        [
            ("sparse", "softmax", 4, False),
            ("sparse", "linear", 4, True),
            ("binary", "sigmoid", 1, False),
            ("binary", "linear", 1, True),
            ("binary", "softmax", 4, False),
            ("categorical", "sigmoid", 4, False),
            ("mse", "linear", 1, False),
            ("sparse", "unknown", 4, False),
            ("sparse", None, 4, False),
        ],
    )
    def test_passes(self, loss, activation, units, logits):
        assert self._verdict(loss, activation, units, logits).status in ("pass", "skip")

    def test_broken_elements_do_not_hide_it(self):
        given = _given(IDS, "sparse", (None, 4), activations=["relu"])
        broken = {name: given[name] for name in ("contract", "forward")}
        assert answer("activation-loss", broken).status == "fail"

    def test_a_step_that_leaves_the_compiled_loss_out(self):
        given = _given(IDS, "sparse", (None, 4), activations=["relu"])
        given["contract"].custom_train_step = True
        given["contract"].uses_compiled_loss = False
        assert answer("activation-loss", given).status == "skip"
