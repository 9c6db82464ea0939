"""The check label-range: targets lie in the range of the loss and the last activation."""

from __future__ import annotations

import numpy as np
import pytest

from conformance.records import LayerFacts, Loss
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


class TestLabelRange:
    def _verdict(self, y, loss, output=(None, 1), **options):
        return answer("label-range", _given(y, loss, output, **options))

    def test_ids_that_count_from_one(self):
        found = self._verdict(IDS + 1, "sparse", (None, 4))
        assert found.message.startswith(
            "y runs from 1 to 4 and the loss counts classes from 0 to 3: 4 in "
        )
        assert found.fix == "subtract one in `map`: `y - 1`"
        assert found.where.startswith("y, batch 0, element ")

    def test_void_pixels(self):
        masks = RANDOM.randint(0, 4, (64, 5, 5))
        masks[:, 0, 0] = 255
        assert "ignore_class=255" in self._verdict(masks, "sparse", (None, 5, 5, 4)).fix
        ignoring = Loss(LOSSES["sparse"], from_logits=False, ignore_class=255)
        assert self._verdict(masks, ignoring, (None, 5, 5, 4)).status == "pass"

    @pytest.mark.parametrize(
        ("y", "fix"),
        [
            (BITS * 255, "divide by 255"),
            (BITS * 2 - 1, "hinge loss"),
            (BITS + 1, "subtract one"),
            (IDS[:, None].astype("float32"), "softmax units"),
            (NUMBERS, "scale the targets"),
        ],
    )
    def test_binary(self, y, fix):
        assert fix in self._verdict(y, "binary").fix

    def test_empty_rows_of_a_class_that_is_never_set(self):
        rows = np.roll(np.eye(5, dtype="float32"), 1, axis=1)[:, 1:][IDS]  # one_hot(ids + 1, 4)
        shifted = np.concatenate([np.zeros((64, 1), "float32"), rows[:, :3]], axis=1)
        found = self._verdict(shifted, "categorical", (None, 4))
        assert "column 0 is never set" in found.message

    def test_rows_with_several_ones(self):
        rows = (RANDOM.uniform(size=(64, 4)) < 0.7).astype("float32")
        rows[:, 0] = 1
        found = self._verdict(rows, "categorical", (None, 4))
        assert found.fix.startswith("for several labels an example use sigmoid units")

    def test_targets_beyond_the_activation(self):
        found = self._verdict(NUMBERS * 9, "mse", activations=["sigmoid"])
        assert "beyond what sigmoid can put out (0..1)" in found.message

    @pytest.mark.parametrize("loss", ["poisson", "mean_squared_logarithmic_error", "kl_divergence"])
    def test_negative_targets(self, loss):
        assert self._verdict(NUMBERS, loss) is not None
        assert self._verdict(np.abs(NUMBERS), loss).status == "pass"

    def test_hinge(self):
        assert self._verdict(IDS[:, None], "hinge") is not None
        assert self._verdict(BITS, "hinge").status == "pass"
        assert self._verdict(BITS * 2 - 1, "squared_hinge").status == "pass"

    @pytest.mark.parametrize(
        ("y", "loss", "output", "activation"),
        [
            (IDS, "sparse", (None, 4), "softmax"),
            (IDS, "sparse", (None, 9), "softmax"),
            (ROWS, "categorical", (None, 4), "softmax"),
            (0.9 * ROWS + 0.025, "categorical", (None, 4), "softmax"),
            (BITS, "binary", (None, 1), "sigmoid"),
            (np.clip(np.abs(X), 0, 1), "binary", (None, 6), "sigmoid"),
            (np.clip(np.abs(NUMBERS), 0, 1), "mse", (None, 1), "sigmoid"),
            (NUMBERS, "mse", (None, 1), "linear"),
            (np.tanh(NUMBERS), "mse", (None, 1), "tanh"),
            (NUMBERS * 99, Loss("mine", custom=True), (None, 1), "sigmoid"),
        ],
    )
    def test_passes(self, y, loss, output, activation):
        assert self._verdict(y, loss, output, activations=[activation]).status in ("pass", "skip")

    def test_a_few_strays_beyond_relu_pass(self):
        prices = np.abs(np.tile(NUMBERS, (4, 1)))
        prices[0] = -0.1
        given = records((np.tile(X, (4, 1)), prices), inputs=[(None, 6)], activations=["relu"])
        assert answer("label-range", given).status == "pass"

    def test_empty_positions_of_a_sequence_are_a_mask(self):
        steps = np.eye(4, dtype="float32")[RANDOM.randint(0, 4, (64, 5))]
        steps[:, 4] = 0
        assert self._verdict(steps, "categorical", (None, 5, 4)).status == "pass"

    def test_empty_rows_without_weight_pass(self):
        rows, weights = ROWS.copy(), np.ones(64, "float32")
        rows[:3], weights[:3] = 0, 0
        element = (X, rows, weights)
        given = records(element, inputs=[(None, 6)], outputs=[(None, 4)], losses="categorical")
        assert answer("label-range", given).status == "pass"
        weights[:3] = 1
        given = records(element, inputs=[(None, 6)], outputs=[(None, 4)], losses="categorical")
        assert answer("label-range", given) is not None


LONG_X = normal(128, 6)
LONG_NUMBERS = LONG_X.sum(axis=1, keepdims=True)
MAPE = "mean_absolute_percentage_error"


def _records(y, loss="binary", output=(None, 1), weight=None, x=LONG_X, **options):
    element = (x, y) if weight is None else (x, y, weight)
    shape = (None, *x.shape[1:])
    return records(element, inputs=[shape], outputs=[output], losses=loss, **options)


class TestPercentageError:
    def _verdict(self, y, weight=None, **options):
        return answer("label-range", _records(y, MAPE, weight=weight, **options))

    def test_targets_of_zero(self):
        sales = np.maximum(LONG_NUMBERS, 0)
        zeros = int((sales == 0).sum())
        assert self._verdict(sales).message.startswith(f"{zeros} of 128 ")
        assert self._verdict(sales, 1.0 * (sales > 0)).status == "pass"
        assert self._verdict(sales[:, 0], 1.0 * (sales > 0)).status == "pass"
        assert self._verdict(sales, 1.0 * (sales[:, 0] > 0)).status == "pass"
        masking = LayerFacts("words", "Embedding", masks=True)
        assert self._verdict(sales, layers=[masking]).status == "warn"

    def test_a_stray_zero(self):
        assert self._verdict(np.where(np.arange(128)[:, None] == 5, 0, 2.0)).status == "warn"

    def test_passes(self):
        assert self._verdict(np.abs(LONG_NUMBERS) + 1).status == "pass"
        assert answer("label-range", _records(np.maximum(LONG_NUMBERS, 0), "mse")).status == "pass"
