"""The check rank-unknown: shapes are known where the model needs them."""

from __future__ import annotations

import pytest

from conformance.records import (
    Function,
    Leaf,
    Node,
    Plan,
)
from tests.checks.made import normal
from tests.checks.paired import answer, records

X = normal(64, 6)
Y = (X[:, :1] > 0).astype("float32")


def _leaf(path="x", shape=(None, 6), dtype="float32", kind="dense", role="x"):
    return Leaf(path, shape, dtype, kind, role)


class TestRankUnknown:
    def _given(self, shape, failure="", plan=None):
        given = records((X, Y), failure=failure)
        given["spec"].leaves[0] = _leaf(shape=shape)
        given["plan"] = plan or given["plan"]
        return given

    def test_fails_where_fit_needed_the_rank(self):
        message = "as_list() is not defined on an unknown TensorShape."
        found = answer("rank-unknown", self._given(None, message))
        assert found.status == "fail"
        assert "`x.set_shape([6])`" in found.fix

    def test_names_the_signature_for_a_generator(self):
        generator = Node(
            "flat_map", function=Function("f", datasets=frozenset({"GeneratorDataset"}))
        )
        message = "Cannot iterate over a shape with unknown rank."
        found = answer("rank-unknown", self._given(None, message, Plan(generator)))
        assert "output_signature" in found.fix

    def test_an_open_axis_that_dense_multiplies(self):
        message = (
            "Shapes used to initialize variables must be fully-defined (no `None` dimensions)."
        )
        assert answer("rank-unknown", self._given((None, None), message)).status == "fail"

    @pytest.mark.parametrize("shape", [(None, None), (None, None, None, 3)])
    def test_open_axes_that_train_pass(self, shape):
        assert answer("rank-unknown", self._given(shape)).status == "pass"

    def test_an_unknown_rank_that_trained_is_a_warning(self):
        assert answer("rank-unknown", self._given(None)).status == "warn"

    def test_an_unknown_rank_is_an_open_question_until_fit_ran(self):
        given = {**self._given(None), "training": None}
        assert answer("rank-unknown", given).status == "blocked"

    def test_another_failure_is_not_explained_by_it(self):
        assert answer("rank-unknown", self._given((None, None), "Out of range")).status == "pass"

    def test_passes_when_all_is_known(self):
        assert answer("rank-unknown", self._given((None, 6), "unknown rank")).status == "skip"
