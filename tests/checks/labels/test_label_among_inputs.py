"""The check label-among-inputs: the id to be predicted is not among the ids that are given."""

from __future__ import annotations

import numpy as np
import pytest

from tests.checks.made import contract, layer, one_pass, pairing, result, targets

RANDOM = np.random.RandomState(0)
LISTS = np.stack([1 + RANDOM.permutation(60)[:9] for _ in range(128)])
TURN = np.stack([RANDOM.permutation(8) for _ in range(128)])


def _guess(x, y, known=61, units=61):
    features = x if isinstance(x, dict) else {None: x}
    paths = ["x" if key is None else f"x[{key!r}]" for key in features]
    model = contract(layer("Embedding"), embedding_inputs=dict.fromkeys(range(len(paths)), known))
    return result(
        "label-among-inputs",
        targets=targets("sparse_categorical_crossentropy", units),
        elements=one_pass(x, y),
        contract=model,
        pairing=pairing(*paths),
    )


SHOWN = np.take_along_axis(LISTS[:, 1:], TURN, axis=1)


class TestLabelAmongInputs:
    def test_the_target_left_in_the_history(self):
        found = _guess(SHOWN, LISTS[:, -1])
        assert found.status == "warn"
        assert "in all 128 rows, at changing places" in found.message

    @pytest.mark.parametrize(
        ("x", "y", "units"),
        [
            (LISTS[:, :-1], LISTS[:, -1], 61),
            (LISTS[:, 1:], LISTS[:, -1], 61),
            (SHOWN, LISTS[:, -1], 10),
            (SHOWN % 7 + 1, (LISTS[:, -1] % 7) + 1, 61),
            ({"a": SHOWN, "b": LISTS[:, 2:6]}, LISTS[:, -1], 61),
        ],
        ids=["what came before", "a fixed place", "other classes", "few ids", "a question"],
    )
    def test_other_targets(self, x, y, units):
        assert _guess(x, y, units=units).status in ("pass", "skip")
