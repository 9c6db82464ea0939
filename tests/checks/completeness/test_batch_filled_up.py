"""batch-filled-up: no batch is filled up with rows that stand for nothing."""

from __future__ import annotations

import numpy as np
import pytest

from conformance.records import (
    Loss,
    SequenceFacts,
)
from tests.checks.made import (
    component,
    contract,
    judge,
    layer,
    normal,
    one_pass,
    result,
)

RANDOM = np.random.RandomState(0)


FULL = RANDOM.uniform(0.1, 1, (100, 8, 8)).astype("float32")


CLASSES = RANDOM.randint(0, 3, 100)


EMPTY = np.zeros((28, 8, 8), "float32")


def _filled(x=None, y=None, weights=None, model=None, rows=None, batch=32, **facts):
    x = np.concatenate([FULL, EMPTY]) if x is None else x
    y = np.concatenate([CLASSES, np.zeros(28, int)]) if y is None else y
    elements = one_pass(x, y, batch=batch, **facts)
    if weights is not None:
        elements.components.append(component("w", weights, batch, role="sample_weight"))
    sequence = None if rows is None else SequenceFacts(4, "Filled", source_rows=rows)
    given = model or contract(layer("Dense"))
    return judge("batch-filled-up", elements=elements, contract=given, sequence=sequence)


class TestBatchFilledUp:
    def test_a_sequence_that_holds_so_many_rows_fewer(self):
        found = _filled(rows=100)
        assert found.status == "fail"
        assert "the last 28 of 32 rows in the last batch of the training data" in found.message
        assert "holds 100 rows and delivers 128" in found.message

    def test_a_warning_where_the_rows_are_not_known(self):
        assert _filled().status == "warn"
        assert _filled(rows=128).status == "warn"
        assert _filled(weights=np.ones(128)).status == "warn"
        assert (
            _filled(rows=100, y=np.concatenate([CLASSES % 2 + 1, np.zeros(28, int)])).status
            == "warn"
        )
        fixed = contract(layer("Dense"), inputs=((32, 8, 8),))
        assert _filled(rows=100, model=fixed).status == "warn"

    @pytest.mark.parametrize("place", [0, 3, 7])
    @pytest.mark.parametrize("fill", [0.0, 0.25])
    def test_a_batch_of_one_row_anywhere(self, place, fill):
        x = normal(128)
        x[16 * place : 16 * (place + 1)] = fill
        found = judge("batch-filled-up", elements=one_pass(x, normal(128)))
        assert found.status == "warn"
        assert f"all 16 rows in batch {place} of the training data" in found.message
        assert ("are zeros" if not fill else "are one and the same row") in found.message

    def test_a_batch_of_one_row_that_is_meant(self):
        x = normal(128)
        assert judge("batch-filled-up", elements=one_pass(x)) is None
        x[112:] = 0
        weightless = one_pass(x)
        weights = np.repeat([1.0, 0.0], [112, 16])
        weightless.components.append(component("w", weights, 16, role="sample_weight"))
        assert judge("batch-filled-up", elements=weightless) is None
        coarse = np.repeat(np.arange(8.0), 16)[:, None]  # every batch is of one row
        assert judge("batch-filled-up", elements=one_pass(coarse)) is None
        assert judge("batch-filled-up", elements=one_pass(x, batch=4)) is None

    def test_an_end_that_was_not_reached_is_unread(self):
        found = result("batch-filled-up", elements=one_pass(normal(128), complete=False))
        assert (found.status, found.kind) == ("skip", "unread")
        reached = one_pass(normal(128), complete=False, sampled=2)
        assert result("batch-filled-up", elements=reached).status == "pass"

    def test_validation_data(self):
        held = one_pass(
            np.concatenate([FULL, EMPTY]), np.concatenate([CLASSES, np.zeros(28, int)]), batch=32
        )
        found = judge("batch-filled-up", elements=one_pass(FULL, CLASSES), validation=held)
        assert "counted in the validation's metrics" in found.message

    @pytest.mark.parametrize(
        "facts",
        [
            {"x": FULL, "y": CLASSES},
            {"weights": np.repeat([1.0, 0.0], [100, 28])},
            {"y": np.concatenate([CLASSES, np.ones(28, int)])},
            {"x": np.concatenate([EMPTY[:1], FULL[1:], EMPTY])},
            {"x": np.concatenate([FULL * (RANDOM.rand(100, 8, 8) < 0.03), EMPTY])},
            {"x": np.concatenate([FULL, FULL[:27], EMPTY[:1]])},
            {"batch": 100},
            {"complete": False},
            {"model": contract(layer("Dense"), custom_train_step=True)},
            {"model": contract(layer("Embedding", masks=True))},
            {"model": contract(layer("Dense"), losses={0: Loss("own", custom=True)})},
            {"x": np.concatenate([FULL, EMPTY]).astype(str)},
        ],
        ids=[
            "full",
            "weighted",
            "targets",
            "zeros elsewhere",
            "sparse",
            "one row",
            "a smaller batch",
            "not the end",
            "a step of its own",
            "masked",
            "a loss of its own",
            "text",
        ],
    )
    def test_near_misses(self, facts):
        assert _filled(**facts) is None

    def test_whole_batches_of_zeros_are_named_as_a_whole(self):
        x, y = np.concatenate([FULL[:96], EMPTY, EMPTY[:4]]), np.zeros(128, int)
        assert "all 32 rows in batch 3 of the training data are zeros" in _filled(x, y).message
