"""The check class-weight: class_weight names the classes that occur."""

from __future__ import annotations

import numpy as np
import pytest

from conformance.records import Arguments
from tests.checks.made import normal
from tests.checks.paired import answer, records

RANDOM = np.random.RandomState(0)
X = normal(64, 6)
IDS = RANDOM.randint(0, 4, 64)
ROWS = np.eye(4, dtype="float32")[IDS]
BITS = (X[:, :1] > 0).astype("float32")


def _given(y, loss, output=(None, 1), **options):
    return records((X, y), inputs=[(None, 6)], outputs=[output], losses=loss, **options)


class TestClassWeight:
    def _verdict(self, weights, y=IDS, loss="sparse", output=(None, 4), **options):
        arguments = Arguments({"class_weight": weights})
        return answer("class-weight", _given(y, loss, output, arguments=arguments, **options))

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
        assert "2 outputs" in answer("class-weight", given).message

    def test_with_sample_weights_where_keras_refuses(self):
        arguments = Arguments({"class_weight": {0: 1.0, 1: 2.0}})
        message = "You cannot `class_weight` and `sample_weight` at the same time."
        element = (X, BITS, np.ones(64))
        given = records(
            element, inputs=[(None, 6)], losses="binary", arguments=arguments, failure=message
        )
        assert answer("class-weight", given).actual == "both"
        given = records(element, inputs=[(None, 6)], losses="binary", arguments=arguments)
        assert answer("class-weight", given).status == "pass"

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
        assert self._verdict({0: 1.0, 1: 2.0, 2: 3.0, 3: 4.0}, y, loss).status == "pass"

    def test_nothing_given(self):
        assert answer("class-weight", _given(IDS, "sparse", (None, 4))).status == "skip"


LONG_X = normal(128, 6)


def _status(found):
    return getattr(found, "status", None)


def _records(y, loss="binary", output=(None, 1), weight=None, x=LONG_X, **options):
    element = (x, y) if weight is None else (x, y, weight)
    shape = (None, *x.shape[1:])
    return records(element, inputs=[shape], outputs=[output], losses=loss, **options)


class TestClassWeightByShare:
    IDS = np.repeat([0, 1, 2], [96, 24, 8])

    def _verdict(self, weights, y=IDS):
        given = _records(y, "sparse", (None, 3), arguments=Arguments({"class_weight": weights}))
        return _status(answer("class-weight", given))

    def test_proportional(self):
        assert self._verdict({0: 96, 1: 24, 2: 8}) == "warn"
        assert self._verdict({0: 0.75, 1: 0.1875, 2: 0.0625}) == "warn"
        assert self._verdict({0: 0.75, 1: 0.1875, 2: 0.0625}, np.eye(3)[self.IDS]) == "warn"

    def test_the_same_direction(self):
        assert self._verdict({0: 3.0, 1: 2.0, 2: 1.0}) == "warn"

    def test_chosen_by_hand(self):
        assert self._verdict({0: 3, 1: 1}, np.repeat([0, 1], [96, 32])) == "warn"

    def test_passes(self):
        assert self._verdict({0: 0.4, 1: 1.8, 2: 5.3}) == "pass"
        assert self._verdict({0: 1.0, 1: 1.0, 2: 1.0}) == "pass"
        assert self._verdict({0: 1.2, 1: 1.1, 2: 1.0}) == "pass"
        assert self._verdict({0: 2.0, 1: 1.0, 2: 3.0}) == "pass"
        assert self._verdict({0: 2.0, 1: 1.0}, np.repeat([0, 1], [72, 56])) == "pass"


def _long_records(y, loss="binary", output=(None, 1), weight=None, x=LONG_X, **options):
    element = (x, y) if weight is None else (x, y, weight)
    shape = (None, *x.shape[1:])
    return records(element, inputs=[shape], outputs=[output], losses=loss, **options)


class TestClassWeightOfTags:
    def _verdict(self, tags, weights=None):
        weights = weights or {0: 0.5, 1: 1.0, 2: 9.0}
        given = _long_records(
            tags, output=(None, 3), arguments=Arguments({"class_weight": weights})
        )
        return answer("class-weight", given)

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
