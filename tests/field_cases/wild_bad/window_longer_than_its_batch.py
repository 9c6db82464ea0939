from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='window_longer_than_its_batch',
    title='The window was lengthened by the horizon, the batch inside flat_map was not',
    source='https://github.com/tensorflow/tensorflow/issues/44046',
    kind='error', cause='window-and-inner-batch-differ', keras='any',
    groups=['elements'],
    explain='window(24 + 6) and then batch(24) inside flat_map cuts each window into a piece of 24 and one of 6, and the '
            'split behind it makes inputs of 18 and of 0 steps. Batching raises "Cannot add tensor to the batch: number '
            'of elements does not match. Shapes are: [tensor]: [0], [batch]: [18]". The inner batch must be 24 + 6 too.')

PAST, HORIZON = 24, 6


def make_dataset():
    rng = np.random.default_rng(11)
    t = np.arange(400)
    series = (10 * np.sin(t / 12.0) + t * .01 + rng.normal(0, .6, 400)).astype('float32') / 10
    ds = tf.data.Dataset.from_tensor_slices(series)
    ds = ds.window(PAST + HORIZON, shift=1, drop_remainder=True)
    ds = ds.flat_map(lambda w: w.batch(PAST))
    ds = ds.map(lambda w: (w[:-HORIZON], w[-HORIZON:]))
    return ds.batch(32).prefetch(1)


def make_model():
    model = keras.Sequential([
        keras.Input((None,)),
        keras.layers.Lambda(lambda x: tf.expand_dims(x, -1), output_shape=(None, 1)),
        keras.layers.SimpleRNN(20),
        keras.layers.Dense(HORIZON),
    ])
    model.compile('adam', 'mse')
    return model
