"""What probing finds, on small models of every kind."""

from __future__ import annotations

import numpy as np
import pytest

tf = pytest.importorskip("tensorflow")

from conformance import compat  # noqa: E402
from conformance.observe import contract, probes  # noqa: E402

keras = tf.keras
pytestmark = pytest.mark.filterwarnings("ignore")
RANDOM = np.random.RandomState(0)
IDS = np.where(
    np.arange(12) < RANDOM.randint(3, 11, 16)[:, None], RANDOM.randint(1, 20, (16, 12)), 0
)


def _probe(make, x, y=None, table=()):
    return probes.observe(make, x, y, contract.read(make()), table=list(table), whole=False)


def _masked():
    ids, mask = keras.Input((12,), dtype="int32", name="ids"), keras.Input((12,), name="mask")
    vectors = keras.layers.Embedding(20, 4)(ids)
    kept = keras.layers.Multiply()([vectors, keras.layers.Reshape((12, 1))(mask)])
    out = keras.layers.Dense(1)(keras.layers.GlobalAveragePooling1D()(kept))
    model = keras.Model({"ids": ids, "mask": mask}, out)
    model.compile("sgd", "mse")
    return model


@pytest.mark.parametrize("sense", [1, 0])
def test_which_steps_a_mask_lets_through(sense):
    mask = ((IDS != 0) == sense).astype("float32")
    found = _probe(_masked, {"mask": mask, "ids": IDS.astype("int32")})
    real, padding = found.steps["x['ids']"]
    assert (real > 1e-4, padding > 1e-4) == ((True, False) if sense else (False, True))
    assert found.failure is None


def test_a_model_with_padding_and_no_mask_reads_both():
    def make():
        layers = [keras.Input((12,), dtype="int32"), keras.layers.Embedding(20, 4)]
        model = keras.Sequential([*layers, keras.layers.Flatten(), keras.layers.Dense(1)])
        model.compile("sgd", "mse")
        return model

    real, padding = _probe(make, IDS.astype("int32")).steps["x"]
    assert min(real, padding) > 1e-4


class _Own(keras.Model):
    def __init__(self):
        super().__init__()
        self.head = keras.layers.Dense(1)

    def call(self, inputs):
        return self.head(inputs["a"])


def _own():
    model = _Own()
    model.compile("sgd", "mse")
    return model


def test_a_key_that_is_never_used_is_unread():
    x = {"a": RANDOM.normal(size=(16, 3)), "b": RANDOM.normal(size=(16, 3))}
    x = {key: value.astype("float32") for key, value in x.items()}
    assert _probe(_own, x).unread == ("x['b']",)


def test_a_weight_that_starts_at_zero_hides_nothing():
    def make():
        a, b = (keras.Input((3,), name=name) for name in "ab")
        gate = keras.layers.Dense(3, kernel_initializer="zeros", use_bias=False)(b)
        model = keras.Model({"a": a, "b": b}, keras.layers.Dense(1)(keras.layers.Add()([a, gate])))
        model.compile("sgd", "mse")
        return model

    x = {key: RANDOM.normal(size=(16, 3)).astype("float32") for key in "ab"}
    assert _probe(make, x).unread == ()


@pytest.mark.parametrize("moved", [0, 1, 2])
def test_by_how_many_steps_a_loss_moves_the_targets(moved):
    def loss(labels, logits):
        labels, logits = labels[:, moved:], logits[:, : logits.shape[1] - moved]
        labels = tf.cast(labels, "int32")
        return keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True)

    def make():
        layers = [keras.Input((16,), dtype="int32"), keras.layers.Embedding(20, 4)]
        model = keras.Sequential([*layers, keras.layers.Dense(20)])
        model.compile("sgd", loss)
        return model

    ids = RANDOM.randint(0, 20, (8, 16)).astype("int32")
    found = _probe(make, ids, ids).shifts
    if compat.backend() == "tensorflow":
        assert found == {0: moved}


def test_what_arrives_at_a_table_inside_a_model_of_ones_own():
    class Rounded(keras.Model):
        def __init__(self):
            super().__init__()
            self.table = keras.layers.Embedding(5000, 2)

        def call(self, x):
            return self.table(tf.cast(tf.cast(x[:, 1], "float16"), "int32"))

    def make():
        model = Rounded()
        model.compile("sgd", "mse")
        return model

    if compat.backend() != "tensorflow":
        pytest.skip("a model of TensorFlow operations")
    table = np.stack([RANDOM.normal(size=1000), np.arange(3000, 4000)], axis=1).astype("float32")
    (arrival,) = _probe(make, table[:16], table=[table]).arrivals
    assert (arrival.path, arrival.given, arrival.rows) == ("x[:, 1]", 1000, 5000)
    assert arrival.distinct < 600


def test_nan_through_a_model_that_fills_and_one_that_does_not():
    class Fills(keras.layers.Layer):
        def call(self, x):
            return tf.where(tf.math.is_nan(x), tf.zeros_like(x), x)

    def make(*first):
        def build():
            model = keras.Sequential(
                [keras.Input((3,)), *(kind() for kind in first), keras.layers.Dense(1)]
            )
            model.compile("sgd", "mse")
            return model

        return build

    if compat.backend() != "tensorflow":
        pytest.skip("a layer of TensorFlow operations")
    x = RANDOM.normal(size=(16, 3)).astype("float32")
    x[RANDOM.rand(16, 3) < 0.3] = np.nan
    assert _probe(make(Fills), x).finite is True
    assert _probe(make(), x).finite is False
    assert _probe(make(), np.ones((16, 3), "float32")).finite is None


def test_a_model_that_raises_says_so():
    assert _probe(_own, {"c": np.ones((16, 3), "float32")}).failure is not None


def _sizes_meet_corners(form):
    start = RANDOM.uniform(0.3, 0.6, (16, 2))
    size = RANDOM.uniform(0.1, 0.2, (16, 2))
    return np.concatenate([start, start + size if form == "xyxy" else size], axis=1)


def _iou_loss(box, found):
    start, end = tf.maximum(box[:, :2], found[:, :2]), tf.minimum(box[:, 2:], found[:, 2:])
    shared = tf.reduce_prod(tf.maximum(end - start, 0.0), axis=-1)
    one, two = (tf.reduce_prod(tf.maximum(b[:, 2:] - b[:, :2], 0.0), -1) for b in (box, found))
    return 1.0 - shared / (one + two - shared + 1e-7)


def _one_number(box, found):
    return tf.reduce_mean(_iou_loss(box, found))


def _squares(box, found):
    return tf.reduce_mean((box - found) ** 2, axis=-1)


@pytest.mark.parametrize("loss", [_iou_loss, _one_number])
def test_a_loss_on_corners_is_asked_about_the_boxes_it_gets(loss):
    def make():
        model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(4)])
        model.compile("sgd", loss)
        return model

    x = RANDOM.normal(size=(16, 6)).astype("float32")
    right = _probe(make, x, _sizes_meet_corners("xyxy").astype("float32")).corners
    wrong = _probe(make, x, _sizes_meet_corners("xywh").astype("float32")).corners
    assert (right[0].boxes, right[0].worse) == (16, 0)
    assert (wrong[0].boxes, wrong[0].worse) == (16, 16)


def test_a_loss_that_compares_number_by_number_takes_any_form():
    def make():
        model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(4)])
        model.compile("sgd", _squares)
        return model

    x = RANDOM.normal(size=(16, 6)).astype("float32")
    assert _probe(make, x, _sizes_meet_corners("xywh").astype("float32")).corners == {}
