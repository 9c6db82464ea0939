"""boxes-misread, on hand-written records."""

from __future__ import annotations

from conformance.facts.registration import Registration
from conformance.records import Probes
from conformance.records.probes import Corners
from tests.checks.made import contract, does_not_apply, finds, passes, targets


def _records(worse, boxes=16, **other):
    return dict(
        probes=Probes(corners={0: Corners(boxes, worse)}),
        targets=targets("mean_squared_error"),
        contract=contract(),
        **other,
    )


def test_boxes_that_cost_more_than_others_fail():
    found = finds("boxes-misread", **_records(12))
    assert "12 of 16" in found.message
    assert 'EXPECT = {"boxes": "xyxy"}' in found.fix


def test_what_the_pictures_show_is_said():
    seen = Registration("x", "y", 100, 99, 0, (), 0.0, "xywh")
    assert "lie as xywh" in finds("boxes-misread", **_records(12, registrations=[seen])).message
    unclear = Registration("x", "y", 100, 9, 0, (), 0.0, "xywh")
    assert "xywh" not in finds("boxes-misread", **_records(12, registrations=[unclear])).message


def test_corners_pass_and_a_broken_box_in_twenty_does():
    assert "16 boxes" in passes("boxes-misread", **_records(0))
    passes("boxes-misread", **_records(1))


def test_another_loss_is_no_question():
    records = {**_records(3), "probes": Probes()}
    does_not_apply("boxes-misread", **records)
