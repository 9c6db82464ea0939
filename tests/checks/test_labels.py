"""The checks of labels, on hand-written records."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from conformance.checks.labels._rules import broadcasts, is_ids, same
from conformance.checks.labels._weights import applies
from conformance.records import Arguments, LayerFacts, Loss, Node, Plan
from tests.checks.made import normal
from tests.checks.paired import LOSSES, failing, records, verdict

RANDOM = np.random.RandomState(0)
X = normal(64, 6)
IDS = RANDOM.randint(0, 4, 64)
ROWS = np.eye(4, dtype="float32")[IDS]
BITS = (X[:, :1] > 0).astype("float32")
NUMBERS = X.sum(axis=1, keepdims=True)
HEADS = {"age": (None, 1), "sex": (None, 1)}


def _given(y, loss, output=(None, 1), **options):
    return records((X, y), inputs=[(None, 6)], outputs=[output], losses=loss, **options)


class TestTargetStructure:
    def _verdict(self, y, outputs=HEADS, **options):
        return verdict(
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
        assert self._verdict(y, outputs, losses=losses) is None

    def test_an_own_loss_may_take_what_it_likes(self):
        assert self._verdict((BITS, BITS), [(None, 1)], losses=Loss("mine", custom=True)) is None


class TestLabelDtype:
    NAMES = np.array(["ant", "bee", "cat", "dog"])[IDS]

    def test_strings(self):
        found = verdict("label-dtype", _given(self.NAMES, "sparse", (None, 4)))
        assert found.message == "y holds strings and sparse_categorical_crossentropy needs numbers"

    def test_numbers_and_own_losses_pass(self):
        assert verdict("label-dtype", _given(IDS, "sparse", (None, 4))) is None
        own = Loss("mine", custom=True)
        assert verdict("label-dtype", _given(self.NAMES, own, (None, 4))) is None


class TestLabelEncoding:
    def test_rows_under_the_sparse_loss(self):
        found = verdict("label-encoding", _given(ROWS, "sparse", (None, 4)))
        assert 'use `loss="categorical_crossentropy"`' in found.fix

    @pytest.mark.parametrize("ids", [IDS, IDS[:, None]])
    def test_ids_under_the_categorical_loss(self, ids):
        found = verdict("label-encoding", _given(ids, "categorical", (None, 4)))
        assert "`tf.one_hot(y, 4)`" in found.fix

    @pytest.mark.parametrize(
        ("y", "loss", "output"),
        [
            (IDS, "sparse", (None, 4)),
            (IDS[:, None], "sparse", (None, 4)),
            (ROWS, "categorical", (None, 4)),
            (RANDOM.randint(0, 9, (64, 9)), "sparse", (None, 9, 9)),
            (RANDOM.randint(0, 4, (64, 5, 5, 1)), "sparse", (None, 5, 5, 4)),
        ],
    )
    def test_passes(self, y, loss, output):
        assert verdict("label-encoding", _given(y, loss, output)) is None
        assert verdict("label-shape", _given(y, loss, output)) is None


class TestLabelShape:
    def test_three_columns_for_one_unit(self):
        found = verdict("label-shape", _given(X[:, :3], "mse"))
        assert found.message == (
            "y is (None, 3) and the output `p` is (None, 1): they broadcast to (16, 3), so one value is "
            "compared with many, and the loss trains on that without a word"
        )
        assert found.fix == "give `p` 3 units, or keep one column of y"

    @pytest.mark.parametrize("y", [NUMBERS, NUMBERS[:, :, None]])
    def test_one_target_for_all_steps(self, y):
        found = verdict("label-shape", _given(y, "mse", (None, 24, 1)))
        assert "return_sequences=False" in found.fix

    def test_shapes_that_cannot_meet(self):
        found = verdict(
            "label-shape", _given(X[:, :3], "mse", (None, 2), failure="Dimensions must be equal")
        )
        assert "Dimensions must be equal" in found.message

    @pytest.mark.parametrize(
        ("y", "loss", "output"),
        [
            (NUMBERS, "mse", (None, 1)),
            (NUMBERS[:, 0], "mse", (None, 1)),
            (NUMBERS, "mse", (None,)),
            (X, "mse", (None, 6)),
            (X, "mse", (None, 6, 1)),
            (X[..., None], "mse", (None, 6)),
            (X, "mse", (None, None)),
            (X, Loss("mine", custom=True), (None, 3)),
            (X, None, (None, 3)),
            (BITS[:, 0], "binary", (None, 1)),
            (X, "ctc", (None, 9, 20)),
        ],
    )
    def test_passes(self, y, loss, output):
        assert verdict("label-shape", _given(y, loss, output)) is None


class TestShapes:
    def test_same_up_to_a_trailing_one(self):
        assert same((24, 1), (24,))
        assert same((24,), (24, 1))
        assert not same((24, 1), (1,))
        assert not same((1,), (3,))

    def test_ids(self):
        assert is_ids((5, 5, 4), (5, 5))
        assert is_ids((4,), ())
        assert not is_ids((4,), (4,))

    def test_broadcasts(self):
        assert broadcasts((), (1,), 32) == (32, 32)
        assert broadcasts((1,), (3,), 8) == (8, 3)
        assert broadcasts((2,), (3,), 8) is None

    @pytest.mark.parametrize(
        ("weight", "loss", "fine"),
        [
            ((), (), True),
            ((1,), (), True),
            ((12,), (), False),
            ((), (12,), True),
            ((12,), (12,), True),
        ],
    )
    def test_weights(self, weight, loss, fine):
        assert applies(weight, loss) is fine


class TestTargetBroadcast:
    def _verdict(self, pair):
        given = _given(NUMBERS[:, 0], None)
        given["training"].aligned_loss = pair
        return verdict("target-broadcast", given)

    def test_the_numbers_differ(self):
        found = self._verdict((3.9, 2.1))
        assert "it is 3.9 on the first batch, and 2.1 with the same targets" in found.message

    @pytest.mark.parametrize("pair", [None, (2.1, 2.1000001), (float("nan"), 1.0)])
    def test_passes(self, pair):
        assert self._verdict(pair) is None


class TestActivationLoss:
    def _verdict(self, loss, activation, units=1, logits=False):
        entry = Loss(LOSSES[loss], from_logits=logits)
        y = {"sparse": IDS, "categorical": ROWS, "binary": BITS, "mse": NUMBERS}[loss]
        return verdict("activation-loss", _given(y, entry, (None, units), activations=[activation]))

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
        assert self._verdict(loss, activation, units, logits) is None


class TestLabelRange:
    def _verdict(self, y, loss, output=(None, 1), **options):
        return verdict("label-range", _given(y, loss, output, **options))

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
        assert self._verdict(masks, ignoring, (None, 5, 5, 4)) is None

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
        assert self._verdict(np.abs(NUMBERS), loss) is None

    def test_hinge(self):
        assert self._verdict(IDS[:, None], "hinge") is not None
        assert self._verdict(BITS, "hinge") is None
        assert self._verdict(BITS * 2 - 1, "squared_hinge") is None

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
        assert self._verdict(y, loss, output, activations=[activation]) is None

    def test_a_few_strays_beyond_relu_pass(self):
        prices = np.abs(np.tile(NUMBERS, (4, 1)))
        prices[0] = -0.1
        given = records((np.tile(X, (4, 1)), prices), inputs=[(None, 6)], activations=["relu"])
        assert verdict("label-range", given) is None

    def test_empty_positions_of_a_sequence_are_a_mask(self):
        steps = np.eye(4, dtype="float32")[RANDOM.randint(0, 4, (64, 5))]
        steps[:, 4] = 0
        assert self._verdict(steps, "categorical", (None, 5, 4)) is None

    def test_empty_rows_without_weight_pass(self):
        rows, weights = ROWS.copy(), np.ones(64, "float32")
        rows[:3], weights[:3] = 0, 0
        element = (X, rows, weights)
        given = records(element, inputs=[(None, 6)], outputs=[(None, 4)], losses="categorical")
        assert verdict("label-range", given) is None
        weights[:3] = 1
        given = records(element, inputs=[(None, 6)], outputs=[(None, 4)], losses="categorical")
        assert verdict("label-range", given) is not None


class TestLabelFraction:
    def test_scaled_ratings(self):
        found = verdict("label-fraction", _given(IDS / 4, "sparse", (None, 4)))
        assert found.message.startswith("y holds fractions (0.25, 0.5, 0.75)")
        assert "mean_squared_error" in found.fix

    def test_a_resized_mask(self):
        masks = RANDOM.uniform(0, 3, (64, 4, 4))
        assert (
            'method="nearest"'
            in verdict("label-fraction", _given(masks, "sparse", (None, 4, 4, 4))).fix
        )

    @pytest.mark.parametrize(("y", "loss"), [(IDS.astype("float32"), "sparse"), (IDS / 4, "mse")])
    def test_passes(self, y, loss):
        assert verdict("label-fraction", _given(y, loss, (None, 4))) is None


class TestTargetNotFinite:
    BAD = np.where(np.arange(64)[:, None] == 20, np.nan, NUMBERS)

    def test_says_where(self):
        found = verdict("target-not-finite", _given(self.BAD, "mse"))
        assert found.where == "y, batch 1, element (4, 0)"
        assert "1 of 64 (1.56 %)" in found.message

    def test_an_own_loss_may_mask_them(self):
        found = verdict("target-not-finite", _given(self.BAD, Loss("mine", custom=True)))
        assert found.status == "warn"

    def test_passes(self):
        assert verdict("target-not-finite", _given(NUMBERS, "mse")) is None


class TestLabelPadding:
    WORDS = np.concatenate([RANDOM.randint(1, 9, (64, 6)), np.zeros((64, 6), int)], axis=1)
    TAGS = np.concatenate([RANDOM.randint(0, 4, (64, 6)), np.zeros((64, 6), int)], axis=1)

    def _verdict(self, words=WORDS, tags=TAGS, op="padded_batch", weight=None, **options):
        options.setdefault("losses", "sparse")
        element = (words, tags) if weight is None else (words, tags, weight)
        given = records(element, inputs=[(None, 12)], outputs=[(None, 12, 4)], **options)
        given["plan"] = Plan(Node(op))
        return verdict("label-padding", given)

    def test_padding_counts_as_class_0(self):
        found = self._verdict()
        assert found.message.startswith(
            "384 of 768 (50 %) of the positions of y are padding with 0"
        )

    def test_masked_or_weighted_padding_passes(self):
        masking = LayerFacts("words", "Embedding", masks=True)
        assert self._verdict(layers=[masking]) is None
        assert self._verdict(weight=np.ones((64, 12))) is None
        ignoring = Loss(LOSSES["sparse"], from_logits=False, ignore_class=0)
        assert self._verdict(losses=ignoring) is None

    def test_a_class_kept_for_padding_passes(self):
        assert self._verdict(tags=np.where(self.WORDS > 0, self.TAGS % 3 + 1, 0)) is None

    def test_nothing_was_padded(self):
        assert self._verdict(op="batch") is None
        assert self._verdict(words=np.ones((64, 12), int)) is None

    def test_one_label_for_the_whole_sequence_passes(self):
        given = records((self.WORDS, BITS[:, 0]), inputs=[(None, 12)], losses="binary")
        given["plan"] = Plan(Node("padded_batch"))
        assert verdict("label-padding", given) is None

    def test_a_number_of_0_is_no_class(self):
        element = (self.WORDS, self.TAGS)
        given = records(element, inputs=[(None, 12)], outputs=[(None, 12, 1)])
        given["plan"] = Plan(Node("padded_batch"))
        assert verdict("label-padding", given) is None


class TestLabelConstant:
    def _verdict(self, y, loss="binary", rows=64, complete=True, **options):
        given = records((X[:rows], y[:rows]), inputs=[(None, 6)], losses=loss, **options)
        given["elements"].complete = complete
        return verdict("label-constant", given)

    def test_one_class(self):
        found = self._verdict(np.zeros((64, 1), "float32"))
        assert found.message == (
            "all 64 examples have the same target y = 0: a model that ignores its input is already perfect"
        )

    def test_one_row_for_all(self):
        rows = np.tile(np.float32([0, 1, 1]), (64, 1))
        assert self._verdict(rows, outputs=[(None, 3)]).status == "fail"

    def test_dummy_targets_of_an_own_loss(self):
        assert self._verdict(np.zeros(64), Loss("mine", custom=True)).status == "warn"

    def test_too_little_was_seen(self):
        zeros = np.zeros(64)
        assert self._verdict(zeros, rows=6) is None
        assert self._verdict(zeros, complete=False) is None

    def test_one_constant_column_of_several_passes(self):
        rows = np.concatenate([np.zeros((64, 1)), BITS], axis=1)
        assert self._verdict(rows, outputs=[(None, 2)]) is None

    def test_an_own_train_step(self):
        given = _given(np.zeros(64), None)
        given["contract"].custom_train_step = True
        assert verdict("label-constant", given) is None


class TestSampleWeight:
    def _verdict(self, weight, output=(None, 1), y=BITS, **options):
        given = records(
            (X, y, weight), inputs=[(None, 6)], outputs=[output], losses="binary", **options
        )
        return verdict("sample-weight", given)

    def test_negative(self):
        found = self._verdict(NUMBERS[:, 0])
        assert found.message.startswith("sample_weight is negative for ")

    def test_not_finite(self):
        weight = np.ones(64)
        weight[20] = np.nan
        found = self._verdict(weight)
        assert found.where == "sample_weight, batch 1, element (4, 0)"

    def test_all_zero(self):
        assert "the loss is 0" in self._verdict(np.zeros(64)).message

    @pytest.mark.parametrize(("mean", "status"), [(9, None), (20, "warn"), (1000, "warn")])
    def test_far_from_one(self, mean, status):
        found = self._verdict(np.linspace(0.5, 1.5, 64) * mean)
        assert getattr(found, "status", None) == status

    def test_a_weight_for_each_step_of_one_target(self):
        found = self._verdict(np.ones((64, 12)), failure="Incompatible shapes: [16] vs. [16,12]")
        assert found.message == (
            "sample_weight is (None, 12) and the loss of `p` has one value an example: ValueError: "
            "Incompatible shapes: [16] vs. [16,12]"
        )

    @pytest.mark.parametrize(
        ("weight", "output", "y"),
        [
            (np.where(BITS[:, 0] == 1, 4.0, 1.0), (None, 1), BITS),
            (np.ones((64, 1)), (None, 1), BITS),
            (np.ones((64, 6)), (None, 6, 1), np.tile(BITS, (1, 6))),
            (np.ones(64), (None, 6, 1), np.tile(BITS, (1, 6))),
        ],
    )
    def test_passes(self, weight, output, y):
        assert self._verdict(weight, output, y) is None

    def test_one_weight_for_two_outputs_is_not_judged_by_shape(self):
        given = records(
            (X, (BITS, BITS), np.ones((64, 9))), inputs=[(None, 6)], outputs=[(None, 1)] * 2
        )
        assert verdict("sample-weight", given) is None


class TestClassWeight:
    def _verdict(self, weights, y=IDS, loss="sparse", output=(None, 4), **options):
        arguments = Arguments({"class_weight": weights})
        return verdict("class-weight", _given(y, loss, output, arguments=arguments, **options))

    @pytest.mark.parametrize("weights", [np.ones(4), [1.0] * 4, []], ids=["array", "list", "empty"])
    def test_weights_in_no_dict(self, weights):
        found = self._verdict(weights)
        assert found.status == "fail"
        assert f"class_weight is a {type(weights).__name__}, and fit looks" in found.message

    def test_two_outputs(self):
        given = records(
            (X, (BITS, BITS)),
            inputs=[(None, 6)],
            outputs=[(None, 1)] * 2,
            arguments=Arguments({"class_weight": {0: 1.0, 1: 2.0}}),
        )
        assert "2 outputs" in verdict("class-weight", given).message

    def test_with_sample_weights_where_keras_refuses(self):
        arguments = Arguments({"class_weight": {0: 1.0, 1: 2.0}})
        message = "You cannot `class_weight` and `sample_weight` at the same time."
        element = (X, BITS, np.ones(64))
        given = records(
            element, inputs=[(None, 6)], losses="binary", arguments=arguments, failure=message
        )
        assert verdict("class-weight", given).actual == "both"
        given = records(element, inputs=[(None, 6)], losses="binary", arguments=arguments)
        assert verdict("class-weight", given) is None

    def test_pixels(self):
        masks = RANDOM.randint(0, 2, (64, 4, 4))
        found = self._verdict({0: 1.0, 1: 5.0}, masks, output=(None, 4, 4, 2))
        assert found.fix == "yield a sample_weight of the mask's shape: `tf.gather(weights, mask)`"

    def test_a_class_left_out(self):
        assert self._verdict({0: 1.0, 1: 2.0, 2: 3.0}).status == "warn"
        assert self._verdict({0: 1.0, 1: 2.0, 2: 3.0}, failure="class_weight").status == "fail"

    def test_keys_no_label_has(self):
        found = self._verdict({1: 1.0, 2: 2.0, 3: 3.0, 4: 4.0})
        assert found.status == "fail"
        assert "has no entry for the labels 0, and names 4, which no label has" in found.message

    def test_names_as_keys(self):
        assert "the keys 'ant'" in self._verdict({"ant": 1.0}).message

    def test_rows_of_several_classes(self):
        rows = np.ones((64, 4), "float32")
        assert self._verdict({0: 1.0}, rows, "binary").status == "warn"

    @pytest.mark.parametrize(
        ("y", "loss"), [(IDS, "sparse"), (ROWS, "categorical"), (IDS[:, None], "sparse")]
    )
    def test_passes(self, y, loss):
        assert self._verdict({0: 1.0, 1: 2.0, 2: 3.0, 3: 4.0}, y, loss) is None

    def test_nothing_given(self):
        assert verdict("class-weight", _given(IDS, "sparse", (None, 4))) is None


class TestOneRootCause:
    @pytest.mark.parametrize(
        ("y", "loss", "output", "activation", "name"),
        [
            (ROWS, "sparse", (None, 4), "softmax", "label-encoding"),
            (IDS, "categorical", (None, 4), "softmax", "label-encoding"),
            (IDS + 1, "sparse", (None, 4), "softmax", "label-range"),
            (IDS / 4, "sparse", (None, 4), "softmax", "label-fraction"),
            (X[:, :3], "mse", (None, 1), "linear", "label-shape"),
            (np.zeros(64), "binary", (None, 1), "sigmoid", "label-constant"),
            (BITS * 255, "binary", (None, 1), "sigmoid", "label-range"),
            (BITS, "binary", (None, 1), "softmax", "activation-loss"),
            (BITS, "sparse", (None, 1), "sigmoid", "activation-loss"),
            (TestTargetNotFinite.BAD, "mse", (None, 1), "linear", "target-not-finite"),
            (TestLabelDtype.NAMES, "sparse", (None, 4), "softmax", "label-dtype"),
        ],
    )
    def test_each_sin_fails_once(self, y, loss, output, activation, name):
        given = _given(y, loss, output, activations=[activation])
        assert failing(given, "wiring", "elements", "labels") == [name]

    @pytest.mark.parametrize(
        ("y", "loss", "output", "activation"),
        [
            (IDS, "sparse", (None, 4), "softmax"),
            (ROWS, "categorical", (None, 4), "softmax"),
            (BITS, "binary", (None, 1), "sigmoid"),
            (NUMBERS, "mse", (None, 1), "linear"),
            (X, "mse", (None, 6), "linear"),
        ],
    )
    def test_sound_targets_fail_nowhere(self, y, loss, output, activation):
        given = _given(y, loss, output, activations=[activation])
        assert failing(given, "wiring", "elements", "labels") == []


def test_ragged_targets_are_not_judged_by_shape():
    given = _given(X[:, :3], "mse")
    given["spec"].leaves[1] = replace(given["spec"].leaves[1], kind="ragged")
    given["targets"].pairs[0].target = given["spec"].leaves[1]
    assert verdict("label-shape", given) is None


class TestSplitClasses:
    def _verdict(self, train, held, loss="sparse", output=(None, 4)):
        given = _given(np.asarray(train), loss, output)
        other = _given(np.asarray(held), loss, output)["elements"]
        given["validation"] = other
        return verdict("split-classes", given)

    def test_one_class_only(self):
        found = self._verdict(np.arange(200) % 4, np.full(64, 3))
        assert found.status == "fail"
        assert "only the class 3" in found.message

    def test_a_class_that_chance_cannot_lose(self):
        assert self._verdict(np.arange(400) % 4, np.arange(120) % 3).status == "warn"

    def test_a_class_never_trained_on(self):
        found = self._verdict(np.arange(200) % 3, np.arange(64) % 4)
        assert (found.status, "16 of 64" in found.message) == ("warn", True)

    def test_rare_classes_few_rows_and_regression_pass(self):
        rare = np.where(np.arange(200) < 4, 3, np.arange(200) % 3)
        assert self._verdict(rare, np.arange(64) % 3) is None
        assert self._verdict(np.arange(200) % 4, np.full(8, 3)) is None
        assert self._verdict(np.arange(200) % 4, np.full(64, 3), "mse", (None, 1)) is None
