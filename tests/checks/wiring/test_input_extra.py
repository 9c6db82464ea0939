"""The check input-extra: no extra key takes an input's place."""

from __future__ import annotations

from conformance.records import (
    Failure,
    Wiring,
)
from tests.checks.made import normal
from tests.checks.paired import answer, records

ROWS = 64
COLUMN = normal(ROWS, 1)
LABEL = (COLUMN[:, 0] > 0).astype("float32")
TWO = {"area": (None, 1), "rooms": (None, 1)}


class TestInputExtra:
    def _given(self, **received):
        features = {"account": COLUMN, "area": COLUMN, "rooms": COLUMN}
        return records((features, LABEL), inputs=TWO, wiring=Wiring(received=received))

    def test_says_what_each_input_received(self):
        found = answer("input-extra", self._given(area="x['account']", rooms="x['area']"))
        assert "`area` receives x['account'], `rooms` receives x['area']" in found.message
        assert found.fix == "drop `account` from the dict in `map`"

    def test_passes_where_keras_ignores_the_key(self):
        given = self._given(area="x['area']", rooms="x['rooms']")
        assert answer("input-extra", given).status == "pass"

    def test_an_unknown_sender_is_no_evidence(self):
        assert answer("input-extra", self._given(area=None, rooms=None)).status == "pass"

    def test_a_refused_dict_with_an_extra_key(self):
        given = self._given()
        given["wiring"] = Wiring(failure=Failure("ValueError", "Invalid input shape", "wiring"))
        assert "which no input takes" in answer("input-extra", given).message
