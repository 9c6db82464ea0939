"""rows-misjoined, on hand-written records."""

from __future__ import annotations

import numpy as np
import pytest

from tests.checks.kept import held
from tests.checks.made import does_not_apply, finds, one_pass, passes

RANDOM = np.random.RandomState(0)
TABLE = RANDOM.normal(size=(400, 5))
LABELS = (TABLE.sum(axis=1) > 0).astype(int) + (TABLE[:, 0] > 1)
PRICES = TABLE @ [1, 2, 3, 4, 5] + RANDOM.normal(size=400)
KEPT = np.flatnonzero(RANDOM.uniform(size=400) > 0.1)
MIXED = RANDOM.permutation(400)
DELIVERED = RANDOM.permutation(len(KEPT))


def _records(x, y, **beside):
    x, y = np.asarray(x, np.float32), np.asarray(y)
    return dict(elements=one_pass(x, y), held=held(table=TABLE, **beside))


@pytest.mark.parametrize("order", [np.arange(len(KEPT)), DELIVERED])
@pytest.mark.parametrize("labels", [LABELS, PRICES, np.array(["a", "b", "c"])[LABELS]])
def test_labels_by_position_after_rows_were_dropped_fail(order, labels):
    y = labels[: len(KEPT)]
    y = np.unique(y, return_inverse=True)[1] if y.dtype.kind == "U" else y
    found = finds("rows-misjoined", **_records(TABLE[KEPT][order], y[order], labels=labels))
    assert "`labels` of load" in found.message
    assert "as if no row had been dropped" in found.message


def test_features_that_were_scaled_are_known_by_a_column():
    scaled = (TABLE[KEPT] - TABLE[KEPT].mean(axis=0)) / TABLE[KEPT].std(axis=0)
    y = LABELS[: len(KEPT)]
    finds("rows-misjoined", **_records(scaled[DELIVERED], y[DELIVERED], labels=LABELS))


def test_features_that_alone_were_shuffled_fail():
    order = RANDOM.permutation(400)
    records = _records(TABLE[MIXED][order], LABELS[order], labels=LABELS, mixed=TABLE[MIXED])
    finds("rows-misjoined", **records)
    one_hot = np.eye(3)[LABELS][order]
    records = _records(TABLE[MIXED][order], one_hot, labels=LABELS, mixed=TABLE[MIXED])
    finds("rows-misjoined", **records)
    finds("rows-misjoined", **_records(TABLE[MIXED], LABELS, labels=LABELS, mixed=TABLE[MIXED]))


def test_a_sequence_that_orders_its_features_alone_fails():
    finds("rows-misjoined", **_records(TABLE[MIXED], LABELS, labels=LABELS))


@pytest.mark.parametrize("rows", [KEPT, MIXED, np.arange(300), np.repeat(np.arange(200), 2)])
def test_rows_that_were_dropped_or_moved_together_pass(rows):
    for labels in (LABELS, PRICES):
        assert "`labels`" in passes(
            "rows-misjoined", **_records(TABLE[rows], labels[rows], labels=labels)
        )


@pytest.mark.parametrize("ahead", [1, 5])
def test_the_target_of_a_later_step_passes(ahead):
    passes("rows-misjoined", **_records(TABLE[:-ahead], PRICES[ahead:], labels=PRICES))
    moved = np.roll(LABELS, -ahead)
    passes("rows-misjoined", **_records(TABLE[MIXED], moved[MIXED], labels=LABELS, moved=moved))


def test_targets_of_another_origin_pass():
    y = RANDOM.randint(0, 2, 400)
    passes("rows-misjoined", **_records(TABLE[MIXED], y, labels=LABELS))


def test_a_second_feature_drawn_anew_passes():
    x = {"a": TABLE.astype(np.float32), "b": TABLE[MIXED].astype(np.float32)}
    passes("rows-misjoined", elements=one_pass(x, LABELS), held=held(t=TABLE, labels=LABELS))


def test_without_a_column_beside_the_features_it_does_not_apply():
    does_not_apply("rows-misjoined", **_records(TABLE[MIXED], LABELS))
    does_not_apply("rows-misjoined", **_records(TABLE + 1e-3, LABELS[:400] * 0, labels=LABELS))
