"""One NaN hides nothing: what is told of a column is told of its finite values."""

from __future__ import annotations

import numpy as np
import pytest

from conformance.facts.broken import broken
from conformance.facts.columns import Columns, measured, misses
from conformance.records import Probes, Training
from tests.checks.made import (
    contract,
    does_not_apply,
    finds,
    layer,
    normal,
    one_pass,
    pairing,
    passes,
    result,
    targets,
)


def _spoiled(x: np.ndarray, column: int = 1) -> np.ndarray:
    """The rows with one NaN, in row 7 of a column, and an infinity in the row after it."""
    x = np.array(x, "float32")
    x[7, column], x[8, column] = np.nan, np.inf
    return x


def _ids(x: np.ndarray) -> np.ndarray:
    x[:, 2] = np.arange(len(x))
    return x


def _coded(x: np.ndarray) -> np.ndarray:
    x[::9, 2] = -999
    return x


def _raw(x: np.ndarray) -> np.ndarray:
    x[:, 2] *= 9000
    return x


def _tiny(x: np.ndarray) -> np.ndarray:
    return x * 1e-5


def _met(rows: np.ndarray) -> dict:
    """The records of a Dense layer that meets the rows as they come."""
    return dict(
        elements=one_pass(rows, normal(len(rows), 1)),
        contract=contract(layer("Dense", activation="relu")),
        pairing=pairing(),
        targets=targets("mean_squared_error"),
    )


@pytest.mark.parametrize("place", [1, 2])  # beside the column that is at fault, and in it
@pytest.mark.parametrize(
    ("check", "sin"),
    [("unscaled", _raw), ("missing-value-codes", _coded), ("row-number", _ids)],
)
def test_a_mistake_of_a_column_is_seen_beside_a_nan(check, sin, place):
    x = sin(normal(240, 4))
    for rows in (x, _spoiled(x, place)):
        assert "column 2" in finds(check, "warn", **_met(rows)).message


def test_values_scaled_to_nothing_are_seen_beside_a_nan():
    assert (
        "root mean square"
        in finds("scaled-twice", "warn", **_met(_spoiled(_tiny(normal())))).message
    )


def test_the_first_loss_is_that_of_the_finite_rows():
    fit = Training(ran=["evaluate", "fit"], initial_loss=float("nan"), losses=[float("nan")] * 2)
    rows = _spoiled(_raw(normal(240, 4)))
    finds("unscaled", "warn", training=fit, **_met(rows))  # NaN is no proof of size
    fit.finite_loss = 1e6
    finds("unscaled", "fail", training=fit, **_met(rows))


def test_the_target_among_the_features_is_seen_beside_a_nan():
    y = normal(240, 1, seed=1)
    x = np.concatenate([normal(240, 3), y], axis=1)
    y[5] = np.nan  # the copy has a number there, or none: the other rows tell
    elements = one_pass(_spoiled(x), y)
    assert (
        "position 3"
        in finds("target-in-features", elements=elements, columns=Columns(elements)).message
    )


def test_a_constant_is_seen_beside_a_nan():
    x = np.full((240, 3), 2.0, "float32")
    x[7, 1] = np.nan
    found = finds("constant-feature", elements=one_pass(x, normal(240, 1)))
    assert "all 239 examples that hold no NaN" in found.message


def test_blank_images_are_seen_beside_a_nan():
    x = np.zeros((64, 8, 8, 3), "float32")
    x[:8] = np.random.RandomState(0).uniform(size=(8, 8, 8, 3))
    x[3, 2, 2, 0] = np.nan
    assert "56 of 64" in finds("images-blank", elements=one_pass(x, normal(64, 1))).message


def test_batches_scaled_by_themselves_are_seen_beside_a_nan():
    x = normal(240, 4).astype("float64").reshape(15, 16, 4)
    x = ((x - x.mean(axis=1, keepdims=True)) / x.std(axis=1, keepdims=True)).reshape(240, 4)
    x[7, 1] = np.nan
    assert "15 full batches" in finds("batch-statistics", elements=one_pass(x)).message


def test_a_table_of_which_nothing_is_known_says_so():
    x = np.full((240, 3), np.nan, "float32")
    elements = one_pass(x, normal(240, 1))
    assert measured(elements) == []
    for check in ("unscaled", "missing-value-codes", "scaled-twice", "nearly-constant"):
        said = does_not_apply(check, elements=elements, columns=Columns(elements))
        assert "no number of `x` is finite" in said


def test_statistics_of_a_column_are_those_of_its_finite_values():
    x = normal().astype("float64")
    own = (x - x.mean(0)) / x.std(0)
    own[7, 1] = np.nan
    assert misses(own).shape == (2, 4)
    assert float(misses(own)[0, 0]) < 1e-9
    assert misses(np.full((9, 2), np.nan)).shape == (2, 0)


class TestTraining:
    """Of NaN in the data, what a bounded fit says depends on whether it met them."""

    def _data(self, rows: int = 1) -> dict:
        x = normal(640, 3)
        x[:rows, 1] = np.nan
        return dict(elements=one_pass(x, normal(640, 1)))

    def test_weights_that_met_none_prove_nothing(self):
        fit = Training(ran=["fit"], batches=5, epochs=2, initial_loss=0.7, losses=[0.7, 0.6])
        for check in ("weights-not-finite", "loss-not-finite"):
            found = result(check, training=fit, **self._data())
            assert (found.status, found.kind) == ("skip", "unread"), found
            assert "too few of them" in found.message
            passes(check, training=fit, elements=one_pass(normal(640, 3), normal(640, 1)))
        passes("weights-not-finite", training=fit, **self._data(rows=320))

    def test_a_model_that_handles_them(self):
        fit = Training(ran=["fit"], batches=5, epochs=2, losses=[0.7, 0.6])
        data = self._data()
        passes("weights-not-finite", training=fit, probes=Probes(finite=True), **data)

    def test_an_untrained_loss_names_the_data_that_are_none(self):
        nan = float("nan")
        fit = Training(ran=["evaluate"], initial_loss=nan, finite_loss=0.69)
        found = result("loss-not-finite", training=fit, **self._data())
        assert "data with NaN or infinity in `x`, and 0.69 on their finite rows" in found.message
        assert found.blame == "pipeline"

    def test_a_model_that_makes_nan_of_finite_rows_too_is_no_matter_of_the_data(self):
        nan = float("nan")
        fit = Training(ran=["evaluate"], initial_loss=nan, finite_loss=nan)
        found = result("loss-not-finite", training=fit, **self._data())
        assert "on their finite rows as well" in found.message
        assert (found.blame, found.causes) == ("model", ())

    def test_finite_data_are_called_so(self):
        fit = Training(ran=["evaluate"], initial_loss=float("nan"))
        found = result("loss-not-finite", training=fit, elements=one_pass(normal()))
        assert "on data that are finite" in found.message

    def test_all_components_count(self):
        x = normal(64, 2)
        y = normal(64, 1)
        y[3] = np.inf
        assert [c.path for c in broken(one_pass(x, y))] == ["y"]
