"""The checks of weights out of order, tables, shifts, padding and pairs, on records."""

from __future__ import annotations

import numpy as np
import pytest

from conformance.facts.pairing import Pair, Pairing
from conformance.records import Arguments, Leaf
from tests.checks.made import component, contract, judge, layer, one_pass, pairing, targets

RANDOM = np.random.RandomState(0)
RARE = np.repeat([0, 1], [360, 40])
MIXED = RANDOM.permutation(RARE)
NOISE = RANDOM.normal(size=(400, 4)).astype("float32")


def _balanced(y):
    counts = np.bincount(y)
    return (len(y) / (len(counts) * counts))[y].astype("float32")


def _weighed(y, weights, x=NOISE, loss="binary_crossentropy"):
    elements = one_pass(x[: len(y)], y)
    elements.components.append(component("sample_weight", weights, role="sample_weight"))
    return judge(
        "weights-misaligned", targets=targets(loss), elements=elements, arguments=Arguments()
    )


class TestWeightsMisaligned:
    def test_weights_of_the_rows_before_they_were_shuffled(self):
        found = _weighed(MIXED, _balanced(RARE))
        assert found.status == "fail"
        assert "does not follow the class" in found.message

    def test_a_part_of_the_rows(self):
        assert _weighed(MIXED[:320], RANDOM.permutation(_balanced(RARE))[:320]).status == "warn"

    @pytest.mark.parametrize(
        ("y", "weights"),
        [
            (MIXED, _balanced(MIXED)),
            (MIXED, RANDOM.permutation(np.where(RARE == 1, 3.0, 0.5))),
            (MIXED, RANDOM.permutation(_balanced(np.repeat([0, 1], [300, 100])))),
            (RANDOM.permutation(np.repeat([0, 1], 200)), np.full(400, 1.0)),
            (MIXED, RANDOM.uniform(0.5, 2, 400)),
            (MIXED, np.ones(400)),
        ],
        ids=["aligned", "not inverse", "of another thing", "even", "many weights", "all one"],
    )
    def test_weights_that_mean_something_else(self, y, weights):
        assert _weighed(y, weights) is None

    def test_a_feature_goes_with_the_weight(self):
        group = RANDOM.permutation(RARE)
        x = np.column_stack([group, NOISE]).astype("float32")
        assert _weighed(MIXED, _balanced(group), x) is None

    def test_amounts_have_no_classes(self):
        assert _weighed(MIXED, _balanced(RARE), loss="mean_squared_error") is None

    def test_no_weights(self):
        given = dict(targets=targets("binary_crossentropy"), arguments=Arguments())
        assert judge("weights-misaligned", elements=one_pass(NOISE, MIXED), **given) is None


TEXT = RANDOM.randint(0, 9, (40, 13))
READER = (layer("Embedding"), layer("GRU"), layer("Dense"))


def _next(x, y, *layers, **facts):
    model = contract(*(layers or READER), **facts)
    given = dict(targets=targets("sparse_categorical_crossentropy", 9), contract=model)
    return judge("target-shifted-back", elements=one_pass(x, y), **given)


class TestTargetShiftedBack:
    @pytest.mark.parametrize(
        ("x", "y"),
        [(TEXT[:, 1:], TEXT[:, :-1]), (TEXT, np.roll(TEXT, 1, axis=1))],
        ids=["exchanged", "rolled"],
    )
    def test_the_id_before(self, x, y):
        assert _next(x, y).status == "fail"

    def test_an_echo(self):
        y = np.concatenate([np.zeros((40, 1), int), TEXT[:, :-1]], axis=1)
        assert _next(TEXT, y).status == "warn"

    def test_layers_of_ones_own(self):
        layers = layer("Embedding"), layer("Backwards", keras_own=False), layer("Dense")
        assert _next(TEXT[:, 1:], TEXT[:, :-1], *layers).status == "warn"

    @pytest.mark.parametrize(
        ("x", "y"),
        [
            (TEXT[:, :-1], TEXT[:, 1:]),
            (TEXT, TEXT),
            (np.tile([[1, 2, 3, 4, 1, 2], [5, 6, 7, 8, 5, 6]], (20, 1)), TEXT[:, :6]),
            (np.tile([1, 2], (40, 4)) + 2 * (np.arange(40) % 2)[:, None],) * 2,
            (np.repeat(np.arange(40)[:, None] % 9, 12, axis=1),) * 2,
            (TEXT[:, 1:] % 2, TEXT[:, :-1] % 2),
        ],
        ids=["the next", "the same", "other", "period two", "constant", "bits"],
    )
    def test_other_targets(self, x, y):
        assert _next(x, y) is None

    def test_of_period_two_the_id_before_is_the_next(self):
        x = np.stack([np.tile([i % 7, 7 + i % 5], 6) for i in range(40)])
        assert _next(x, np.roll(x, 1, axis=1)) is None

    def test_a_squeezed_sequence(self):
        layers = (*READER[:2], layer("RepeatVector"), layer("Dense"))
        assert _next(TEXT[:, 1:], TEXT[:, :-1], *layers) is None

    def test_two_inputs(self):
        features = {"a": TEXT[:, 1:], "b": TEXT[:, :-1]}
        given = dict(targets=targets("sparse_categorical_crossentropy", 9))
        found = judge(
            "target-shifted-back",
            elements=one_pass(features, TEXT[:, :-1]),
            contract=contract(*READER),
            **given,
        )
        assert found is None


LONG = RANDOM.randint(3, 11, 64)


def _rows(at_the_end, ids, lengths=LONG, steps=12):
    out = np.zeros((len(lengths), steps), int)
    for row, length, filled in zip(out, lengths, ids):
        row[slice(length) if at_the_end else slice(steps - length, steps)] = filled[:length]
    return out


WORDS, TAGS = RANDOM.randint(1, 30, (64, 12)), RANDOM.randint(1, 4, (64, 12))


def _tagged(x, y, *layers):
    model = contract(*(layers or READER))
    given = dict(targets=targets("sparse_categorical_crossentropy", 9), contract=model)
    return judge("padding-sides", elements=one_pass(x, y), **given)


class TestPaddingSides:
    @pytest.mark.parametrize("end", [True, False])
    def test_one_at_the_end_and_one_in_front(self, end):
        found = _tagged(_rows(end, WORDS), _rows(not end, TAGS))
        assert found.status == "fail"
        assert "by as many steps in each of 64 rows" in found.message

    def test_a_row_that_dense_reads_as_a_whole(self):
        plain = layer("Dense")
        assert _tagged(_rows(True, WORDS), _rows(False, TAGS), plain) is None

    def test_layers_of_ones_own(self):
        own = layer("Turned", keras_own=False)
        assert _tagged(_rows(True, WORDS), _rows(False, TAGS), own).status == "warn"

    @pytest.mark.parametrize(
        ("x", "y"),
        [
            (_rows(True, WORDS), _rows(True, TAGS)),
            (_rows(True, WORDS), _rows(False, TAGS, RANDOM.permutation(LONG))),
            (_rows(True, WORDS), _rows(True, WORDS)[:, ::-1]),
            (_rows(True, WORDS), _rows(False, TAGS - 1)),
            ({"a": _rows(True, WORDS), "b": _rows(False, WORDS)}, _rows(False, TAGS)),
        ],
        ids=["one end", "other lengths", "read from the end", "0 is a tag", "a decoder's input"],
    )
    def test_other_rows(self, x, y):
        assert _tagged(x, y) is None

    def test_an_encoder_that_hands_on_its_last_step(self):
        layers = layer("Embedding"), layer("LSTM", last_step=True), layer("RepeatVector")
        assert _tagged(_rows(True, WORDS), _rows(False, TAGS), *layers) is None


LISTS = np.stack([1 + RANDOM.permutation(60)[:9] for _ in range(128)])
TURN = np.stack([RANDOM.permutation(8) for _ in range(128)])


def _guess(x, y, known=61, units=61):
    features = x if isinstance(x, dict) else {None: x}
    paths = ["x" if key is None else f"x[{key!r}]" for key in features]
    model = contract(layer("Embedding"), embedding_inputs=dict.fromkeys(range(len(paths)), known))
    return judge(
        "label-among-inputs",
        targets=targets("sparse_categorical_crossentropy", units),
        elements=one_pass(x, y),
        contract=model,
        pairing=pairing(*paths),
    )


SHOWN = np.take_along_axis(LISTS[:, 1:], TURN, axis=1)


class TestLabelAmongInputs:
    def test_the_target_left_in_the_history(self):
        found = _guess(SHOWN, LISTS[:, -1])
        assert found.status == "warn"
        assert "in all 128 rows, at changing places" in found.message

    @pytest.mark.parametrize(
        ("x", "y", "units"),
        [
            (LISTS[:, :-1], LISTS[:, -1], 61),
            (LISTS[:, 1:], LISTS[:, -1], 61),
            (SHOWN, LISTS[:, -1], 10),
            (SHOWN % 7 + 1, (LISTS[:, -1] % 7) + 1, 61),
            ({"a": SHOWN, "b": LISTS[:, 2:6]}, LISTS[:, -1], 61),
        ],
        ids=["what came before", "a fixed place", "other classes", "few ids", "a question"],
    )
    def test_other_targets(self, x, y, units):
        assert _guess(x, y, units=units) is None


BOUGHT = np.array([(u, i) for u in range(24) for i in RANDOM.permutation(30)[:10]])
SEEN = {tuple(pair) for pair in BOUGHT.tolist()}
DRAWN = np.column_stack([np.repeat(np.arange(24), 20), RANDOM.randint(0, 30, 480)])
OTHERS = np.array([pair for pair in DRAWN.tolist() if tuple(pair) not in SEEN])
VIEWS = RANDOM.randint(0, 24, (700, 2))


def _sampled(positives, negatives, kind="Embedding"):
    rows = np.concatenate([positives, negatives])
    features = {"user": rows[:, [0]], "item": rows[:, [1]]}
    labels = np.repeat([1.0, 0.0], [len(positives), len(negatives)])
    pairs = [
        Pair(i, Leaf(name, None, "int64"), Leaf(f"x[{name!r}]", None, "int64"))
        for i, name in enumerate(features)
    ]
    model = contract(layer(kind, inputs=(0, 1)), inputs=[(None, 1)] * 2)
    return judge(
        "pairs-contradict",
        targets=targets("binary_crossentropy"),
        elements=one_pass(features, labels),
        contract=model,
        pairing=Pairing(pairs=pairs),
    )


class TestPairsContradict:
    def test_negatives_among_the_positives(self):
        found = _sampled(BOUGHT, DRAWN)
        assert found.status == "warn"
        assert "have the x['user'] and x['item'] of a row with y 1" in found.message

    @pytest.mark.parametrize(
        ("positives", "negatives", "kind"),
        [
            (BOUGHT, OTHERS, "Embedding"),
            (VIEWS[:350], VIEWS[350:], "Embedding"),
            (BOUGHT % 12, DRAWN % 12, "Embedding"),
            (BOUGHT, DRAWN, "Dense"),
            (BOUGHT, np.column_stack([DRAWN[:, 0], RANDOM.randint(0, 900, 480)]), "Embedding"),
        ],
        ids=["left out", "views that repeat", "categories", "quantities", "many items"],
    )
    def test_other_pairs(self, positives, negatives, kind):
        assert _sampled(positives, negatives, kind) is None


def _wide(width, longest, rows=96, end=False):
    lengths = RANDOM.randint(2, longest + 1, rows)
    lengths[0] = longest
    return _rows(end, RANDOM.randint(1, 30, (rows, longest)), lengths, width)


def _padded(x, kind="Embedding", **records):
    model = contract(layer(kind))
    complete = records.pop("complete", True)
    elements = one_pass(x, complete=complete)
    pairs = pairing("x")
    return judge("padding-wasted", elements=elements, contract=model, pairing=pairs, **records)


class TestPaddingWasted:
    @pytest.mark.parametrize("end", [True, False])
    def test_wide_padding(self, end):
        found = _padded(_wide(300, 20, end=end))
        assert found.status == "warn"
        assert "is 300 steps wide and no row has more than 20" in found.message

    @pytest.mark.parametrize(
        ("x", "records"),
        [
            (_wide(300, 100), {}),
            (_wide(100, 20), {}),
            (_wide(300, 20, rows=40), {}),
            (_wide(300, 20), {"complete": False}),
            (_wide(300, 20), {"validation": one_pass(_wide(300, 200))}),
            (_wide(300, 20), {"kind": "Dense"}),
        ],
        ids=["a third", "narrow", "few", "a part", "longer in validation", "a bag of words"],
    )
    def test_padding_that_may_be_needed(self, x, records):
        assert _padded(x, **records) is None


X = RANDOM.uniform(0, 2, 160)
Y = 6 + X + 0.1 * RANDOM.normal(size=160)


def _halves(x_train, y_train, x_held, y_held):
    given = dict(elements=one_pass(x_train, y_train), validation=one_pass(x_held, y_held))
    return judge("split-exchanged", **given)


class TestSplitExchanged:
    def test_both_x_are_returned_first(self):
        found = _halves(X[:80], X[80:], Y[:80], Y[80:])
        assert found.status == "fail"
        assert "have nothing to do with each other" in found.message

    @pytest.mark.parametrize(
        "parts",
        [
            (X[:80], Y[:80], X[80:], Y[80:]),
            (X[:80], X[:80] + 0.01, Y[80:], Y[80:] + 0.01),
            (X[:80], X[80:], X[80:], X[:80]),
            (X[:40], X[40:80], Y[:40], Y[40:80]),
            (np.round(X[:80]), np.round(X[80:]), np.round(Y[:80]), np.round(Y[80:])),
            (X[:80, None].repeat(2, 1), X[80:, None].repeat(2, 1), Y[:80], Y[80:]),
            (X[:80], X[80:], Y[:60], Y[80:140]),
        ],
        ids=[
            "as named",
            "a rising series",
            "noise",
            "few rows",
            "classes",
            "two columns",
            "no halves",
        ],
    )
    def test_other_splits(self, parts):
        assert _halves(*parts) is None
