"""Which inputs share a layer, and what losses of one's own return: on real models."""

from __future__ import annotations

import numpy as np
import pytest
import tensorflow as tf

from conformance.observe import contract, own_losses

keras = tf.keras
Dense = keras.layers.Dense


def _inputs(count):
    return [keras.Input((4,), name=name) for name in "abcd"[:count]]


def _shared(inputs, output):
    return {tuple(sorted(group)) for group in contract.read(keras.Model(inputs, output)).shared}


def test_a_layer_called_on_each_of_two_inputs():
    a, b = inputs = _inputs(2)
    tower = Dense(3)
    assert _shared(inputs, keras.layers.Subtract()([tower(a), tower(b)])) == {(0, 1)}


def test_a_model_called_behind_other_layers():
    a, b, c = inputs = _inputs(3)
    tower = keras.Sequential([keras.Input((2,)), Dense(3)])
    outputs = [tower(Dense(2)(a)), tower(Dense(2)(c))]
    assert _shared(inputs, keras.layers.Concatenate()([*outputs, b])) == {(0, 2)}


def test_what_the_calls_have_in_common_is_left_out():
    user, better, worse = inputs = _inputs(3)
    score, both = Dense(1), keras.layers.Concatenate()
    scores = [score(both([user, better])), score(both([user, worse]))]
    assert _shared(inputs, keras.layers.Subtract()(scores)) == {(1, 2)}


def test_inside_a_model_called_once():
    a, b = _inputs(2)
    tower = Dense(3)
    inner = keras.Model([a, b], keras.layers.Subtract()([tower(a), tower(b)]))
    outer = [keras.Input((4,)) for _ in range(3)]
    rest = Dense(3)(outer[0])
    assert _shared(outer, keras.layers.Add()([inner(outer[1:]), rest])) == {(1, 2)}


def test_layers_without_weights_and_layers_called_once_share_nothing():
    a, b = inputs = _inputs(2)
    flat = keras.layers.Flatten()
    assert _shared(inputs, keras.layers.Add()([Dense(1)(flat(a)), Dense(1)(flat(b))])) == set()
    a, b = inputs = _inputs(2)
    assert _shared(inputs, Dense(1)(keras.layers.Concatenate()([a, b]))) == set()


def _mean(y_true, y_pred):
    return tf.reduce_mean(tf.square(y_true - y_pred))


def _rows(y_true, y_pred):
    return tf.reduce_mean(tf.square(y_true - y_pred), axis=-1)


def _labelled(y_true, y_pred):
    known = tf.cast(y_true > -9, y_pred.dtype)
    return tf.reduce_sum(known * tf.square(y_true - y_pred)) / tf.reduce_sum(known)


def _raises(y_true, y_pred):
    raise ValueError("not today")


class Scalar(keras.losses.Loss):
    def call(self, y_true, y_pred):
        return _mean(y_true, y_pred)


class Weighs(Scalar):
    def __call__(self, y_true, y_pred, sample_weight=None):
        return _mean(y_true, y_pred)


X = np.ones((6, 4), "float32")
Y = np.float32([[1], [2], [-99], [4], [-99], [6]])
W = np.float32(Y[:, 0] > 0)


def _observed(loss, element=(X, Y, W), cls=keras.Model):
    def make_model():
        x = keras.Input((4,))
        model = cls(x, Dense(1)(x))
        model.compile("sgd", loss)
        return model

    return own_losses.observe(make_model, element, contract.read(make_model()))


@pytest.mark.parametrize(
    ("loss", "shape", "skips"),
    [
        (_mean, (), False),
        (_rows, (6,), False),
        (_labelled, (), True),
        (Scalar(), (), False),
        ([_mean], (), False),
    ],
)
def test_what_a_loss_returns(loss, shape, skips):
    (found,) = _observed(loss)
    assert (found.output, found.shape, found.rows, found.skips) == (0, shape, 6, skips)


def test_whole_numbers_are_cast_and_a_missing_axis_is_added():
    (found,) = _observed(_rows, (X, np.arange(6)))
    assert (found.shape, found.skips) == ((6,), None)


@pytest.mark.parametrize("loss", ["mse", _raises, Weighs(), keras.losses.MeanSquaredError()])
def test_nothing_is_observed(loss):
    assert _observed(loss) == []


def test_a_model_with_a_loss_of_its_own_is_left_alone():
    class Own(keras.Model):
        def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, **_):
            return 0.0

    assert _observed(_mean, cls=Own) == []


def test_targets_for_some_outputs_only():
    assert _observed(_mean, (X, (Y, Y))) == []
    assert _observed(_mean, X) == []


def test_losses_by_name():
    def make_model():
        x = keras.Input((4,))
        model = keras.Model(x, {"a": Dense(1, name="a")(x), "b": Dense(1, name="b")(x)})
        model.compile("sgd", {"a": _mean, "b": _rows})
        return model

    element = (X, {"a": Y, "b": Y}, {"a": W, "b": W})
    found = own_losses.observe(make_model, element, contract.read(make_model()))
    assert [(own.output, own.shape) for own in found] == [(0, ()), (1, (6,))]
