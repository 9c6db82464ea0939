"""The checks of what labels and weights do to the loss, on hand-written records."""

from __future__ import annotations

import numpy as np
import pytest

from conformance.records import Arguments, LayerFacts, Loss, OwnLoss
from tests.checks.made import normal
from tests.checks.paired import records, verdict

RANDOM = np.random.RandomState(0)
X = normal(128, 6)
BITS = (X[:, :1] > 0).astype("float32")
NUMBERS = X.sum(axis=1, keepdims=True)
MAPE = "mean_absolute_percentage_error"


def _status(found):
    return getattr(found, "status", None)


def _records(y, loss="binary", output=(None, 1), weight=None, x=X, **options):
    element = (x, y) if weight is None else (x, y, weight)
    shape = (None, *x.shape[1:])
    return records(element, inputs=[shape], outputs=[output], losses=loss, **options)


class TestConstantTarget:
    def test_of_a_pairwise_model(self):
        given = records((X, np.ones((128, 1))), inputs=[(None, 6), (None, 6)], losses="binary")
        assert _status(verdict("label-constant", given)) == "fail"
        given["contract"].shared = frozenset({frozenset({0, 1})})
        found = verdict("label-constant", given)
        assert found.status == "warn"
        assert "compares `a` and `b`" in found.message

    TAGS = (RANDOM.uniform(size=(128, 5)) < 0.4).astype("float32")

    def _tags(self, y):
        return verdict("label-constant", _records(y, output=(None, y.shape[1])))

    @pytest.mark.parametrize(("tag", "padded"), [(0, True), (3, False)])
    def test_one_tag_of_all_rows(self, tag, padded):
        tags = self.TAGS.copy()
        tags[:, tag] = 1
        found = self._tags(tags)
        assert found.status == "warn"
        assert found.where == f"y[:, {tag}]"
        assert ("padded with 0" in found.message) is padded

    def test_tags_that_vary_or_count_up_pass(self):
        assert self._tags(self.TAGS) is None
        levels = RANDOM.randint(0, 5, 128)
        assert self._tags((np.arange(5) <= levels[:, None]).astype("float32")) is None
        assert self._tags(np.concatenate([np.ones((128, 1)), BITS], axis=1)) is None


class TestWeightedScalarLoss:
    WEIGHT = np.tile([0.0, 1.0], 64)

    def _verdict(self, shape=(), weight=WEIGHT, skips=None, class_weight=None):
        own = Loss("mine", custom=True)
        given = _records(BITS, own, weight=weight)
        given["training"].own_losses = [OwnLoss(0, shape, 16, skips)]
        given["arguments"] = Arguments({"class_weight": class_weight} if class_weight else {})
        return verdict("weighted-scalar-loss", given)

    def test_one_number_for_the_batch(self):
        found = self._verdict()
        assert found.status == "fail"
        assert "`mine` returns one number for a batch of 16 examples" in found.message
        assert self._verdict((1,)).status == "fail"

    def test_class_weights(self):
        assert _status(self._verdict(weight=None, class_weight={0: 1.0, 1: 4.0})) == "fail"
        assert self._verdict(weight=None, class_weight={0: 1.0, 1: 1.0}) is None

    def test_a_loss_that_leaves_out_the_rows_itself(self):
        assert self._verdict(skips=True).status == "warn"

    def test_passes(self):
        assert self._verdict((16,)) is None
        assert self._verdict(weight=np.repeat(np.arange(8.0), 16)) is None  # equal in a batch
        assert self._verdict(weight=None) is None


class TestPercentageError:
    def _verdict(self, y, weight=None, **options):
        return verdict("label-range", _records(y, MAPE, weight=weight, **options))

    def test_targets_of_zero(self):
        sales = np.maximum(NUMBERS, 0)
        zeros = int((sales == 0).sum())
        assert self._verdict(sales).message.startswith(f"{zeros} of 128 ")
        assert self._verdict(sales, 1.0 * (sales > 0)) is None
        assert self._verdict(sales[:, 0], 1.0 * (sales > 0)) is None
        assert self._verdict(sales, 1.0 * (sales[:, 0] > 0)) is None
        masking = LayerFacts("words", "Embedding", masks=True)
        assert self._verdict(sales, layers=[masking]).status == "warn"

    def test_a_stray_zero(self):
        assert self._verdict(np.where(np.arange(128)[:, None] == 5, 0, 2.0)).status == "warn"

    def test_passes(self):
        assert self._verdict(np.abs(NUMBERS) + 1) is None
        assert verdict("label-range", _records(np.maximum(NUMBERS, 0), "mse")) is None


class TestLabelRounded:
    def _verdict(self, dtype, classes, top, complete=True):
        ids = np.linspace(0, top, 128).astype(dtype)
        given = _records(ids, "sparse", (None, classes))
        given["elements"].complete = complete
        return verdict("label-rounded", given)

    def test_more_classes_than_the_dtype_counts(self):
        found = self._verdict("float16", 3000, 2990)
        assert found.status == "fail"
        assert "up to 2048 only" in found.message

    def test_none_seen_so_far(self):
        assert self._verdict("float16", 3000, 2000, complete=False).status == "warn"
        assert self._verdict("float16", 3000, 2000) is None

    @pytest.mark.parametrize(
        ("dtype", "classes"), [("float16", 2049), ("float32", 3000), ("int16", 3000)]
    )
    def test_passes(self, dtype, classes):
        assert self._verdict(dtype, classes, classes - 1) is None


class TestSmallWeights:
    def _verdict(self, weight, optimizer="SGD", rate=0.01):
        given = _records(BITS, weight=weight)
        given["contract"].optimizer, given["contract"].learning_rate = optimizer, rate
        return verdict("sample-weight", given)

    SUMMED = np.linspace(1, 3, 128) / np.linspace(1, 3, 128).sum()

    def test_divided_by_their_sum(self):
        found = self._verdict(self.SUMMED)
        assert found.status == "warn"
        assert "(all 128 sum to 1)" in found.message
        assert "instead of 0.01" in found.message

    @pytest.mark.parametrize(("optimizer", "rate"), [("Adam", 0.01), ("SGD", 4.0), ("SGD", None)])
    def test_where_it_may_be_meant(self, optimizer, rate):
        assert self._verdict(self.SUMMED, optimizer, rate).status == "warn"

    def test_small_but_no_sum(self):
        assert self._verdict(self.SUMMED * 2).status == "warn"
        assert self._verdict(self.SUMMED * 2, "Adam") is None

    def test_a_mask_passes(self):
        assert self._verdict(1.0 * (np.arange(128) == 5)) is None


class TestClassWeightByShare:
    IDS = np.repeat([0, 1, 2], [96, 24, 8])

    def _verdict(self, weights, y=IDS):
        given = _records(y, "sparse", (None, 3), arguments=Arguments({"class_weight": weights}))
        return _status(verdict("class-weight", given))

    def test_proportional(self):
        assert self._verdict({0: 96, 1: 24, 2: 8}) == "warn"
        assert self._verdict({0: 0.75, 1: 0.1875, 2: 0.0625}) == "warn"
        assert self._verdict({0: 0.75, 1: 0.1875, 2: 0.0625}, np.eye(3)[self.IDS]) == "warn"

    def test_the_same_direction(self):
        assert self._verdict({0: 3.0, 1: 2.0, 2: 1.0}) == "warn"

    def test_chosen_by_hand(self):
        assert self._verdict({0: 3, 1: 1}, np.repeat([0, 1], [96, 32])) == "warn"

    def test_passes(self):
        assert self._verdict({0: 0.4, 1: 1.8, 2: 5.3}) is None
        assert self._verdict({0: 1.0, 1: 1.0, 2: 1.0}) is None
        assert self._verdict({0: 1.2, 1: 1.1, 2: 1.0}) is None
        assert self._verdict({0: 2.0, 1: 1.0, 2: 3.0}) is None
        assert self._verdict({0: 2.0, 1: 1.0}, np.repeat([0, 1], [72, 56])) is None


class TestClassWeightOfTags:
    def _verdict(self, tags, weights=None):
        weights = weights or {0: 0.5, 1: 1.0, 2: 9.0}
        given = _records(tags, output=(None, 3), arguments=Arguments({"class_weight": weights}))
        return verdict("class-weight", given)

    def test_a_weight_that_is_never_used(self):
        tags = (RANDOM.uniform(size=(128, 3)) < [0.5, 0.5, 0.2]).astype("float32")
        tags[tags[:, 2] > 0, 0] = 1
        found = self._verdict(tags)
        assert found.status == "fail"
        assert "have tag 2, and its weight 9 is used for none of them" in found.message
        assert self._verdict(tags, {0: 0.5, 1: 1.0, 2: 0.5}).status == "warn"

    def test_a_weight_that_is_used_now_and_then(self):
        tags = (RANDOM.uniform(size=(128, 3)) < [0.3, 0.3, 0.6]).astype("float32")
        assert self._verdict(tags).status == "warn"


class TestWeightsOnPadding:
    LENGTHS = RANDOM.randint(3, 12, 128)
    STEPS = np.arange(12) < LENGTHS[:, None]
    WORDS = np.where(STEPS, RANDOM.randint(1, 9, (128, 12)), 0)
    TAGS = np.where(STEPS, RANDOM.randint(0, 4, (128, 12)), 0)

    def _verdict(self, weight, tags=TAGS, words=WORDS):
        given = _records(tags, "sparse", (None, 12, 4), weight=weight.astype("float32"), x=words)
        return verdict("weights-on-padding", given)

    def test_the_wrong_way_round(self):
        found = self._verdict(~self.STEPS)
        assert found.message.startswith("sample_weight is 0 on every step of the sequences")
        assert "all 128 padded rows" in found.message

    def test_padding_before_the_words(self):
        found = self._verdict(~self.STEPS[:, ::-1], self.TAGS[:, ::-1], self.WORDS[:, ::-1])
        assert found is not None

    def test_passes(self):
        assert self._verdict(self.STEPS) is None
        assert self._verdict(np.ones((128, 12))) is None
        assert self._verdict(~self.STEPS, RANDOM.randint(0, 4, (128, 12))) is None
        assert self._verdict(np.ones(128)) is None

    def test_nothing_is_padded(self):
        assert self._verdict(np.zeros((128, 12)), words=np.ones((128, 12), int)) is None

    def test_no_weights(self):
        given = _records(self.TAGS, "sparse", (None, 12, 4), x=self.WORDS)
        assert verdict("weights-on-padding", given) is None
