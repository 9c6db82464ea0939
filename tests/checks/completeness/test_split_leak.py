"""split-leak: no example is in both parts."""

from __future__ import annotations

import numpy as np
import pytest

from tests.checks.made import (
    chain,
    judge,
    node,
    normal,
    one_pass,
)


class TestSplitLeak:
    def _judge(self, train, held, **records):
        def target(x):
            return x.sum(axis=1, keepdims=True)

        elements, validation = one_pass(train, target(train)), one_pass(held, target(held))
        return judge("split-leak", elements=elements, validation=validation, **records)

    def test_shared_rows_and_the_cuts(self):
        x = normal(400)
        found = self._judge(
            x[:320],
            x[240:],
            plan=chain(node("take", 320, count=320), node("tensor_slices", 400)),
            validation_plan=chain(node("skip", 160, count=240), node("tensor_slices", 400)),
        )
        assert found.status == "fail"
        assert "80 of 160 (50 %) validation examples" in found.message
        assert "(training: take(320); validation: skip(240))" in found.message

    def test_a_shuffle_before_the_cut_is_named(self):
        x = normal(400)
        shuffle = node("shuffle", 400, reshuffle_each_iteration=True)
        plan = chain(node("take", 300, count=300), shuffle, node("tensor_slices", 400))
        found = self._judge(x[:300], x[200:300], plan=plan)
        assert "because shuffle draws a new order in every pass" in found.message

    def test_few_shared_rows_warn(self):
        x = normal(400)
        held = np.concatenate([x[:3], x[300:]])
        assert self._judge(x[:300], held).status == "warn"

    def test_separate_parts_and_natural_duplicates_pass(self):
        x = normal(400)
        assert self._judge(x[:300], x[300:]) is None
        coarse = np.random.RandomState(0).randint(0, 3, size=(400, 3)).astype("float32")
        assert self._judge(coarse[:300], coarse[300:]) is None


RANDOM = np.random.RandomState(0)


PICTURES = RANDOM.normal(size=(60, 5, 5)).astype("float32")


TAGGED = np.repeat(np.arange(60), 3)  # three tags each


SPLIT = RANDOM.permutation(len(TAGGED))


@pytest.mark.parametrize(
    ("pictures", "held", "status"),
    [
        (PICTURES, SPLIT[:40], "fail"),
        (PICTURES, np.flatnonzero(TAGGED > 50), None),
        (np.round(PICTURES[:, :1, :2]), SPLIT[:40], None),
    ],
    ids=["rows were split", "pictures were split", "poor features are equal by nature"],
)
def test_inputs_that_are_trained_on_with_another_target(pictures, held, status):
    tags = np.arange(len(TAGGED)) % 3
    train = np.setdiff1d(np.arange(len(TAGGED)), held)
    parts = [one_pass(pictures[TAGGED[rows]], tags[rows]) for rows in (train, held)]
    found = judge("split-leak", elements=parts[0], validation=parts[1])
    assert getattr(found, "status", None) == status
    if found:
        assert "validation inputs are trained on too, with another target" in found.message
