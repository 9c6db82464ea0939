from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='chunks_follow_inside_the_batch',
    title='A stateful GRU is fed a long series cut into chunks, where the next chunk is the next ROW of the batch',
    source='https://mcmap.net/q/661259/-how-to-lay-out-training-data-with-stateful-lstms-and-batch_size-gt-1',
    kind='silent', cause='stateful-batches-do-not-continue', keras='any',
    groups=['randomness'],
    explain='The state of row j goes on to row j of the NEXT batch, but there the series is 16 chunks further on: '
            'checked, row j+1 of a batch begins where row j ends (15 of 15), and row j of the next batch does not (0 of 16). '
            'Every state is taken over by an unrelated time. The series must be cut into 16 long lanes first. '
            'Nothing is shuffled and the batch size is right, so no error is seen.')

BATCH, STEPS = 16, 24


def load_series():
    rng = np.random.default_rng(365)
    t = np.arange(BATCH * STEPS * 6 + 1)
    load = 1.2 + .6 * np.sin(2 * np.pi * t / 24) + .3 * np.sin(2 * np.pi * t / 168) + .002 * np.cumsum(rng.normal(size=len(t)))
    return (load + rng.normal(0, .05, len(t))).astype('float32')


def make_dataset():
    series = load_series()
    x = series[:-1].reshape(-1, STEPS, 1)
    y = series[1:].reshape(-1, STEPS, 1)
    return tf.data.Dataset.from_tensor_slices((x, y)).batch(BATCH, drop_remainder=True).prefetch(1)


def make_model():
    inp = keras.Input((STEPS, 1), batch_size=BATCH)
    h = keras.layers.GRU(16, stateful=True, return_sequences=True)(inp)
    model = keras.Model(inp, keras.layers.Dense(1)(h))
    model.compile('adam', 'mse')
    return model
