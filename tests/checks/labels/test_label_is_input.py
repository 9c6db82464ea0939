"""The check label-is-input: the target of each step is not the input of that step."""

from __future__ import annotations

import numpy as np
import pytest

from conformance.records import LayerFacts
from tests.checks.paired import answer, records

ROWS = 64
IDS = np.random.RandomState(0).randint(2, 40, (ROWS, 10)).astype("int32")
HIDDEN = np.random.RandomState(1).uniform(size=(ROWS, 10)) < 0.2


def _words(x, y, weights=None, *, loss="sparse", layers=()):
    element = (x, y) if weights is None else (x, y, weights)
    outputs = ((None, 10, 40),)
    return records(element, inputs=[(None, 10)], outputs=outputs, losses=loss, layers=layers)


class TestLabelIsInput:
    def test_targets_that_are_the_inputs(self):
        found = answer("label-is-input", _words(IDS, IDS))
        assert found.status == "warn"
        assert "y is x itself, at every step of all 64 sequences" in found.message

    def test_weights_that_leave_one_target(self):
        aliased = np.where(HIDDEN, 1, IDS)
        found = answer("label-is-input", _words(aliased, aliased, HIDDEN.astype("float32")))
        assert found.status == "fail"
        assert f"all {HIDDEN.sum()} steps with a weight have the one target 1" in found.message

    def test_weights_on_several_targets(self):
        found = answer("label-is-input", _words(IDS, IDS, HIDDEN.astype("float32")))
        assert found.status == "warn"

    @pytest.mark.parametrize("x", [np.where(HIDDEN, 1, IDS), IDS[:, ::-1], np.roll(IDS, 1, axis=1)])
    def test_something_is_left_to_predict(self, x):
        assert answer("label-is-input", _words(x, IDS)).status == "pass"

    def test_an_autoencoder_squeezes_the_sequence(self):
        squeezed = [LayerFacts("repeat_vector", "RepeatVector")]
        assert answer("label-is-input", _words(IDS, IDS, layers=squeezed)).status == "skip"

    def test_other_losses_and_two_values_are_not_asked(self):
        assert answer("label-is-input", _words(IDS, IDS, loss="mse")).status == "skip"
        assert answer("label-is-input", _words(IDS % 2, IDS % 2)).status == "pass"

    def test_an_own_train_step_is_not_judged(self):
        given = _words(IDS, IDS)
        given["contract"].custom_train_step = True
        assert answer("label-is-input", given).status == "skip"

    def test_ids_with_a_last_axis_of_one(self):
        assert answer("label-is-input", _words(IDS, IDS[:, :, None])).status == "warn"
