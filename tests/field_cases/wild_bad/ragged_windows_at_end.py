from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='ragged_windows_at_end',
    title='window without drop_remainder: the last windows are shorter and cannot be batched',
    source='composed for the kit',
    kind='error',
    groups=['elements', 'completeness'],
    keras='any',
)


def make_dataset():
    s = np.sin(np.arange(303) / 7).astype("float32")
    ds = tf.data.Dataset.from_tensor_slices(s).window(9, shift=3)
    ds = ds.flat_map(lambda w: w.batch(9)).map(lambda w: (w[:-1], w[-1]))
    return ds.batch(16).prefetch(2)


def make_model():
    model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(1)])
    model.compile("adam", "mse")
    return model
