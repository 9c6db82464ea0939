"""The check input-missing: every model input is in the feature dict."""

from __future__ import annotations

import pytest

from conformance.facts.pairing import pair_inputs
from conformance.records import (
    Failure,
    Forward,
    Wiring,
)
from tests.checks.made import normal
from tests.checks.paired import answer, records

ROWS = 64
COLUMN = normal(ROWS, 1)
LABEL = (COLUMN[:, 0] > 0).astype("float32")
TWO = {"area": (None, 1), "rooms": (None, 1)}


class TestInputMissing:
    def test_suggests_the_nearest_spelling(self):
        given = records(({"area": COLUMN, "room": COLUMN}, LABEL), inputs=TWO)
        found = answer("input-missing", given)
        assert found.message == (
            "the feature dict has no `rooms`: it holds `area` and `room`, and the model's inputs are "
            "`area` and `rooms`; Keras raises `Missing data for input`"
        )
        assert found.fix == "rename the key `room` to `rooms`"

    def test_asks_for_the_key_that_is_not_there_at_all(self):
        given = records(({"area": COLUMN}, LABEL), inputs=TWO)
        assert answer("input-missing", given).fix == "yield `rooms` as well"

    def test_says_so_where_this_version_falls_back_to_positions(self):
        wiring = Wiring(received={"area": "x['area']", "rooms": "x['room']"})
        element = ({"area": COLUMN, "room": COLUMN}, LABEL)
        found = answer("input-missing", records(element, inputs=TWO, wiring=wiring))
        assert "falls back to positions" in found.message

    def test_a_dict_around_the_features_holds_none_of_the_names(self):
        """`{"x": {"area": ..., "rooms": ...}}`: Keras looks at the outer keys only."""
        given = records(({"x": {"area": COLUMN, "rooms": COLUMN}}, LABEL), inputs=TWO)
        found = answer("input-missing", given)
        assert found.message.startswith("the feature dict has no `area` and `rooms`: it holds `x`")

    def test_a_nested_dict_for_a_nested_model_goes_by_position(self):
        given = records(({"x": {"area": COLUMN, "rooms": COLUMN}}, LABEL), inputs=TWO)
        given["contract"].input_structure = {"x": {"area": 0, "rooms": 1}}
        given["pairing"] = pair_inputs(given["contract"], given["spec"])
        assert answer("input-missing", given).status == "skip"

    @pytest.mark.parametrize(
        "features",
        [{"area": COLUMN, "rooms": COLUMN}, {"id": COLUMN, "area": COLUMN, "rooms": COLUMN}],
    )
    def test_passes_when_every_input_has_its_key(self, features):
        assert answer("input-missing", records((features, LABEL), inputs=TWO)).status == "pass"

    def test_passes_for_a_lone_key_that_the_model_took(self):
        given = records(({"anything": COLUMN}, LABEL), inputs=[(None, 1)])
        assert answer("input-missing", given).status == "pass"

    def test_reads_the_key_a_subclassed_model_asked_for(self):
        failure = Failure("KeyError", "'image'", "forward", key="image")
        given = records(({"images": COLUMN}, LABEL), ran=False, forward=Forward(failure=failure))
        found = answer("input-missing", given)
        assert found.fix == "rename the key `images` to `image`"

    def test_a_key_error_about_a_key_that_is_there_is_not_ours(self):
        failure = Failure("KeyError", "'images'", "forward", key="images")
        given = records(({"images": COLUMN}, LABEL), ran=False, forward=Forward(failure=failure))
        assert answer("input-missing", given).status == "pass"
