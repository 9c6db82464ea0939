"""The checks of a model's own step, layers adapted twice, outputs without a loss and stateful rows."""

from __future__ import annotations

import numpy as np
import pytest

from conformance.facts.pairing import Target, Targets
from conformance.records import (
    Adapted,
    Function,
    Leaf,
    Loss,
    SequenceFacts,
    Tracing,
)
from tests.checks.made import chain, contract, judge, layer, node, one_pass


def _heads(left_out=(0,), given=("age", "emotion"), **facts):
    names = ("age", "emotion")
    losses = {i: None if i in left_out else Loss("mean_squared_error") for i in range(2)}
    pairs = [
        Target(
            i,
            Leaf(name, (None, 1), "float32", role="output"),
            Leaf(f"y['{name}']", (None,), "float32", role="y") if name in given else None,
            losses[i],
            None,
        )
        for i, name in enumerate(names)
    ]
    model = contract(losses=losses, left_out=frozenset(left_out), **facts)
    found = Targets(pairs=pairs, names=list(names))
    return judge("output-without-loss", targets=found, contract=model)


class TestOutputWithoutLoss:
    def test_a_head_that_the_losses_do_not_name(self):
        found = _heads()
        assert found.status == "fail"
        assert "targets (`y['age']`) for `age`" in found.message

    def test_every_head_has_one(self):
        assert _heads(left_out=()) is None

    def test_a_head_without_a_target(self):
        assert _heads(given=("emotion",)) is None

    def test_a_loss_of_none_says_that_it_is_meant(self):
        losses = {0: None, 1: Loss("mean_squared_error")}
        output = Leaf("age", (None, 1), "float32", role="output")
        target = Leaf("y['age']", (None,), "float32", role="y")
        found = Targets(pairs=[Target(0, output, target, None, None)], names=["age", "emotion"])
        model = contract(losses=losses)
        assert judge("output-without-loss", targets=found, contract=model) is None

    def test_a_step_of_its_own(self):
        assert _heads(custom_train_step=True) is None

    def test_a_head_that_is_only_measured(self):
        assert _heads(measured=frozenset({"age"})) is None
        assert _heads(measured=frozenset({"emotion"})).status == "fail"


def _adapted(held, *train):
    return judge(
        "adapted-twice",
        tracing=Tracing(adapted=list(train)),
        validation_tracing=Tracing(adapted=[held]),
    )


class TestAdaptedTwice:
    WORDS = Adapted("vectorize", "TextVectorization", ("", "[UNK]", "the", "film"))
    OTHERS = Adapted("vectorize", "TextVectorization", ("", "[UNK]", "film", "the"))

    def test_words_with_other_ids(self):
        found = _adapted(self.OTHERS, self.WORDS)
        assert found.status == "fail"
        assert (
            "2 words that both know have another id (`film` is 2 there and 3 here)" in found.message
        )

    def test_more_words_with_the_same_ids(self):
        longer = Adapted("vectorize", "TextVectorization", (*self.WORDS.words, "plot"))
        assert _adapted(longer, self.WORDS) is None

    def test_words_of_which_none_is_known_to_both(self):
        speakers = Adapted("vectorize", "TextVectorization", ("", "[UNK]", "anna", "boris"))
        assert _adapted(speakers, self.WORDS) is None

    def test_another_column(self):
        other = Adapted("city", "TextVectorization", self.OTHERS.words)
        assert _adapted(other, self.WORDS).reason.startswith("no preprocessing layer")

    def test_two_languages(self):
        assert _adapted(self.OTHERS, self.WORDS, self.OTHERS) is None

    def test_another_kind_of_layer(self):
        other = Adapted("scale", "Normalization", (), (0.0, 1.0))
        assert _adapted(other, self.WORDS).reason.startswith("no preprocessing layer")

    def test_statistics(self):
        train = Adapted("scale", "Normalization", (), (1.0, 4.0))
        found = _adapted(Adapted("scale", "Normalization", (), (3.0, 4.0)), train)
        assert found.status == "warn"
        assert "begin with 3 there and 1 here" in found.message
        assert _adapted(Adapted("scale", "Normalization", (), (1.0000001, 4.0)), train) is None


class TestImaginaryDiscarded:
    @pytest.mark.parametrize("real", [True, False])
    def test_a_cast(self, real):
        function = Function("spectrum", real_of_transform=real)
        plan = chain(node("batch"), node("map", function=function), node("tensor_slices"))
        found = judge("imaginary-discarded", plan=plan)
        assert (found is not None) == real


BATCH, STEPS = 8, 6
WALK = np.cumsum(np.random.RandomState(0).normal(size=BATCH * 12 * STEPS + 1)).astype("float32")


def _rows(series):
    return series.reshape(-1, STEPS, 1)


def _beside(rows):
    """Rows of which each goes on in the next batch."""
    return rows.reshape(BATCH, -1, STEPS, 1).swapaxes(0, 1).reshape(rows.shape)


def _carried(x, y=None, batch=BATCH, **facts):
    model = contract(layer("GRU", stateful=facts.get("stateful", True)))
    return judge("stateful-inside-batch", contract=model, elements=one_pass(x, y, batch=batch))


class TestRowNumbersHeld:
    @pytest.mark.parametrize(("orders", "fails"), [((), True), ((48,), False)])
    def test_a_part_drawn_anew(self, orders, fails):
        elements = one_pass(np.random.RandomState(0).normal(size=(48, 3)))
        facts = SequenceFacts(3, "Balanced", source_rows=480, source_names=("x", "y"))
        facts.orders = frozenset(orders)
        found = judge("sequence-length", sequence=facts, elements=elements, build=None)
        assert (found is not None) == fails


def _depths(
    bits, *, eight=True, origins=("x", "y"), target=(None, 8, 8, 1), left="float32", python=()
):
    function = Function("read", eight_bits=eight, python=frozenset(python))
    source = node("tensor_slices", texts=[["/a/b_0.png"], ["/a/d_0.png"]], bits=bits)
    source.leaves = [Leaf("x", (), "string"), Leaf("y", (), "string", role="y")]
    read = node("map", function=function)
    read.leaves = [Leaf("x", (None, 8, 8, 1), "float32"), Leaf("y", target, left, role="y")]
    read.origins = [frozenset({origin}) for origin in origins]
    return judge("image-bits-cut", plan=chain(read, source))


class TestImageBitsCut:
    def test_targets(self):
        found = _depths([8, 16])
        assert found.status == "fail"
        assert "`d_0.png` holds 16 bits a pixel" in found.message

    @pytest.mark.parametrize(
        "facts",
        [
            {"origins": ("y", "x")},
            {"origins": ("y", "y")},
            {"target": (None,)},
        ],
        ids=["inputs", "a picture of itself", "a class in the file's name"],
    )
    def test_where_eight_may_be_enough(self, facts):
        assert _depths([8, 16], **facts).status == "warn"

    @pytest.mark.parametrize(
        ("bits", "facts"),
        [
            ([8, 8], {}),
            ([0, 0], {}),
            ([8, 16], {"eight": False}),
            ([8, 16], {"left": "string"}),
            ([8, 16], {"python": ("EagerPyFunc",)}),
        ],
        ids=["eight", "no png", "sixteen", "decoded later", "decoded in Python"],
    )
    def test_kept(self, bits, facts):
        assert _depths(bits, **facts) is None
