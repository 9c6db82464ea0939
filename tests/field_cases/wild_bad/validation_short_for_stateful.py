from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='validation_short_for_stateful',
    title='A stateful LSTM of batches of 20 is validated on what a ten per cent split left over',
    source='https://github.com/keras-team/keras/issues/1853',
    kind='error', cause='validation-not-multiple-of-batch', keras='any',
    groups=['elements', 'completeness'],
    explain='200 training windows make ten batches of 20, and the epoch runs to its end. The 22 validation windows make '
            '20 and 2, and the last raises a mismatch of shapes inside the LSTM (or of the batch size), after a whole '
            'epoch of training. The validation windows must be a multiple of 20 too.')

BATCH, STEPS = 20, 12


def sensor():
    rng = np.random.default_rng(23)
    lanes = []
    for _ in range(BATCH):
        t = np.arange(STEPS * 12 + 1) + rng.integers(0, 50)
        lanes.append(np.stack([np.sin(t / 7.0), np.cos(t / 11.0), rng.normal(0, .1, len(t))], 1))
    return np.stack(lanes).astype('float32')


def windows():
    lanes = sensor()
    x, y = [], []
    for k in range(12):
        for lane in lanes:
            piece = lane[k * STEPS:(k + 1) * STEPS + 1]
            x.append(piece[:-1])
            y.append(piece[-1, :1])
    return np.array(x), np.array(y)


N_TRAIN = 200


def make_dataset():
    x, y = windows()
    return tf.data.Dataset.from_tensor_slices((x[:N_TRAIN], y[:N_TRAIN])).batch(BATCH)


def make_validation():
    x, y = windows()
    return tf.data.Dataset.from_tensor_slices((x[N_TRAIN:N_TRAIN + 22], y[N_TRAIN:N_TRAIN + 22])).batch(BATCH)


def make_model():
    inputs = keras.Input((STEPS, 3), batch_size=BATCH)
    h = keras.layers.LSTM(16, stateful=True)(inputs)
    model = keras.Model(inputs, keras.layers.Dense(1)(h))
    model.compile('adam', 'mse')
    return model
