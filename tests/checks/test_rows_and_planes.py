"""The checks of row numbers, colour planes, stateful layers, folders and lone examples, on records."""

from __future__ import annotations

import numpy as np
import pytest

from conformance.facts.pairing import Pairing
from conformance.records import (
    Arguments,
    Build,
    Epochs,
    Failure,
    Forward,
    LayerFacts,
    Leaf,
    Spec,
    Training,
)
from tests.checks.made import chain, contract, judge, layer, node, one_pass, pairing

RANDOM = np.random.RandomState(0)
ROWS = 128
OTHERS = RANDOM.normal(size=(ROWS, 3))
SORTED = np.repeat([0, 1], ROWS // 2)
ORDER = RANDOM.permutation(ROWS)


def _numbered(numbers, labels=SORTED, others=OTHERS):
    x = np.column_stack([numbers, others])[ORDER].astype("float32")
    elements = one_pass(x, labels[ORDER])
    return judge("row-number", elements=elements, contract=contract(layer("Dense")))


class TestRowNumber:
    def test_a_file_sorted_by_class(self):
        found = _numbered(np.arange(ROWS))
        assert found.status == "fail"
        assert "column 0 of `x` numbers the rows (0..127, each once)" in found.message

    def test_scaled_and_with_rows_held_out(self):
        kept = np.sort(RANDOM.permutation(160)[:ROWS])
        assert _numbered((kept - 80) / 46.2).status == "warn"
        assert _numbered(kept).status == "fail"

    def test_an_even_grid_that_decides_the_class(self):
        assert _numbered(np.linspace(-1, 1, ROWS)) is None

    def test_classes_that_do_not_follow_the_numbers(self):
        assert _numbered(np.arange(ROWS), RANDOM.randint(0, 2, ROWS)).status == "warn"

    def test_an_even_grid_is_an_axis(self):
        assert _numbered(np.linspace(-1, 1, ROWS), RANDOM.randint(0, 2, ROWS)) is None

    @pytest.mark.parametrize(
        "numbers",
        [RANDOM.normal(size=ROWS), np.arange(ROWS) // 2, np.sort(RANDOM.permutation(9999)[:ROWS])],
        ids=["measured", "twice each", "far apart"],
    )
    def test_other_columns(self, numbers):
        assert _numbered(numbers) is None

    def test_a_single_feature_is_what_there_is(self):
        x = np.arange(ROWS, dtype="float32")[:, None]
        assert judge("row-number", elements=one_pass(x, SORTED)) is None

    def test_windows_have_no_columns(self):
        x = np.arange(ROWS * 6, dtype="float32").reshape(ROWS, 3, 2)
        assert judge("row-number", elements=one_pass(x, SORTED)) is None


HIGH = 16
Y, X = np.mgrid[0:HIGH, 0:HIGH] / HIGH
SHIFT = RANDOM.uniform(0, 3, (32, 1, 1, 3))
SMOOTH = (0.5 + 0.3 * np.sin(4 * np.stack([Y + X, Y - X, X], -1) + SHIFT)).astype("float32")
GREY = np.repeat(SMOOTH[..., :1], 3, axis=-1)
STRIPES = np.repeat(RANDOM.uniform(size=(32, HIGH, 1, 1)), HIGH, axis=2).repeat(3, axis=3)


def _planes(images):
    planes = images.transpose(0, 3, 1, 2)
    return planes.reshape(images.shape)


class TestPlanesAsPixels:
    @pytest.mark.parametrize("images", [SMOOTH, GREY], ids=["colour", "grey"])
    def test_planes_that_were_reshaped(self, images):
        found = judge("planes-as-pixels", elements=one_pass(_planes(images)))
        assert found.status == "fail"
        assert "3 planes of 16 x 16" in found.message

    @pytest.mark.parametrize(
        "images",
        [
            SMOOTH,
            GREY,
            STRIPES.astype("float32"),
            STRIPES.swapaxes(1, 2).astype("float32"),
            RANDOM.uniform(size=SMOOTH.shape).astype("float32"),
            np.full(SMOOTH.shape, 0.5, "float32"),
            SMOOTH[..., :1],
        ],
        ids=["colour", "grey", "rows", "columns", "noise", "blank", "one channel"],
    )
    def test_images_as_they_should_be(self, images):
        assert judge("planes-as-pixels", elements=one_pass(images)) is None

    def test_too_few_to_say(self):
        assert judge("planes-as-pixels", elements=one_pass(_planes(SMOOTH)[:8])) is None


def _stateful(kind="arrays", plan=None, batches=8, **facts):
    model = contract(layer("LSTM", stateful=True), **facts)
    arguments = Arguments(facts.pop("given", {}))
    x = np.zeros((16 * batches, 4, 1), "float32")
    return judge(
        "stateful-shuffled",
        build=Build(kind=kind),
        contract=model,
        elements=one_pass(x),
        arguments=arguments,
        plan=plan,
    )


def _folders(part, classes, ids=None):
    ids = range(len(classes)) if ids is None else ids
    texts = [f"/data/{part}/{name}/{i}.png" for name in classes for i in range(4)]
    numbers = [number for number in ids for _ in range(4)]
    return chain(node("batch"), node("tensor_slices", texts=[texts], ids=[numbers]))


def _split(train, held):
    return judge("split-labels", plan=train, validation_plan=held)


class TestSplitLabels:
    def test_a_folder_that_is_missing_moves_the_others(self):
        found = _split(_folders("train", "abc"), _folders("val", "bc"))
        assert (
            "the folder `b` is class 1 in training and class 0 in validation (2 of 2"
            in found.message
        )
        assert "validation has no folder `a`" in found.message

    def test_the_last_folder_may_be_missing(self):
        assert _split(_folders("train", "abc"), _folders("val", "ab")) is None

    def test_the_same_numbers_in_another_order(self):
        assert _split(_folders("train", "abc"), _folders("val", "ca", [2, 0])) is None

    def test_a_number_that_is_no_class_of_the_folder(self):
        ages = chain(
            node("batch"),
            node(
                "tensor_slices",
                texts=[[f"/d/{n}/{i}" for n in "ab" for i in "12"]],
                ids=[[1, 2, 3, 4]],
            ),
        )
        assert _split(ages, _folders("val", "ba")) is None


def _batch_of_one(x, sizes, *layers):
    elements = one_pass(x)
    elements.batch_sizes = sizes
    return judge("batch-of-one", elements=elements, contract=contract(*layers))


class TestBatchOfOne:
    FLAT, IMAGES = np.zeros((8, 4), "float32"), np.zeros((8, 4, 4, 3), "float32")
    NORM = LayerFacts("norm", "BatchNormalization")

    def test_rows_one_by_one(self):
        found = _batch_of_one(self.FLAT, [1] * 8, layer("Dense"), self.NORM)
        assert "`norm` subtracts the mean of the batch" in found.message

    @pytest.mark.parametrize(
        ("x", "sizes", "layers"),
        [
            (FLAT, [4, 3, 1], [NORM]),
            (IMAGES, [1] * 8, [NORM]),
            (FLAT, [1] * 8, [layer("Embedding"), NORM]),
            (FLAT, [1] * 8, [layer("Own", keras_own=False), NORM]),
        ],
        ids=["a last one", "images", "ids", "a layer of one's own"],
    )
    def test_more_than_one_value_a_channel(self, x, sizes, layers):
        assert _batch_of_one(x, sizes, *layers) is None


STEPS = 80
WORDS = RANDOM.randint(1, 40, (64, STEPS))


def _padded(shortest, longest):
    lengths = STEPS - RANDOM.randint(shortest, longest, 64)
    return np.where(np.arange(STEPS) < lengths[:, None], WORDS, 0).astype("int32")


def _read(x, *layers):
    stack = layers or (layer("Embedding"), layer("LSTM", last_step=True), layer("Dense"))
    return judge("padding-read-last", elements=one_pass(x), contract=contract(*stack))


class TestPaddingReadLast:
    @pytest.mark.parametrize(
        ("shortest", "longest", "status"), [(50, 70, "fail"), (20, 40, "warn"), (2, 12, None)]
    )
    def test_padding_after_the_last_word(self, shortest, longest, status):
        assert getattr(_read(_padded(shortest, longest)), "status", None) == status

    def test_padding_before_the_first_word(self):
        assert _read(_padded(50, 70)[:, ::-1]) is None

    @pytest.mark.parametrize(
        "layers",
        [
            (layer("Embedding", masks=True, mask_value=0.0), layer("LSTM", last_step=True)),
            (layer("Embedding"), layer("LSTM"), layer("GlobalMaxPooling1D")),
            (layer("Embedding"), layer("Conv1D"), layer("LSTM", last_step=True)),
            (layer("Embedding"), layer("Bidirectional")),
        ],
        ids=["masked", "all steps", "convolved", "both ways"],
    )
    def test_models_that_end_elsewhere(self, layers):
        assert _read(_padded(50, 70), *layers) is None


RAN, CRASHED = Training(ran=["fit"]), Forward(failure=Failure("ValueError", "rank", "call"))


@pytest.mark.parametrize(
    ("own", "training", "forward", "found"),
    [
        (True, RAN, CRASHED, False),
        (True, RAN, Forward(), True),
        (False, RAN, CRASHED, True),
        (True, Training(), CRASHED, True),
    ],
    ids=["taken apart", "called on x", "Keras' own step", "fit failed"],
)
def test_an_axis_that_train_step_takes_apart_is_no_second_batch(own, training, forward, found):
    pairs = pairing("x")
    pairs.batch = "double"
    given = dict(spec=Spec([Leaf("x", None, "float32")]), contract=contract(custom_train_step=own))
    result = judge("batch-twice", pairing=pairs, training=training, forward=forward, **given)
    assert (result is not None) == found


PICTURES = RANDOM.normal(size=(60, 5, 5)).astype("float32")
TAGGED = np.repeat(np.arange(60), 3)  # three tags each
SPLIT = RANDOM.permutation(len(TAGGED))


@pytest.mark.parametrize(
    ("pictures", "held", "status"),
    [
        (PICTURES, SPLIT[:40], "fail"),
        (PICTURES, np.flatnonzero(TAGGED > 50), None),
        (np.round(PICTURES[:, :1, :2]), SPLIT[:40], None),
    ],
    ids=["rows were split", "pictures were split", "poor features are equal by nature"],
)
def test_inputs_that_are_trained_on_with_another_target(pictures, held, status):
    tags = np.arange(len(TAGGED)) % 3
    train = np.setdiff1d(np.arange(len(TAGGED)), held)
    parts = [one_pass(pictures[TAGGED[rows]], tags[rows]) for rows in (train, held)]
    found = judge("split-leak", elements=parts[0], validation=parts[1])
    assert getattr(found, "status", None) == status
    if found:
        assert "validation inputs are trained on too, with another target" in found.message


def _batches_shuffled(x):
    first, second = one_pass(x), one_pass(np.concatenate([x[32:], x[:32]]))
    plan = chain(
        node("shuffle", buffer_size=4), node("batch", batch_size=16), node("tensor_slices")
    )
    return judge("shuffle-after-batch", plan=plan, elements=first, epochs=Epochs(second=second))


@pytest.mark.parametrize("opened", [False, True], ids=["from_tensors", "from_generator"])
def test_a_generator_is_no_element_that_holds_all_rows(opened):
    nodes = [node("batch", batch_size=8), *([node("flat_map")] if opened else []), node("tensors")]
    spec = Spec([Leaf("x", (None, 64, 1), "float32")])
    pairs = Pairing(known=False)
    found = judge("batch-twice", pairing=pairs, spec=spec, contract=contract(), plan=chain(*nodes))
    assert (found is None) == opened
