"""The card of a real run: pictures as PNGs, vocabularies found, a run that only looks."""

from __future__ import annotations

import base64
import json
from unittest import mock

import numpy as np
import pytest

from conformance import check_pipeline, compat
from conformance.observe import changes, words
from conformance.run import runner
from conformance.run.card import encoded, png, tiny
from conformance.run.runner import Options, run
from conformance.run.subject import subject_of

pytest.importorskip("tensorflow")
WORDS = ["<pad>", "the", "ship", "sails", "home"]
RNG = np.random.default_rng(0)


def make_dataset():
    tf = compat.tensorflow()
    pixels = RNG.integers(0, 256, (40, 16, 16, 3)).astype("uint8")
    ids = RNG.integers(0, len(WORDS), (40, 6)).astype("int64")
    data = tf.data.Dataset.from_tensor_slices(({"image": pixels, "ids": ids}, np.arange(40) % 3))
    table = tf.constant(WORDS)
    return data.filter(
        lambda x, y: tf.reduce_all(x["ids"] < len(WORDS)) & (tf.size(table) > 0)
    ).batch(8)


@pytest.mark.parametrize("channels", [3, 4])
def test_a_png_holds_the_very_pixels(channels):
    pixels = RNG.integers(0, 256, (5, 7, channels)).astype("uint8")
    head, _, data = png(pixels).partition(",")
    assert head == "data:image/png;base64"
    read = compat.tensorflow().io.decode_png(base64.b64decode(data)).numpy()
    assert np.array_equal(read, pixels)


def test_a_tiny_copy_is_small_and_raw():
    height, width, data = tiny(np.full((200, 100, 3), 7, np.uint8))
    assert max(height, width) <= 28
    assert base64.b64decode(data) == b"\7" * (height * width * 3)


def test_pixels_become_text_wherever_they_stand():
    card = encoded({"a": [{"pixels": np.zeros((2, 2, 3), np.uint8), "kind": "image"}], "b": None})
    assert json.loads(json.dumps(card))["a"][0]["drawn"] == [2, 2]
    assert "pixels" not in card["a"][0]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (["a", "b"], {0: "a", 1: "b"}),
        (np.array(["a", "b"]), {0: "a", 1: "b"}),
        ({"a": 3, "b": 5}, {3: "a", 5: "b"}),
        ({3: "a", 5: b"b"}, {3: "a", 5: "b"}),
        ({"a": True, "b": False}, None),
        ({"a": "b", "c": "d"}, None),
        (["a", 1], None),
        (["a"], None),
        ("text", None),
    ],
)
def test_lists_and_dicts_of_words(value, expected):
    found = words.named({"name": value})
    assert ([dict(one.words) for one in found] or [None])[0] == expected


def test_the_vocabulary_of_a_layer():
    layers = compat.keras().layers
    kind = getattr(layers, "StringLookup", None)
    if kind is None:
        pytest.skip("this Keras has no StringLookup among its layers")
    [found] = words.named({"look": kind(vocabulary=["a", "b"])})
    assert found.kind == "StringLookup"
    assert list(found.words.values())[-2:] == ["a", "b"]


def test_a_run_that_looks_judges_nothing_and_decodes_ids():
    report = run(subject_of(make_dataset), Options(card=True, look=True))
    assert report.results == []
    assert report.readings[0].examples == 40
    kinds = {c["path"]: c["kind"] for c in report.card["parts"][0]["components"]}
    assert kinds == {"x['ids']": "tokens", "x['image']": "image", "y": "class"}
    cell = report.card["parts"][0]["examples"][0]["cells"][0]
    assert cell["words"] == [WORDS[i] for i in cell["ids"]]
    assert report.card["epochs"]["places"] == list(range(8))
    assert report.card["epochs"]["second"][0]
    json.dumps(report.to_dict(card=True), allow_nan=False)


def test_a_pipeline_that_raises_has_no_card_and_says_why():
    def broken():
        raise ValueError("no such file")

    report = run(subject_of(broken), Options(card=True, look=True))
    assert report.card is None
    assert "no such file" in " ".join(report.notes)


def test_a_check_from_python_has_a_card_unless_told_otherwise():
    only = ["not-finite"]
    assert check_pipeline(make_dataset, only=only).card["version"] == 1
    assert check_pipeline(make_dataset, only=only, card=False).card is None


# --- before and after a random map --------------------------------------------------------------


def augmented(batched):
    tf = compat.tensorflow()

    def flip_and_shift(x, y):
        return tf.cast(x, tf.float32) + tf.random.uniform([], maxval=0.5), y

    pixels = np.arange(10, dtype="uint8")[:, None, None, None] + np.zeros((1, 8, 8, 3), "uint8")
    data = tf.data.Dataset.from_tensor_slices((pixels, np.arange(10) % 2)).shuffle(10)
    data = data.map(lambda x, y: (x, y))  # draws nothing: not shown
    if batched:
        return data.batch(5).map(flip_and_shift)
    return data.map(flip_and_shift).batch(5)


@pytest.mark.parametrize("batched", [False, True])
def test_one_example_before_and_after_a_random_map(batched):
    state = looked_at(lambda: augmented(batched))
    [change] = changes.observe(state)
    assert (change.name, change.failure) == ("flip_and_shift", "")
    before = change.before.components[0].rows[0]
    turns = change.after.components[0].rows[:: change.stride]
    assert all(np.array_equal(np.floor(turn), before) for turn in turns)
    assert len(turns) == changes.TURNS
    assert len({float(turn.mean()) for turn in turns}) == changes.TURNS
    card = run(subject_of(lambda: augmented(batched)), Options(card=True, look=True)).card
    assert len(card["changes"][0]["after"]) == changes.TURNS


def test_what_draws_nothing_is_not_shown():
    assert changes.observe(looked_at(make_dataset)) == []


def looked_at(make):
    """The state of a run that only looked."""
    kept = []
    original = runner.drawn
    with mock.patch.object(runner, "drawn", lambda state: kept.append(state) or original(state)):
        run(subject_of(make), Options(card=True, look=True))
    return kept[-1]


HANGS = """
import time

import tensorflow as tf


def make_dataset():
    return tf.data.Dataset.from_tensor_slices((tf.zeros((64, 4)), tf.zeros((64, 1)))).batch(16)


class Waits(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = tf.keras.layers.Dense(1)

    def call(self, x):
        return self.dense(x)

    def train_step(self, data):
        time.sleep(600)


def make_model():
    model = Waits()
    model.compile("sgd", "mse")
    return model
"""


@pytest.mark.slow
def test_a_run_that_is_cut_while_it_trains_has_a_card(tmp_path, monkeypatch):
    from conformance.run.supervisor import supervise

    (tmp_path / "hangs.py").write_text(HANGS)
    monkeypatch.chdir(tmp_path)
    options = dict(budget=15.0, card=True)
    [report] = supervise([dict(target="hangs.py")], options=options)
    assert report.ended == "budget"
    assert report.card["parts"][0]["examples_read"] == 64
