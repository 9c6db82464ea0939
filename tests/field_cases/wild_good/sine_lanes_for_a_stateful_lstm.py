from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='sine_lanes_for_a_stateful_lstm', keras='any',
    title='Stateful LSTM: ten long series side by side, piece after piece, shuffle=False, states reset after each epoch',
    source='http://philipperemy.github.io/keras-stateful-lstm/',
    trap='no shuffling at all; the n-th row of a batch goes on with the n-th row of the batch before; the batch size is fixed in the model; '
         'y is x one step ahead and so nearly all of it is in x')

LANES, STEPS, PIECES = 10, 10, 16


class ResetStates(keras.callbacks.Callback):
    def _reset(self):
        for layer in self.model.layers:
            if getattr(layer, 'stateful', False):
                (layer.reset_state if hasattr(layer, 'reset_state') else layer.reset_states)()

    def on_epoch_begin(self, epoch, logs=None):
        self._reset()

    def on_test_begin(self, logs=None):
        self._reset()


FIT = dict(batch_size=LANES, shuffle=False, callbacks=[ResetStates()])


def _pieces(seed, pieces):
    rng = np.random.default_rng(seed)
    t = np.arange(STEPS * pieces + 1)
    # the period is longer than a piece: without the state of the piece before, phase and speed are hard to tell
    series = np.stack([np.sin(2 * np.pi * (t / rng.uniform(18, 30) + rng.uniform())) + rng.normal(0, 0.05, t.size) for _ in range(LANES)])
    series = series.astype('float32')[:, :, None]
    x = series[:, :-1].reshape(LANES, pieces, STEPS, 1).swapaxes(0, 1)
    y = series[:, 1:].reshape(LANES, pieces, STEPS, 1).swapaxes(0, 1)
    return x.reshape(-1, STEPS, 1), y.reshape(-1, STEPS, 1)


def make_dataset():
    return _pieces(461, PIECES)


def make_validation():
    return _pieces(462, 4)


def make_model():
    inputs = keras.Input((STEPS, 1), batch_size=LANES)
    h = keras.layers.LSTM(24, stateful=True, return_sequences=True)(inputs)
    m = keras.Model(inputs, keras.layers.Dense(1)(h))
    m.compile(keras.optimizers.Adam(0.01), 'mse')
    return m
