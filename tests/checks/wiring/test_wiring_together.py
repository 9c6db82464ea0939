"""The checks of wiring, on hand-written records."""

from __future__ import annotations

import pytest

from conformance.facts.origins import closer, words
from conformance.records import (
    Leaf,
    Node,
    Plan,
)
from tests.checks.made import normal
from tests.checks.paired import failing, records

ROWS = 64
COLUMN = normal(ROWS, 1)
LABEL = (COLUMN[:, 0] > 0).astype("float32")
VIEWS = {"left_view": (None, 1), "right_view": (None, 1)}
TWO = {"area": (None, 1), "rooms": (None, 1)}


def _plan(given, *origins, randoms=None, sources=1):
    """A plan whose root says which source component each leaf was made from."""
    leaves = [Leaf(f"x[{k!r}]", (1,), "float32", key=k) for k in sorted(set(origins))]
    inputs = [Node("tensor_slices", leaves=leaves) for _ in range(sources)]
    root = Node("map", inputs=inputs, leaves=given["spec"].leaves)
    root.origins = [frozenset({origin}) for origin in origins]
    root.randoms = randoms or [frozenset()] * len(origins)
    return Plan(root)


class TestNames:
    @pytest.mark.parametrize(
        ("name", "to", "than"),
        [
            ("temp_c", "temperature", "pressure"),
            ("pressure_hpa", "pressure", "temperature"),
            ("right_view", "right_eye", "left_eye"),
            ("userName", "user", "item"),
        ],
    )
    def test_closer(self, name, to, than):
        assert closer(name, to, than)
        assert not closer(name, than, to)

    @pytest.mark.parametrize(
        ("name", "to", "than"), [("id", "user_id", "item_id"), ("a", "ab", "c")]
    )
    def test_shared_and_short_words_say_nothing(self, name, to, than):
        assert not closer(name, to, than)

    def test_words(self):
        assert words("leftView_2") == {"left", "view", "2"}


class TestOneRootCause:
    def test_a_dict_that_was_not_unpacked_fails_once(self):
        given = records({"image": COLUMN, "label": LABEL}, inputs=[(None, 1)], ran=False)
        assert failing(given, "wiring", "elements", "labels") == ["targets-missing"]

    def test_a_flat_triple_fails_once(self):
        given = records((COLUMN, COLUMN, LABEL), inputs=[(None, 1), (None, 1)], ran=False)
        assert failing(given, "wiring", "elements", "labels") == ["input-structure"]

    def test_a_sound_pipeline_fails_nowhere(self):
        given = records(
            (COLUMN, LABEL), inputs=[(None, 1)], losses="binary", activations=["sigmoid"]
        )
        assert failing(given, "wiring", "elements", "labels") == []
