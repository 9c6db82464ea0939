"""unscaled: features reach the first weights scaled to about 1."""

from __future__ import annotations

import numpy as np
import pytest

from conformance.records import Training
from conformance.results import NOT_APPLICABLE
from tests.checks.made import (
    contract,
    layer,
    normal,
    one_pass,
    pairing,
    result,
    targets,
)

DENSE = layer("Dense", activation="relu")


def _images(low=0, high=256, dtype="uint8"):
    random = np.random.RandomState(0)
    return random.randint(low, high, size=(64, 8, 8, 3)).astype(dtype)


def _unscaled(x, model=None, loss=None, y=None, **records):
    y = normal(len(x), 1) if y is None else y
    training = None if loss is None else Training(initial_loss=loss, losses=[loss])
    return result(
        "unscaled",
        elements=one_pass(x, y),
        contract=model or contract(DENSE),
        pairing=pairing(),
        targets=targets("mean_squared_error"),
        **({} if training is None else {"training": training}),
        **records,
    )


class TestUnscaled:
    def test_raw_images(self):
        model = contract(layer("Conv2D", activation="relu"), inputs=[(None, 8, 8, 3)])
        found = _unscaled(_images(), model, loss=500.0)
        assert found.status == "fail"
        assert _unscaled(_images(), model).status == "warn"  # nothing measured
        assert (
            "images in `x` span 0..255 (uint8) and reach the weights of `conv2d`" in found.message
        )

    @pytest.mark.parametrize("kind", ["Rescaling", "Normalization", "BatchNormalization"])
    def test_a_layer_that_scales_first_is_not_asked(self, kind):
        assert _unscaled(_images(), contract(layer(kind))).kind == NOT_APPLICABLE

    def test_what_a_lambda_does_is_measured(self):
        assert _unscaled(_images(), contract(layer("Lambda"))).status == "pass"

    def test_a_convolution_followed_by_batch_normalisation_passes(self):
        model = contract(
            layer("Conv2D", activation="linear"), layer("BatchNormalization", inputs=())
        )
        assert _unscaled(_images(), model, loss=500.0).status == "fail"  # frozen: training shows it
        assert _unscaled(_images(), model, loss=1.0).status == "pass"

    def test_mean_subtracted_images_pass(self):
        assert _unscaled(_images(dtype="float32") - 110, loss=2000.0).status == "pass"

    def test_images_near_one_value_do_not(self):
        x = _images(dtype="float32") / 255 - 110
        assert _unscaled(x, loss=2000.0).status == "fail"

    def test_a_large_column_fails_by_its_consequence(self):
        x = normal() * [1, 900, 1, 1]
        found = _unscaled(x.astype("float32"), loss=5e5)
        assert found.status == "fail"
        assert found.message.startswith("column 1 of `x` has a root mean square of")
        assert "times that of a blind guess" in found.message
        assert _unscaled(x.astype("float32"), loss=4.0).status == "warn"
        assert _unscaled(x.astype("float32"), loss=1.1).status == "pass"

    def test_large_targets_are_not_the_features_fault(self):
        y = normal(240, 1) + 1000
        assert _unscaled(normal() * 60, loss=1.05e6, y=y).status == "pass"

    def test_ids_pass(self):
        x = np.arange(240)[:, None]
        assert (
            _unscaled(x, contract(layer("Embedding", input_dim=240)), loss=1e4).kind
            == NOT_APPLICABLE
        )

    def test_an_unknown_layer_needs_the_measured_consequence(self):
        model = contract(layer("Scale", keras_own=False))
        assert _unscaled(_images(), model, loss=1.5).status == "pass"
        assert _unscaled(_images(), model, loss=1e4).status == "fail"

    def test_undeclared_inputs_of_a_plain_stack_are_read_in_order(self):
        model = contract(layer("Flatten"), layer("Dense"))
        model.inputs, model.kind = None, "sequential"
        assert _unscaled(_images(), model).status == "warn"
        model.kind = "subclassed"
        assert _unscaled(_images(), model).status == "pass"
