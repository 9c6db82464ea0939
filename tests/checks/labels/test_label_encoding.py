"""The check label-encoding: class ids meet the sparse loss, one-hot rows the categorical one."""

from __future__ import annotations

import numpy as np
import pytest

from tests.checks.made import normal
from tests.checks.paired import answer, records

RANDOM = np.random.RandomState(0)
X = normal(64, 6)
IDS = RANDOM.randint(0, 4, 64)
ROWS = np.eye(4, dtype="float32")[IDS]


def _given(y, loss, output=(None, 1), **options):
    return records((X, y), inputs=[(None, 6)], outputs=[output], losses=loss, **options)


class TestLabelEncoding:
    def test_rows_under_the_sparse_loss(self):
        found = answer("label-encoding", _given(ROWS, "sparse", (None, 4)))
        assert 'use `loss="categorical_crossentropy"`' in found.fix

    @pytest.mark.parametrize("ids", [IDS, IDS[:, None]])
    def test_ids_under_the_categorical_loss(self, ids):
        found = answer("label-encoding", _given(ids, "categorical", (None, 4)))
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
        assert answer("label-encoding", _given(y, loss, output)).status == "pass"
        assert answer("label-shape", _given(y, loss, output)).status == "pass"
