"""The card's data: what each component is taken for, what is drawn, and what only a person can answer."""

from __future__ import annotations

import json

import numpy as np
import pytest

from conformance.facts import boxes, distributions, examples, only_you, stages
from conformance.facts.card import card_of
from conformance.facts.depicted import depicted, vocabulary_of
from conformance.facts.table import FACTS
from conformance.records import INFINITE, Arguments, Epochs, Expect, Leaf, Node, Plan
from conformance.records.passes import Pass
from conformance.records.store import Missing, Records
from conformance.records.words import Words
from conformance.run.card import encoded
from tests.checks.made import component, one_pass

RNG = np.random.default_rng(0)
PIXELS = RNG.integers(0, 256, (40, 16, 20, 3)).astype("uint8")


def kinds(elements, **more):
    return {path: one.kind for path, one in depicted(elements, **more).items()}


def corner_boxes(count=40):
    left, top = RNG.uniform(0, 0.5, (2, count))
    width, height = RNG.uniform(0.1, 0.4, (2, count))
    return np.stack([left, top, left + width, top + height], axis=1).astype("float32")


def wide_boxes(count=40):
    boxes = corner_boxes(count)
    return np.concatenate([boxes[:, :2], boxes[:, 2:] - boxes[:, :2]], axis=1)


@pytest.mark.parametrize(
    ("x", "y", "expected"),
    [
        (PIXELS, np.arange(40) % 3, ("image", "class")),
        (PIXELS, (PIXELS[..., :1] > 128).astype("float32"), ("image", "mask")),
        (PIXELS, corner_boxes(), ("image", "boxes")),
        (PIXELS, RNG.normal(size=(40, 4, 5, 6)), ("image", "cells")),
        (PIXELS, np.eye(4, dtype="float32")[np.arange(40) % 4], ("image", "class")),
        (PIXELS, RNG.uniform(0, 20, (40, 5, 2)).astype("float32"), ("image", "points")),
        (np.stack([PIXELS] * 3, axis=1), PIXELS, ("frames", "image")),
        (RNG.integers(0, 50, (40, 12)), np.arange(40) % 2, ("tokens", "class")),
        (
            RNG.normal(size=(40, 30, 2)).astype("float32").cumsum(axis=1),
            RNG.normal(size=40),
            ("series", "number"),
        ),
        (RNG.normal(size=(40, 30)).cumsum(axis=1), RNG.normal(size=(40, 1)), ("series", "number")),
        (RNG.normal(size=(40, 4000)).cumsum(axis=1), np.arange(40) % 2, ("waveform", "class")),
        (RNG.normal(size=(40, 30)), RNG.normal(size=(40, 3)), ("vector", "vector")),
        (np.array([b"a", b"bc"] * 20, object), np.arange(40) % 2, ("text", "class")),
        (PIXELS, RNG.dirichlet(np.ones(4), 40), ("image", "vector")),  # shares of four classes
        (PIXELS, RNG.normal(size=(40, 4)), ("image", "vector")),
        ((PIXELS / 255.0)[..., :1], (PIXELS / 255.0)[..., :1], ("image", "image")),
        (np.eye(9)[RNG.integers(0, 9, (40, 5))], np.arange(40) % 2, ("tokens", "class")),
        (RNG.normal(size=(40, 20, 24)), np.arange(40) % 2, ("grid", "class")),
    ],
)
def test_what_a_component_is(x, y, expected):
    assert tuple(kinds(one_pass(x, y)).values()) == expected


def test_columns_of_very_different_scale_are_a_table_and_no_series():
    rows = RNG.normal(size=(40, 30)) + np.linspace(0, 1000, 30)
    assert kinds(one_pass(rows))["x"] == "vector"


def test_ids_are_decoded_by_the_list_that_has_as_many_words_as_the_model_has_rows():
    ids = component("x", RNG.integers(0, 20, (40, 6)))
    long = Words("long", "list", dict(enumerate(map(str, range(100)))))
    right = Words("right", "TextVectorization", dict(enumerate(map(str, range(25)))))
    short = Words("short", "list", {0: "a", 1: "b"})
    assert vocabulary_of(ids, 25, [short, right, long]) is right
    assert vocabulary_of(ids, 100, [short, right, long]) is long
    assert vocabulary_of(ids, None, [short, long]) is None  # 100 words for 20 ids: not told
    assert vocabulary_of(ids, None, [short]) is None
    shifted = vocabulary_of(ids, None, [Words("w", "list", dict(enumerate("abcdefghijklmnopqrs")))])
    assert (shifted.kind, shifted.words[1], shifted.words[19]) == (
        "list, numbered from 1",
        "a",
        "s",
    )


@pytest.mark.parametrize(
    ("low", "high", "dtype", "expected"),
    [
        (0, 255, "uint8", (0.0, 255.0)),
        (0, 255, "float32", (0.0, 255.0)),
        (0, 1, "float32", (0.0, 1.0)),
        (0, 0.0039, "float32", (0.0, 1.0)),  # divided twice: it is to look as black as it is
        (-1, 1, "float32", (-1.0, 1.0)),
        (-0.05, 1.02, "float32", (0.0, 1.0)),  # noise, or a resize by a cubic
    ],
)
def test_how_a_picture_is_scaled(low, high, dtype, expected):
    rows = (RNG.random((8, 8, 8, 1)) * (high - low) + low).astype(dtype)
    rows[0, 0, 0], rows[0, 0, 1] = low, high
    black, white, said = examples.scaling(component("x", rows))
    assert (black, white) == expected
    assert "values span" in said


def test_standardised_pictures_are_stretched_and_it_is_said():
    _, _, said = examples.scaling(component("x", RNG.normal(size=(8, 8, 8, 3)).astype("float32")))
    assert "stretched" in said


def test_pixels_are_exact_and_small():
    elements = one_pass(PIXELS)
    [cell, *_] = examples.examples_of(elements, depicted(elements))[2]["cells"]
    assert np.array_equal(cell["pixels"], PIXELS[2])
    assert examples.shrunk(np.zeros((1000, 50, 3)), 96).shape[0] <= 96
    first = np.moveaxis(PIXELS, -1, 1)
    moved = one_pass(first)
    [cell, *_] = examples.examples_of(moved, depicted(moved))[2]["cells"]
    assert np.array_equal(cell["pixels"], PIXELS[2])


def test_readings_of_boxes_are_those_under_which_they_lie_in_the_picture():
    assert boxes.readings(component("y", wide_boxes()), (16, 20), "")["xywh"] == 1.0
    corners = boxes.readings(component("y", corner_boxes()), (16, 20), "")
    assert corners["xyxy"] == 1.0
    assert list(boxes.readings(component("y", corner_boxes()), (16, 20), "xywh")) == ["xywh"]
    pixels = corner_boxes() * np.array([20, 16, 20, 16])
    assert np.allclose(
        boxes.corners(pixels, "xyxy", (16, 20), pixels=True), pixels / [20, 16, 20, 16]
    )


def test_a_map_far_wider_than_high_keeps_a_row():
    assert examples.shrunk(np.zeros((12, 20_000)), 96).shape == (1, 96)


def test_ids_that_never_count_are_said():
    ids = RNG.integers(0, 9, (40, 6))
    elements = one_pass(ids, ids)
    elements.components.append(component("sample_weight", (ids != 0) * 1.0, role="sample_weight"))
    said = " ".join(card_of(records(elements))["relations"])
    assert "0 in `y` never counts in the loss" in said
    elements.components[-1] = component("sample_weight", np.ones((40, 6)), role="sample_weight")
    assert "never counts" not in " ".join(card_of(records(elements))["relations"])


def test_cells_of_a_grid_that_are_not_0_are_marked():
    grid = np.zeros((40, 2, 4, 5))
    grid[:, 1, 2, 3] = 0.5
    elements = one_pass(PIXELS, grid)
    cell = examples.examples_of(elements, depicted(elements))[0]["cells"][1]
    [drawn] = cell["readings"]
    assert drawn["boxes"] == [[0.5, 0.5, 0.75, 1.0]]
    assert drawn["words"] == "a grid of 2 x 4 cells, 1 of them not 0"


def test_boxes_beyond_the_picture_are_boxes_in_one_scale():
    rows = corner_boxes() * 3  # divided by the wrong size: to 3 pictures wide
    elements = one_pass(PIXELS, rows)
    assert kinds(elements)["y"] == "boxes"
    for number, one in enumerate(examples.examples_of(elements, depicted(elements))):
        [drawn] = [r["boxes"] for r in one["cells"][1]["readings"] if r["as"] == "xyxy"]
        assert np.allclose(drawn, rows[[number]], atol=1e-3)


def test_padding_is_no_box():
    rows = np.concatenate([wide_boxes(4), np.zeros((3, 4)), np.full((2, 4), -1.0)])
    assert len(boxes.filled(rows)) == 4


def test_each_class_is_shown_once_behind_the_first_rows():
    elements = one_pass(PIXELS, np.array([0] * 20 + [1] * 10 + [2] * 10))
    assert examples.chosen(elements, 40) == [0, 1, 2, 3, 20, 30]


# --- questions ----------------------------------------------------------------------------------


def asked(elements, *, expect=None, **more):
    shown = depicted(elements)
    return only_you.asks(elements, shown, expect=expect or Expect(), **more)


def test_boxes_that_end_before_they_begin_are_asked_about_with_their_declaration():
    found = asked(one_pass(PIXELS, wide_boxes()))
    assert found[0].expect == 'EXPECT = {"boxes": "xywh"}'
    assert "smaller than the first" in found[0].said
    declared = asked(one_pass(PIXELS, wide_boxes()), expect=Expect(boxes="xywh"))
    assert not [ask for ask in declared if "boxes" in ask.expect]


def test_frames_whose_neighbours_jump_at_one_place():
    steps = np.arange(12.0) + RNG.normal(0, 0.1, (40, 12))
    order = [0, 9, 10, 11, 1, 2, 3, 4, 5, 6, 7, 8]
    found = asked(one_pass(steps[:, order, None].astype("float32")))
    assert "frame_1, frame_10" in found[0].wrong
    assert not [a for a in asked(one_pass(steps[:, :, None].astype("float32"))) if "jump" in a.said]


def test_a_value_far_from_all_others_stands_for_something():
    column = RNG.uniform(0, 90, 400)
    column[:20] = -999
    found = asked(one_pass({"age": column, "b": RNG.normal(size=400)}))
    assert "-999 in 20 of 400" in found[0].said
    assert found[0].expect.startswith('EXPECT = {"ranges": {"x[\'age\']": (')
    assert only_you.far_value(RNG.normal(size=400)) is None
    assert only_you.far_value(np.r_[RNG.normal(size=400), [1e6, 1e6]]) is None  # two rows: too few


def test_one_column_that_tells_the_target():
    rows = RNG.normal(size=(200, 6))
    found = asked(one_pass(rows, rows[:, 3] * 2 + 0.01 * RNG.normal(size=200)))
    assert "column 3 of `x` alone" in found[0].said


def test_a_target_that_is_among_its_own_inputs():
    ids = RNG.integers(0, 500, (200, 8))
    found = asked(one_pass(ids, ids[:, 3]))
    assert "`y` is among the ids of `x` in 200 of 200" in found[0].said
    assert not [a for a in asked(one_pass(ids, np.roll(ids[:, 3], 1))) if "among" in a.said]


def test_ids_of_patients_that_both_parts_hold():
    patients, other = np.arange(60) % 15, RNG.normal(size=60)
    elements = one_pass({"patient_id": patients, "width": np.arange(60) % 15, "b": other})
    elements.components[0].key, elements.components[1].key = "patient_id", "width"
    found = [a for a in asked(elements, validation=elements) if "groups" in a.expect]
    assert [a.expect for a in found] == ['EXPECT = {"groups": "x[\'patient_id\']"}']
    assert not asked(elements, validation=elements, expect=Expect(groups="none", examples=60))


def test_a_mask_that_is_one_on_the_padding():
    ids = RNG.integers(1, 30, (40, 8))
    ids[:, 5:] = 0
    found = asked(one_pass({"ids": ids, "mask": (ids == 0).astype("int32")}))
    assert "is 1 exactly where `x['ids']` is padding" in found[0].said
    right = asked(one_pass({"ids": ids, "mask": (ids != 0).astype("int32")}))
    assert "is not 0" in right[0].said


def test_what_was_declared_is_not_asked():
    elements = one_pass(RNG.normal(size=(64, 3)))
    assert [a.expect for a in asked(elements)] == ['EXPECT = {"examples": 64}']
    assert asked(elements, expect=Expect(examples=64)) == []


# --- distributions and classes ------------------------------------------------------------------


def test_shares_of_parts_stand_over_common_edges():
    train, held = one_pass(RNG.normal(size=(400, 2))), one_pass(RNG.normal(5, 1, (100, 2)))
    found = distributions.distributions({"training": train, "validation": held}, depicted(train))
    for column in found["columns"]:
        for shares in column["shares"].values():
            assert sum(shares) == pytest.approx(1, abs=1e-3)
            assert len(shares) == len(column["edges"]) - 1
    assert [c["name"] for c in found["columns"]] == ["x[:, 0]", "x[:, 1]"]


def test_of_a_thousand_columns_those_that_differ_are_kept():
    rows = RNG.normal(size=(64, 1000))
    held = rows.copy()
    held[:, 777] += 50
    parts = {"training": one_pass(rows), "validation": one_pass(held)}
    found = distributions.distributions(parts, depicted(parts["training"]))
    assert len(found["columns"]) == distributions.MOST
    assert found["left_out"] == 1000 - distributions.MOST
    assert "x[:, 777]" in [c["name"] for c in found["columns"]]


def test_classes_say_their_share_of_the_loss():
    labels = np.array([0] * 30 + [1] * 10)
    elements = one_pass(RNG.normal(size=(40, 2)), labels)
    from conformance.facts.classes import classes_of
    from conformance.facts.weights import Weights

    weights = Weights((), {}, {"y": {0: 1.0, 1: 3.0}})
    [found] = distributions.classes({"training": elements}, depicted(elements), weights)
    assert found["weighted"]
    assert [(r["training"], r["weight"]) for r in found["rows"]] == [(30, 0.5), (10, 0.5)]
    assert classes_of(elements).counts("y") == {0: 30, 1: 10}


def test_gaps_are_counted():
    rows = RNG.normal(size=(40, 2))
    rows[3, 1] = np.nan
    [found] = distributions.missing({"training": one_pass(rows)})
    assert found["training"]["nan"] == 1
    assert distributions.missing({"training": one_pass(np.ones((4, 2)))}) == []


# --- the graph ----------------------------------------------------------------------------------


def chain():
    leaf = Leaf("x", (3,), "uint8")
    source = Node("tensor_slices", cardinality=100, leaves=[leaf])
    shuffled = Node("shuffle", attributes={"buffer_size": 10}, inputs=[source], cardinality=100)
    shuffled.leaves = [leaf]
    batched = Node("batch", attributes={"batch_size": 32}, inputs=[shuffled], cardinality=4)
    batched.leaves = [Leaf("x", (None, 3), "uint8")]
    endless = Node("repeat", attributes={"count": -1}, inputs=[batched], cardinality=INFINITE)
    endless.leaves = batched.leaves
    return Plan(endless)


def test_stages_say_what_they_do_from_the_source_on():
    found = stages.stages_of(chain())["stages"]
    assert [s["op"] for s in found] == ["tensor_slices", "shuffle", "batch", "repeat"]
    assert [s["inputs"] for s in found] == [[], [0], [1], [2]]
    assert found[1]["random"] == "draws another order in each epoch"
    assert found[2]["changes"] == ["count 100 → 4", "x: (3,) → (?, 3)"]
    assert found[3]["count"] == "elements without end"
    assert found[3]["does"] == "goes through its input without end"


def test_a_very_long_chain_is_cut_at_the_source():
    node = Node("range")
    for _ in range(500):
        node = Node("map", inputs=[node])
    found = stages.stages_of(Plan(node))
    assert len(found["stages"]) == stages.MOST
    assert found["left_out"] == 501 - stages.MOST


# --- the whole ----------------------------------------------------------------------------------


def records(elements, **more):
    given = dict(elements=elements, expect=Expect(), arguments=Arguments(), plan=chain(), **more)
    return Records(given, FACTS)


def test_a_card_is_what_json_holds_once_its_pictures_are_encoded(monkeypatch):
    monkeypatch.setattr("conformance.run.card.png", lambda pixels: "data:image/png;base64,AA==")
    elements = one_pass(PIXELS, np.arange(40) % 3)
    second = one_pass(PIXELS[::-1].copy(), np.arange(40)[::-1] % 3)
    given = records(elements, validation=elements, epochs=Epochs(second=second))
    card = encoded(card_of(given))
    assert json.loads(json.dumps(card, allow_nan=False)) == json.loads(json.dumps(card))
    assert [part["part"] for part in card["parts"]] == ["training", "validation"]
    assert card["epochs"]["places"][:2] == [39, 38]
    assert "40 of 40 (100 %) examples of the validation data" in " ".join(card["relations"])


def test_without_examples_no_text_and_no_row_of_the_data_is_in_it():
    texts = np.array([b"Mrs Secret", b"Mr Hidden"] * 20, object)
    words = [Words("names", "list", {0: "Mrs Secret", 1: "Mr Hidden"})]
    elements = one_pass({"name": texts, "n": np.arange(40.0)}, np.arange(40) % 2)
    open_card = json.dumps(encoded(card_of(records(elements), words=words)))
    assert "Mrs Secret" in open_card
    closed = card_of(records(elements), words=words, examples=False)
    assert "Secret" not in json.dumps(encoded(closed))
    assert all(part["examples"] == [] for part in closed["parts"])
    assert closed["distributions"]["columns"]


def test_what_the_parts_share_is_said_without_a_name():
    from conformance.facts.card import _shared
    from conformance.facts.parts import Names, Near, Parts

    near = Near("x", "values", 40, 30, 2.0, 0.1, 0.5, 3.0, -9.0)
    names = Names(12, 50, 45, "scan_jane", ("scan_jane_1", "scan_jane_2"))
    said = " ".join(_shared(Parts(near, names)))
    assert "30 of 40 (75 %) rows of `x`" in said
    assert "45 of 50 (90 %) files" in said
    assert "jane" not in said
    assert _shared(Parts()) == []


def test_there_is_no_card_of_nothing():
    assert card_of(Records({"elements": Missing("it raised")}, FACTS)) is None
    assert card_of(Records({"elements": Pass()}, FACTS)) is None


def test_a_broken_second_pass_or_an_odd_component_breaks_no_card():
    elements = one_pass(np.zeros((0, 3)))
    assert card_of(records(elements))["parts"][0]["examples"] == []
    ragged = np.empty(6, object)
    ragged[:] = [np.arange(n) for n in range(6)]
    odd = component("x", np.zeros((6, 1)))
    odd.rows, odd.kind, odd.values, odd.dtype = ragged, "ragged", None, "int64"
    odd.hashes = []
    elements = Pass(components=[odd], batches=1, batch_sizes=[6])
    card = card_of(records(elements))
    assert card["parts"][0]["examples"][3]["cells"][0]["ids"] == [0, 1, 2]


def test_values_that_are_not_finite_are_drawn_all_the_same():
    rows = np.full((20, 16, 16, 3), np.nan, "float32")
    rows[0] = np.inf
    series = RNG.normal(size=(20, 12, 1)).astype("float32")
    series[:, 3] = np.nan
    card = card_of(records(one_pass({"a": rows, "b": series}, np.full(20, np.nan))))
    json.dumps(encoded_without_pixels(card), allow_nan=False)


def encoded_without_pixels(value):
    if isinstance(value, dict):
        return {k: encoded_without_pixels(v) for k, v in value.items() if k != "pixels"}
    return [encoded_without_pixels(v) for v in value] if isinstance(value, list) else value
