"""Cards to draw, from hand-written records: of pictures with marks, sequences, a wide table, a clip.

Without TensorFlow: every picture is one and the same small PNG.
"""

from __future__ import annotations

import functools
from unittest import mock

import numpy as np

from conformance.facts.card import card_of
from conformance.facts.table import FACTS
from conformance.records import Arguments, Component, Epochs, Expect, Leaf, Node, Pass, Plan
from conformance.records.store import Records
from conformance.records.words import Words
from conformance.results import Reading, Report, Result
from conformance.run.card import encoded
from tests.checks.made import component, one_pass

PNG = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8Dw"
    "HwAFBQIAX8jx0gAAAABJRU5ErkJggg=="
)
WORDS = ["", "[UNK]", "<b>bold</b>", "café", "日本語", "</script>", "sea", "ship", "sails", "home"]


def _plan() -> Plan:
    leaf, batch = Leaf("x", (8, 8, 3), "uint8"), Leaf("x", (None, 8, 8, 3), "float32")
    source = Node("tensor_slices", cardinality=40, leaves=[leaf])
    other = Node("range", cardinality=40, leaves=[Leaf("x", (), "int64")])
    both = Node("zip", cardinality=40, inputs=[source, other], leaves=[leaf, leaf])
    shuffled = Node("shuffle", attributes={"buffer_size": 10}, inputs=[both], cardinality=40)
    shuffled.leaves = both.leaves
    batched = Node("batch", attributes={"batch_size": 16}, inputs=[shuffled], cardinality=3)
    batched.leaves = [batch, batch]
    return Plan(batched)


def _card(elements: Pass, *, examples: bool = True, held: bool = True, second: bool = True) -> dict:
    given = dict(elements=elements, expect=Expect(), arguments=Arguments(), plan=_plan())
    if held:
        given["validation"] = elements
    if second:
        given["epochs"] = Epochs(second=elements)
    words = [Words("vectorize", "TextVectorization", dict(enumerate(WORDS)))]
    with mock.patch("conformance.run.card.png", return_value=PNG):
        return encoded(card_of(Records(given, FACTS), words=words, examples=examples))


def _pass(*components: Component) -> Pass:
    rows = len(components[0].rows)
    return Pass(list(components), batches=-(-rows // 16), batch_sizes=[16] * (rows // 16))


@functools.lru_cache(None)
def elements(name: str) -> Pass:
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 256, (48, 8, 9, 3)).astype("uint8")
    if name == "marks":
        left, top, width, height = rng.uniform(0.05, 0.45, (4, 48))
        boxes = np.stack([left, top, width, height], axis=1).astype("float32")
        return _pass(
            component("x", pixels),
            component("y['box']", boxes, role="y"),
            component("y['mask']", (pixels[..., :1] > 128).astype("int32"), role="y"),
            component("y['points']", rng.uniform(0, 8, (48, 4, 2)), role="y"),
            component("y['class']", np.arange(48) % 3, role="y"),
        )
    if name == "sequences":
        wave = np.sin(np.arange(2000) / 9) * rng.random((48, 1))
        return _pass(
            component("x['ids']", rng.integers(0, len(WORDS), (48, 12))),
            component("x['series']", rng.normal(size=(48, 30, 2)).cumsum(axis=1)),
            component("x['wave']", wave),
            component("x['text']", np.array([b"<i>a</i>", b"{{ 7 * 7 }}"] * 24, object)),
            component("x['clip']", np.stack([pixels] * 5, axis=1)),
            component("y", rng.normal(size=48), role="y"),
        )
    wide = rng.normal(size=(48, 1000)).astype("float32")
    wide[3, 4] = np.nan
    return one_pass(wide, rng.normal(size=48))


NAMES = ("marks", "sequences", "table")


@functools.lru_cache(None)
def report(name: str, *, examples: bool = True) -> Report:
    """A report with a finding that names a stage, and a card."""
    found = Result(
        "shuffle-buffer-small", "randomness", "warn", "the buffer is large", "shuffle(10) is small"
    )
    return Report(
        f"my/{name}.py",
        "my/model.py",
        results=[found, Result("empty", "completeness", "pass", "something arrives")],
        readings=[Reading("training", 3, 48)],
        card=_card(elements(name), examples=examples),
    )
