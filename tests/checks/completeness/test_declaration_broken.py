"""declaration-broken, and the guesses that a declaration silences."""

from __future__ import annotations

import numpy as np
import pytest

from conformance.facts.table import FACTS
from conformance.records.expect import Expect, expect
from conformance.records.store import Records
from conformance.registry import load
from conformance.run.judge import judge
from tests.checks.made import does_not_apply, finds, normal, one_pass, passes, result

X = np.clip(normal(64, 3), -2, 2)
CORNERS = np.array([[0.1, 0.2, 0.5, 0.6]] * 64, "float32") + np.arange(64)[:, None] / 1000


def _records(y=None, x=X, complete=True, **said):
    y = np.arange(64) % 4 if y is None else y
    return dict(expect=expect(said), elements=one_pass(x, y, complete=complete))


@pytest.mark.parametrize(
    "said",
    [
        {"examples": 64},
        {"classes": 4},
        {"ranges": {"x": (-2, 2)}},
        {"epoch": "each once"},
        {"missing": ["x"]},
        {"epoch": "sampled", "negative_weights": True},
    ],
)
def test_what_holds_passes(said):
    assert "64 examples" in passes("declaration-broken", **_records(**said))


@pytest.mark.parametrize(
    ("said", "seen"),
    [
        ({"examples": 65}, "an epoch delivers 64"),
        ({"classes": 3}, "y holds 4"),
        ({"ranges": {"x": (0, 1)}}, "x runs from -2 to"),
        ({"ranges": {"z": (0, 1)}}, "there is no z; there is x, y"),
    ],
)
def test_what_does_not_hold_fails(said, seen):
    assert seen in finds("declaration-broken", **_records(**said)).message


def test_boxes_are_held_to_their_corners():
    passes("declaration-broken", **_records(CORNERS, boxes="xyxy"))
    sizes = CORNERS.copy()
    sizes[:, 2:] = 0.05
    assert "64 of 64 boxes" in finds("declaration-broken", **_records(sizes, boxes="xyxy")).message
    passes("declaration-broken", **_records(sizes, boxes="xywh"))


def test_rows_that_come_again_and_nan_elsewhere_fail():
    twice = np.concatenate([X[:32], X[:32]])
    found = finds("declaration-broken", **_records(np.zeros(64), twice, epoch="each once"))
    assert "32 rows come again" in found.message
    gaps = X.copy()
    gaps[0, 0] = np.nan
    assert "1 NaN" in finds("declaration-broken", **_records(x=gaps, missing=["a"])).message


def test_what_was_not_read_is_not_judged():
    assert result("declaration-broken", **_records(examples=99, complete=False)).status == "blocked"
    finds("declaration-broken", **_records(examples=10, complete=False))


def test_what_only_silences_a_guess_is_no_pass():
    does_not_apply("declaration-broken", **_records(order="time"))


def test_nothing_declared_is_no_question():
    does_not_apply("declaration-broken", **_records())


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"exampels": 3}, "did you mean 'examples'"),
        ({"examples": "many"}, "is a whole number, not 'many'"),
        ({"boxes": "corners"}, "'xyxy', 'xywh'"),
        (["examples"], "EXPECT is a dict"),
    ],
)
def test_wrong_declarations_are_refused(given, message):
    with pytest.raises(ValueError, match=message):
        expect(given)


def test_a_declaration_silences_the_guess_that_it_answers():
    records = Records({"expect": Expect(epoch="sampled"), "elements": one_pass(X, X)}, FACTS)
    found = judge(load()["examples-repeated"], records)
    assert (found.status, found.message) == ("skip", "declared: epoch = 'sampled'")
