"""padding-read-last: a recurrent layer does not end on padding."""

from __future__ import annotations

import numpy as np
import pytest

from conformance.records import Probes
from conformance.results import NOT_APPLICABLE
from tests.checks.made import contract, layer, one_pass, result

RANDOM = np.random.RandomState(0)


STEPS = 80


WORDS = RANDOM.randint(1, 40, (64, STEPS))


def _padded(shortest, longest):
    lengths = STEPS - RANDOM.randint(shortest, longest, 64)
    return np.where(np.arange(STEPS) < lengths[:, None], WORDS, 0).astype("int32")


def _read(x, *layers):
    stack = layers or (layer("Embedding"), layer("LSTM", last_step=True), layer("Dense"))
    return result("padding-read-last", elements=one_pass(x), contract=contract(*stack))


class TestPaddingReadLast:
    @pytest.mark.parametrize(
        ("shortest", "longest", "status"), [(50, 70, "warn"), (20, 40, "warn"), (2, 12, "pass")]
    )
    def test_padding_after_the_last_word(self, shortest, longest, status):
        assert _read(_padded(shortest, longest)).status == status

    @pytest.mark.parametrize(("moved", "status"), [(0.0, "fail"), (0.3, "warn")])
    def test_a_model_that_was_tried(self, moved, status):
        stack = (layer("Embedding"), layer("LSTM", last_step=True), layer("Dense"))
        found = result(
            "padding-read-last",
            elements=one_pass(_padded(50, 70)),
            contract=contract(*stack),
            probes=Probes(steps={"x": (moved, 0.5)}),
        )
        assert found.status == status
        assert ("tried:" in found.message) == (status == "fail")

    def test_padding_before_the_first_word(self):
        assert _read(_padded(50, 70)[:, ::-1]).status == "pass"

    @pytest.mark.parametrize(
        "layers",
        [
            (layer("Embedding", masks=True, mask_value=0.0), layer("LSTM", last_step=True)),
            (layer("Embedding"), layer("LSTM"), layer("GlobalMaxPooling1D")),
            (layer("Embedding"), layer("Conv1D"), layer("LSTM", last_step=True)),
            (layer("Embedding"), layer("Bidirectional")),
        ],
        ids=["masked", "all steps", "convolved", "both ways"],
    )
    def test_models_that_end_elsewhere(self, layers):
        assert _read(_padded(50, 70), *layers).kind == NOT_APPLICABLE
