"""The check label-constant: targets differ between examples."""

from __future__ import annotations

import numpy as np
import pytest

from conformance.records import Loss
from tests.checks.made import normal
from tests.checks.paired import answer, records

X = normal(64, 6)
BITS = (X[:, :1] > 0).astype("float32")


def _given(y, loss, output=(None, 1), **options):
    return records((X, y), inputs=[(None, 6)], outputs=[output], losses=loss, **options)


class TestLabelConstant:
    def _verdict(self, y, loss="binary", rows=64, complete=True, **options):
        given = records((X[:rows], y[:rows]), inputs=[(None, 6)], losses=loss, **options)
        given["elements"].complete = complete
        return answer("label-constant", given)

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
        assert self._verdict(zeros, rows=6).status == "skip"
        assert self._verdict(zeros, complete=False).status == "skip"

    def test_one_constant_column_of_several_passes(self):
        rows = np.concatenate([np.zeros((64, 1)), BITS], axis=1)
        assert self._verdict(rows, outputs=[(None, 2)]).status == "pass"

    def test_an_own_train_step(self):
        given = _given(np.zeros(64), None)
        given["contract"].custom_train_step = True
        assert answer("label-constant", given).status == "skip"


RANDOM = np.random.RandomState(0)
LONG_X = normal(128, 6)
LONG_BITS = (LONG_X[:, :1] > 0).astype("float32")


def _status(found):
    return getattr(found, "status", None)


def _records(y, loss="binary", output=(None, 1), weight=None, x=LONG_X, **options):
    element = (x, y) if weight is None else (x, y, weight)
    shape = (None, *x.shape[1:])
    return records(element, inputs=[shape], outputs=[output], losses=loss, **options)


class TestConstantTarget:
    def test_of_a_pairwise_model(self):
        given = records((LONG_X, np.ones((128, 1))), inputs=[(None, 6), (None, 6)], losses="binary")
        assert _status(answer("label-constant", given)) == "fail"
        given["contract"].shared = frozenset({frozenset({0, 1})})
        found = answer("label-constant", given)
        assert found.status == "warn"
        assert "compares `a` and `b`" in found.message

    TAGS = (RANDOM.uniform(size=(128, 5)) < 0.4).astype("float32")

    def _tags(self, y):
        return answer("label-constant", _records(y, output=(None, y.shape[1])))

    @pytest.mark.parametrize(("tag", "padded"), [(0, True), (3, False)])
    def test_one_tag_of_all_rows(self, tag, padded):
        tags = self.TAGS.copy()
        tags[:, tag] = 1
        found = self._tags(tags)
        assert found.status == "warn"
        assert found.where == f"y[:, {tag}]"
        assert ("padded with 0" in found.message) is padded

    def test_tags_that_vary_or_count_up_pass(self):
        assert self._tags(self.TAGS).status == "pass"
        levels = RANDOM.randint(0, 5, 128)
        assert self._tags((np.arange(5) <= levels[:, None]).astype("float32")).status == "pass"
        assert self._tags(np.concatenate([np.ones((128, 1)), LONG_BITS], axis=1)).status == "pass"
