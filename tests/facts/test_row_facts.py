"""The facts about rows: classes, weights, padding, and the losses that training computes."""

from __future__ import annotations

import numpy as np
import pytest

from conformance.facts.classes import classes_of
from conformance.facts.losses import losses_of
from conformance.facts.padding import id_sequences, paddings_of, span_of_row
from conformance.facts.weights import weights_of
from conformance.records import Arguments, Contract, Loss
from tests.checks.made import component, normal, one_pass, targets

IDS = np.arange(64) % 4


class TestClasses:
    @pytest.mark.parametrize(
        "y",
        [IDS, IDS[:, None], IDS.astype("float32"), np.eye(4, dtype="float32")[IDS]],
        ids=["ids", "a column", "float ids", "one-hot rows"],
    )
    def test_one_class_a_row(self, y):
        found = classes_of(one_pass(normal(64), y))
        assert found["y"].tolist() == IDS.tolist()
        assert found.counts("y") == {0: 16, 1: 16, 2: 16, 3: 16}

    @pytest.mark.parametrize(
        "y",
        [
            IDS + 0.5,
            np.full((64, 3), 1 / 3),
            np.ones((64, 3)),
            np.zeros((64, 4, 4), int),
            np.arange(64).astype(str),
            np.arange(2000),
        ],
        ids=["fractions", "soft", "several ones", "a map", "text", "row numbers"],
    )
    def test_unknown(self, y):
        elements = one_pass(normal(len(y)), y)
        assert classes_of(elements) == {}
        assert classes_of(elements).labels("y") == []

    def test_a_row_of_nan_has_no_class(self):
        y = np.arange(64, dtype="float32") % 3
        assert classes_of(one_pass(normal(64), y)).labels("y") == [0, 1, 2]
        y[7] = np.nan
        assert classes_of(one_pass(normal(64), y)) == {}


GIVEN = {0: Loss("mean_squared_error")}


class TestLosses:
    @pytest.mark.parametrize(
        ("own", "used", "known"),
        [
            (False, True, True),
            (False, None, True),
            (True, True, True),
            (True, None, False),
            (True, False, False),
            (False, False, False),
        ],
    )
    def test_only_what_training_computes(self, own, used, known):
        contract = Contract("functional", losses=GIVEN)
        contract.custom_train_step, contract.uses_compiled_loss = own, used
        assert losses_of(contract) == (GIVEN if known else {})


class TestWeights:
    def _weights(self, weight, y=IDS, **arguments):
        elements = one_pass(normal(64), y)
        if weight is not None:
            elements.components.append(component("sample_weight", weight, role="sample_weight"))
        made = classes_of(elements)
        given = weights_of(elements, targets("mean_squared_error"), made, Arguments(arguments))
        return given, made

    def test_rows_of_weight_zero(self):
        weights, _ = self._weights((IDS > 0).astype("float32")[:, None])
        assert weights.off("y", (64,)).tolist() == (IDS == 0).tolist()
        assert weights.off("y", (64, 5)).sum() == 16 * 5
        assert weights.off("y", (63,)) is None

    def test_class_weights_multiply_sample_weights(self):
        weights, made = self._weights(np.full(64, 2.0), class_weight={0: 3.0})
        assert weights.effective("y", made).tolist() == np.where(IDS == 0, 6.0, 2.0).tolist()

    def test_without_weights_every_row_counts(self):
        weights, made = self._weights(None)
        assert weights.given == ()
        assert weights.off("y", (64,)) is None
        assert weights.effective("y", made) is None


class TestPadding:
    WORDS = np.random.RandomState(0).randint(1, 9, (64, 12))

    def _padded(self, front=False):
        words = self.WORDS.copy()
        for i, row in enumerate(words):
            row[slice(None, i % 5) if front else slice(12 - i % 5, None)] = 0
        return words

    @pytest.mark.parametrize(("front", "end"), [(False, "end"), (True, "beginning")])
    def test_the_end_that_is_padded(self, front, end):
        found = paddings_of(one_pass(self._padded(front)))["x"]
        assert (found.end, found.step.tolist(), found.rows) == (end, [0], 64)
        assert found.share == pytest.approx(38 / 64)

    def test_no_padding(self):
        assert paddings_of(one_pass(self.WORDS)) == {}

    def test_sequences_of_ids(self):
        assert id_sequences(component("x", self.WORDS[:, :, None])).shape == (64, 12)
        assert id_sequences(component("x", normal(64, 12))) is None
        assert id_sequences(component("x", IDS)) is None

    def test_the_span_of_a_row(self):
        words = component("x", np.array([[0, 3, 0, 4, 0], [0, 0, 0, 0, 0]]))
        assert span_of_row(0, 5, [words]) == slice(1, 4)
        assert span_of_row(1, 5, [words]) is None
