"""The checks of values, on hand-written records."""

from __future__ import annotations

import numpy as np
import pytest

from conformance.records import Tracing, Training
from tests.checks.made import (
    contract,
    environment,
    judge,
    layer,
    normal,
    one_pass,
    pairing,
    targets,
)

DENSE = layer("Dense", activation="relu")


def _images(low=0, high=256, dtype="uint8"):
    random = np.random.RandomState(0)
    return random.randint(low, high, size=(64, 8, 8, 3)).astype(dtype)


def _unscaled(x, model=None, loss=None, y=None, **records):
    y = normal(len(x), 1) if y is None else y
    training = None if loss is None else Training(initial_loss=loss, losses=[loss])
    return judge(
        "unscaled",
        elements=one_pass(x, y),
        contract=model or contract(DENSE),
        pairing=pairing(),
        targets=targets("mean_squared_error"),
        training=training,
        **records,
    )


class TestNotFinite:
    def test_names_the_place_and_the_weights(self):
        x = normal()
        x[40, 2] = np.nan
        training = Training(ran=["fit"], losses=[0.7], bad_weights=["kernel"], weights_finite=False)
        found = judge("not-finite", elements=one_pass(x), training=training)
        assert found.status == "fail"
        assert found.where == "x, batch 2, index (8, 2)"
        assert "1 of 960 (0.104 %) values of `x`" in found.message
        assert "the loss stays finite (0.7)" in found.message
        assert "`kernel` became NaN" in found.message

    def test_a_model_that_copes_with_many_such_rows_passes(self):
        x = normal()
        x[::2, 0] = np.nan
        training = Training(ran=["fit"], initial_loss=1.0, losses=[1.0], batches=5)
        assert judge("not-finite", elements=one_pass(x), training=training) is None

    def test_few_such_rows_prove_nothing(self):
        x = normal()
        x[3, 0] = np.inf
        training = Training(ran=["fit"], initial_loss=1.0, losses=[1.0], batches=5)
        assert judge("not-finite", elements=one_pass(x), training=training).status == "fail"

    def test_looks_at_validation_and_leaves_targets_alone(self):
        bad = normal()
        bad[0, 0] = np.nan
        found = judge("not-finite", elements=one_pass(normal()), validation=one_pass(bad))
        assert found.where.startswith("validation x")
        assert judge("not-finite", elements=one_pass(normal(), bad)) is None


class TestConstantFeature:
    def test_the_only_feature_constant_is_a_failure(self):
        found = judge("constant-feature", elements=one_pass(np.zeros((64, 3), "float32")))
        assert found.status == "fail"
        assert "`x` is 0 in all 64 examples" in found.message

    def test_one_of_several_is_a_warning(self):
        x = {"a": normal(64), "b": np.full((64, 2), 0.5, "float32")}
        assert judge("constant-feature", elements=one_pass(x)).status == "warn"

    def test_masks_and_positions_beside_features_pass(self):
        x = {"ids": np.arange(64)[:, None], "mask": np.ones((64, 5), "int32")}
        x["position"] = np.tile(np.arange(5), (64, 1))
        assert judge("constant-feature", elements=one_pass(x)) is None

    @pytest.mark.parametrize("rows", [4, 7])
    def test_a_handful_of_examples_proves_nothing(self, rows):
        assert judge("constant-feature", elements=one_pass(np.zeros((rows, 2)))) is None

    def test_an_input_that_is_not_used_does_not_count(self):
        x = {"a": normal(64), "b": np.full((64, 2), 0.5, "float32")}
        assert judge("constant-feature", elements=one_pass(x), pairing=pairing("x['a']")) is None


class TestUnscaled:
    def test_raw_images(self):
        model = contract(layer("Conv2D", activation="relu"), inputs=[(None, 8, 8, 3)])
        found = _unscaled(_images(), model)
        assert found.status == "fail"
        assert (
            "images in `x` span 0..255 (uint8) and reach the weights of `conv2d`" in found.message
        )

    @pytest.mark.parametrize("kind", ["Rescaling", "Normalization", "BatchNormalization", "Lambda"])
    def test_a_layer_that_scales_first_passes(self, kind):
        assert _unscaled(_images(), contract(layer(kind))) is None

    def test_a_convolution_followed_by_batch_normalisation_passes(self):
        model = contract(
            layer("Conv2D", activation="linear"), layer("BatchNormalization", inputs=())
        )
        assert _unscaled(_images(), model, loss=500.0) is not None  # frozen: training shows it
        assert _unscaled(_images(), model, loss=1.0) is None

    def test_mean_subtracted_images_pass(self):
        assert _unscaled(_images(dtype="float32") - 110, loss=2000.0) is None

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
        assert _unscaled(x.astype("float32"), loss=1.1) is None

    def test_large_targets_are_not_the_features_fault(self):
        y = normal(240, 1) + 1000
        assert _unscaled(normal() * 60, loss=1.05e6, y=y) is None

    def test_ids_pass(self):
        x = np.arange(240)[:, None]
        assert _unscaled(x, contract(layer("Embedding", input_dim=240)), loss=1e4) is None

    def test_an_unknown_layer_needs_the_measured_consequence(self):
        model = contract(layer("Scale", keras_own=False))
        assert _unscaled(_images(), model, loss=1.5) is None
        assert _unscaled(_images(), model, loss=1e4).status == "fail"

    def test_undeclared_inputs_of_a_plain_stack_are_read_in_order(self):
        model = contract(layer("Flatten"), layer("Dense"))
        model.inputs, model.kind = None, "sequential"
        assert _unscaled(_images(), model).status == "fail"
        model.kind = "subclassed"
        assert _unscaled(_images(), model) is None


class TestScaledTwice:
    def test_images_in_a_sliver(self):
        x = (_images() / 255 / 255).astype("float32")
        found = judge(
            "scaled-twice", elements=one_pass(x), contract=contract(DENSE), pairing=pairing()
        )
        assert found.status == "fail"
        assert "they were scaled twice" in found.message

    def test_names_the_rescaling_of_the_model(self):
        x = (_images() / 255).astype("float32")
        model = contract(layer("Rescaling", scale=(1 / 255, 0.0)), DENSE)
        found = judge("scaled-twice", elements=one_pass(x), contract=model, pairing=pairing())
        assert "`rescaling` in the model multiplies them by 0.003922 again" in found.message

    def test_rescaling_then_batch_normalisation_passes(self):
        x = (_images() / 255).astype("float32")
        model = contract(layer("Rescaling", scale=(1 / 255, 0.0)), layer("BatchNormalization"))
        assert (
            judge("scaled-twice", elements=one_pass(x), contract=model, pairing=pairing()) is None
        )

    @pytest.mark.parametrize("x", [_images() / 255, _images() / 127.5 - 1, np.zeros((64, 8, 8, 1))])
    def test_usual_images_pass(self, x):
        elements = one_pass(x.astype("float32"))
        assert (
            judge("scaled-twice", elements=elements, contract=contract(DENSE), pairing=pairing())
            is None
        )

    def test_images_cut_to_black_warn_and_binary_images_pass(self):
        black = np.zeros((64, 8, 8, 1), "uint8")
        black[:, 0, 0] = np.arange(64)[:, None] % 4 == 0
        assert judge("scaled-twice", elements=one_pass(black)).status == "warn"
        assert judge("scaled-twice", elements=one_pass(_images(0, 2))) is None


class TestMissingValueCodes:
    def _judge(self, x, model=None, loss=1e6):
        return judge(
            "missing-value-codes",
            elements=one_pass(x, normal(len(x), 1)),
            contract=model or contract(DENSE),
            pairing=pairing(),
            targets=targets("mean_squared_error"),
            training=Training(initial_loss=loss),
        )

    def test_a_code_among_small_numbers(self):
        x = normal()
        x[::40, 1] = -9999
        found = self._judge(x)
        assert found.status == "fail"
        assert "column 1 of `x` holds -9999 6 times" in found.message
        assert found.where == "x, batch 0, example 0 of the pass"
        assert self._judge(x, loss=1.0).status == "warn"
        assert self._judge(x, contract(layer("Normalization"))).status == "warn"

    def test_masked_codes_rare_ones_and_plausible_ones_pass(self):
        x = normal()
        x[::40, 1] = -99
        assert self._judge(x, contract(layer("Masking"), DENSE)) is None
        x[3:, 1] = normal(237, 1)[:, 0]
        assert self._judge(x) is None  # one row
        x[::40, 1] = -99
        x[:, 1] *= 10
        assert self._judge(x) is None  # -990 is no code


class TestPreprocessing:
    def test_names_the_layer_of_the_pipeline(self):
        tracing = Tracing(unadapted=["Normalization `norm`"])
        found = judge("preprocessing-not-adapted", tracing=tracing)
        assert "returns its input unchanged" in found.message
        assert "`norm`" in found.fix

    def test_names_the_layer_of_the_model_and_spares_a_fixed_one(self):
        model = contract(layer("StringLookup", adapted=False), DENSE)
        found = judge("preprocessing-not-adapted", tracing=Tracing(), contract=model)
        assert found.blame == "model"
        efficient = contract(layer("Rescaling"), layer("Normalization", adapted=False), DENSE)
        assert judge("preprocessing-not-adapted", tracing=Tracing(), contract=efficient) is None


class TestBatchStatistics:
    def _scaled(self, function, x=None, batch=16):
        x = normal(seed=1) * 20 + 50 if x is None else x
        parts = [function(x[i : i + batch].astype("float64")) for i in range(0, len(x), batch)]
        return judge("batch-statistics", elements=one_pass(np.concatenate(parts).astype("float32")))

    def test_standardised_by_batch(self):
        found = self._scaled(lambda b: (b - b.mean(0)) / b.std(0))
        assert "every one of the 15 full batches of `x` has mean 0" in found.message

    def test_an_epsilon_narrows_the_almost_constant_columns(self):
        x = np.random.RandomState(1).normal(size=(240, 8))
        x[:, 0] *= 1e-4
        assert self._scaled(lambda b: (b - b.mean(0)) / np.sqrt(b.var(0) + 1e-6), x) is not None

    def test_whole_tensor_and_channel_statistics(self):
        images = _images().astype("float64")
        assert self._scaled(lambda b: (b - b.mean()) / b.std(), images) is not None
        channels = (0, 1, 2)
        assert self._scaled(lambda b: (b - b.mean(channels)) / b.std(channels), images) is not None

    def test_scaled_to_the_range_of_the_batch(self):
        found = self._scaled(lambda b: (b - b.min(0)) / (b.max(0) - b.min(0)))
        assert "minimum and maximum" in found.message

    def test_statistics_of_the_data_set_pass(self):
        x = normal() * 20 + 50
        assert self._scaled(lambda b: (b - x.mean(0)) / x.std(0), x) is None
        assert self._scaled(lambda b: (b - x.min(0)) / (x.max(0) - x.min(0)), x) is None

    def test_one_batch_of_everything_and_plain_noise_pass(self):
        assert self._scaled(lambda b: (b - b.mean(0)) / b.std(0), batch=240) is None
        assert judge("batch-statistics", elements=one_pass(normal())) is None

    def test_each_image_by_itself_passes(self):
        def each(b):
            axes = (1, 2, 3)
            return (b - b.mean(axes, keepdims=True)) / b.std(axes, keepdims=True)

        assert self._scaled(each, _images().astype("float64")) is None


class TestSplitStatistics:
    x = np.concatenate([normal(240, 3), normal(72, 3, seed=1) + 2]).astype("float64")

    def _judge(self, train, held, **records):
        parts = [part.astype("float32") for part in (train, held)]
        elements, validation = one_pass(parts[0]), one_pass(parts[1])
        return judge("split-statistics", elements=elements, validation=validation, **records)

    def _scaled(self, by):
        z = (self.x - by.mean(0)) / by.std(0)
        return z[:240], z[240:]

    def test_fitted_to_both_parts(self):
        found = self._judge(*self._scaled(self.x))
        assert "fitted to training and validation rows together" in found.message

    def test_fitted_to_the_training_part_passes(self):
        assert self._judge(*self._scaled(self.x[:240])) is None

    def test_each_part_by_itself(self):
        parts = [(p - p.mean(0)) / p.std(0) for p in (self.x[:240], self.x[240:])]
        assert "each was scaled by its own statistics" in self._judge(*parts).message

    def test_unscaled_noise_passes(self):
        assert self._judge(self.x[:240], self.x[240:]) is None

    def test_scaled_in_one_part_only(self):
        found = self._judge(normal(seed=2) * 60, normal(seed=3))
        assert "a step that scales one part is missing in the other" in found.message

    def test_a_raw_part_is_off_and_wider(self):
        assert self._judge(normal(seed=2), normal(seed=3) * 12 + 50).status == "fail"

    def test_what_comes_right_after_in_time_passes(self):
        time = (np.arange(260)[:, None] - 120.0) / 69.0
        assert self._judge(time[:240], time[240:]) is None

    def test_a_layer_of_the_model_fitted_to_both(self):
        facts = {"mean": tuple(self.x.mean(0)), "variance": tuple(self.x.var(0))}
        model = contract(layer("Normalization", **facts), DENSE)
        found = self._judge(self.x[:240], self.x[240:], contract=model, pairing=pairing())
        assert found.message.startswith("`normalization` in the model was fitted")


class TestIds:
    def _judge(self, x, generation=3, **facts):
        model = contract(layer("Embedding", input_dim=50, direct=True, **facts))
        return judge(
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
        assert self._judge(np.arange(64.0, dtype="float32")[:, None] % 50) is None

    def test_negative_ids(self):
        found = self._judge(np.full((64, 3), -1))
        assert "Keras 3 wraps negative ids" in found.message
        assert found.blame == "pipeline"

    def test_ids_up_to_the_edge_pass(self):
        assert self._judge(np.arange(64)[:, None] % 50) is None

    def test_ids_changed_on_the_way_are_not_judged(self):
        model = contract(layer("Add"), layer("Embedding", input_dim=50))
        out = judge(
            "id-out-of-range",
            elements=one_pass(np.full((64, 1), -1)),
            contract=model,
            environment=environment(),
            pairing=pairing(),
        )
        assert out is None


class TestLossyCast:
    def _judge(self, x, wanted):
        return judge("lossy-cast", elements=one_pass(x), pairing=pairing(dtypes={"x": wanted}))

    def test_ids_beyond_float32(self):
        found = self._judge(2**24 + np.arange(64)[:, None], "float32")
        assert "holds 16777217, which `input_0` (float32) receives as 16777216" in found.message

    def test_wrapping_around(self):
        found = self._judge(np.full((64, 1), 2**31), "int32")
        assert "receives as -2147483648" in found.message

    def test_overflow_to_infinity(self):
        found = self._judge(np.full((64, 1), 1e5, "float32"), "float16")
        assert "receives as inf" in found.message

    @pytest.mark.parametrize("wanted", ["float32", "int32", "int64"])
    def test_values_that_fit_pass(self, wanted):
        assert self._judge(np.arange(64)[:, None] * 2**18, wanted) is None

    def test_rounding_of_wider_floats_passes(self):
        assert self._judge(normal().astype("float64") / 3, "float32") is None


class TestTargetInFeatures:
    ids = np.random.RandomState(0).randint(1, 40, size=(64, 8))

    @pytest.mark.parametrize("late", [False, True])
    def test_a_decoder_input_that_is_not_one_step_late(self, late):
        target = (self.ids * 7) % 40
        start = np.zeros((64, 1), target.dtype)
        given = np.concatenate([start, target[:, :-1]], 1) if late else target
        elements = one_pass({"source": self.ids, "decoder": given}, target)
        found = judge("target-in-features", elements=elements)
        assert (found is None) == late
        assert late or "the target `y` at every step" in found.message

    def test_an_autoencoder_of_ids_passes(self):
        ones = np.ones_like(self.ids)
        assert judge("target-in-features", elements=one_pass({"i": self.ids}, self.ids)) is None
        both = one_pass({"i": self.ids, "mask": ones}, self.ids)
        assert judge("target-in-features", elements=both) is None

    def _judge(self, x, y):
        return judge("target-in-features", elements=one_pass(x, y))

    def test_a_column_and_a_window(self):
        x = normal(64, 6)
        found = self._judge(x, x[:, 5:])
        assert found.status == "fail"
        assert found.message.startswith("position 5 of `x` equals the target `y` in all 64 rows")
        assert "positions 3 to 5" in self._judge(x, x[:, 3:]).message

    def test_steps_of_one_channel(self):
        x = normal(64, 20).reshape(64, 10, 2)
        assert "steps 7 to 9 of channel 1" in self._judge(x, x[:, 7:, 1]).message

    def test_class_numbers_and_one_hot_rows_are_equal(self):
        classes = np.arange(96) % 3
        hot = np.eye(3, dtype="float32")[classes]
        x = normal(96, 5)
        assert "position 5" in self._judge(np.column_stack([x, classes]), hot).message
        assert "(one-hot)" in self._judge(np.column_stack([x, hot]), classes).message

    def test_what_only_looks_like_it_passes(self):
        x = normal(64, 6)
        assert self._judge(x, x) is None  # autoencoder
        assert self._judge(x, x[:, :1] * 2) is None  # a function of a feature
        assert self._judge(x[:20], x[:20, :1]) is None  # too few rows
        tokens = np.arange(64)[:, None] + np.arange(8)
        assert self._judge(tokens[:, :-1], tokens[:, 1:]) is None  # teacher forcing
        assert self._judge(x, np.zeros((64, 1))) is None  # a constant target

    def test_a_whole_feature_beside_others_is_a_warning(self):
        label = np.arange(64.0)[:, None]
        assert self._judge({"a": normal(64), "label": label}, label).status == "warn"
        assert self._judge(label, label) is None
