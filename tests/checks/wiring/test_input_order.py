"""The check input-order: every input gets the component that bears its name."""

from __future__ import annotations

import pytest

from conformance.records import (
    Dependence,
    Function,
    LayerFacts,
    Leaf,
    Node,
    Plan,
)
from tests.checks.made import normal
from tests.checks.paired import answer, records

ROWS = 64
COLUMN = normal(ROWS, 1)
LABEL = (COLUMN[:, 0] > 0).astype("float32")
VIEWS = {"left_view": (None, 1), "right_view": (None, 1)}


def _plan(given, *origins, randoms=None, sources=1):
    """A plan whose root says which source component each leaf was made from."""
    leaves = [Leaf(f"x[{k!r}]", (1,), "float32", key=k) for k in sorted(set(origins))]
    inputs = [Node("tensor_slices", leaves=leaves) for _ in range(sources)]
    root = Node("map", inputs=inputs, leaves=given["spec"].leaves)
    root.origins = [frozenset({origin}) for origin in origins]
    root.randoms = randoms or [frozenset()] * len(origins)
    return Plan(root)


class TestInputOrder:
    def _given(self, *origins, features=None, **changes):
        given = records((features or (COLUMN, COLUMN), LABEL), inputs=VIEWS, **changes)
        given["plan"] = _plan(given, *origins, "label")
        return given

    def test_a_tuple_in_the_other_order(self):
        found = answer("input-order", self._given("right_view", "left_view"))
        assert "`left_view` gets x[0], made from `right_view`" in found.message

    def test_dict_keys_exchanged(self):
        features = {"left_view": COLUMN, "right_view": COLUMN}
        found = answer("input-order", self._given("right_view", "left_view", features=features))
        assert found.fix == (
            "put each component under its own name: `right_view` under `right_view`, `left_view` "
            "under `left_view`"
        )

    @pytest.mark.parametrize(
        ("origins", "wrong"),
        [(("right_view", "left_view"), True), (("left_view", "right_view"), False)],
    )
    def test_keys_must_tell_the_truth_to_a_model_that_declares_nothing(self, origins, wrong):
        given = records(({"left_view": COLUMN, "right_view": COLUMN}, LABEL))
        given["plan"] = _plan(given, *origins, "label")
        assert answer("input-order", given).status == ("fail" if wrong else "pass")

    @pytest.mark.parametrize("origins", [("left_view", "right_view"), ("x", "y"), ("p", "q")])
    def test_passes_in_order_or_without_names(self, origins):
        assert answer("input-order", self._given(*origins)).status == "pass"

    def test_one_source_for_both_views_is_no_exchange(self):
        assert answer("input-order", self._given("left_view", "left_view")).status == "pass"

    def test_a_data_set_zipped_with_itself_has_no_unique_names(self):
        given = self._given("right_view", "left_view")
        given["plan"] = _plan(given, "right_view", "left_view", "label", sources=2)
        assert answer("input-order", given).status == "pass"

    def test_several_origins_are_no_evidence(self):
        given = self._given("right_view", "left_view")
        given["plan"].root.origins[0] = frozenset({"left_view", "right_view"})
        given["plan"].root.origins[1] = frozenset({"left_view", "right_view"})
        assert answer("input-order", given).status == "pass"

    def test_statistics_tell_where_names_do_not(self):
        warm, high = 15 + 8 * COLUMN, 1013 + 6 * COLUMN
        layers = [
            LayerFacts("n0", "Normalization", (0,), mean=(15.0,), variance=(64.0,), adapted=True),
            LayerFacts("n1", "Normalization", (1,), mean=(1013.0,), variance=(36.0,), adapted=True),
        ]
        given = self._given("x", "y", features=(high, warm), layers=layers)
        assert "x[0] and x[1] are exchanged" in answer("input-order", given).message
        given = self._given("x", "y", features=(warm, high), layers=layers)
        assert answer("input-order", given).status == "pass"

    def test_a_shifted_column_alone_is_no_exchange(self):
        layers = [
            LayerFacts("n0", "Normalization", (0,), mean=(900.0,), variance=(1.0,), adapted=True)
        ]
        assert answer("input-order", self._given("x", "y", layers=layers)).status == "pass"


def test_functions_of_the_plan_are_not_needed_for_names():
    node = Node("map", function=Function("f", outputs=[Dependence(frozenset(), frozenset())]))
    given = records((COLUMN, LABEL), inputs=[(None, 1)], plan=Plan(node))
    assert answer("input-order", given).status == "skip"
