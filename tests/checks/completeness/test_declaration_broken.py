"""declaration-broken, and the guesses that a declaration silences."""

from __future__ import annotations

import numpy as np
import pytest

from conformance.facts.intent import proposed
from conformance.facts.table import FACTS
from conformance.records import Epochs
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
    does_not_apply("declaration-broken", **_records(negative_weights=True))


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


def _parts(said, train, held):
    return {**_records(x=train, **said), "validation": one_pass(held, np.arange(len(held)) % 4)}


GROUPED = np.concatenate([np.repeat(np.arange(16), 4)[:, None], normal(64, 2)], axis=1)


@pytest.mark.parametrize("said", ["x[:, 0]", lambda x, y: int(x[0])])
def test_a_group_in_both_parts_fails_and_groups_apart_pass(said):
    held = np.concatenate([np.full((20, 1), 3.0), normal(20, 2)], axis=1)
    found = finds("declaration-broken", **_parts({"groups": said}, GROUPED, held))
    assert "20 of 20 validation rows" in found.message
    held[:, 0] = 99
    passes("declaration-broken", **_parts({"groups": said}, GROUPED, held))


def test_groups_without_validation_are_not_judged():
    found = result("declaration-broken", **_records(groups="x[:, 0]"))
    assert "no validation data" in found.message
    assert found.status == "blocked"
    assert result("declaration-broken", **_records(groups="none")).status == "skip"


def test_shares_are_held_to():
    passes("declaration-broken", **_records(shares={0: 0.25, 3: 0.25}))
    assert (
        "class 1 of y is 0.250" in finds("declaration-broken", **_records(shares={1: 0.5})).message
    )


def _epochs(second):
    return Epochs(second=second)


def test_order_is_held_to():
    y = np.arange(64) % 4
    other = one_pass(X[::-1].copy(), y[::-1].copy())
    same = one_pass(X, y)
    for said, good, bad in (("shuffled", other, same), ("time", same, other)):
        passes("declaration-broken", **_records(order=said), epochs=_epochs(good))
        finds("declaration-broken", **_records(order=said), epochs=_epochs(bad))
    assert result("declaration-broken", **_records(order="time")).status == "blocked"


def test_what_is_drawn_is_what_was_said():
    y = np.arange(64) % 4
    drawn, same = one_pass(X + 1, y), one_pass(X[::-1].copy(), y[::-1].copy())
    passes("declaration-broken", **_records(random=["x"]), epochs=_epochs(drawn))
    found = finds("declaration-broken", **_records(random=["x"]), epochs=_epochs(same))
    assert "x is the same in both epochs" in found.message
    found = finds("declaration-broken", **_records(random=["y"]), epochs=_epochs(drawn))
    assert "x holds other rows" in found.message


def test_a_guess_proposes_the_declaration_that_settles_it():
    assert proposed("order-constant", "") == 'EXPECT = {"order": "time"}'
    assert proposed("sample-weight", "sample_weight") == 'EXPECT = {"negative_weights": True}'
    assert proposed("not-finite", "x[1]") == 'EXPECT = {"missing": ["x[1]"]}'
    assert proposed("split-groups", "x") == 'EXPECT = {"groups": "none"}'
    assert proposed("label-range", "y") == ""
