from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='thousands_separators',
    title='numbers are written 1,250.5 and parsed with to_number',
    source='composed for the kit',
    kind='error',
    groups=['elements', 'values'],
    keras='any',
)


def make_dataset():
    rng = np.random.default_rng(0)
    values = rng.uniform(10, 5000, (120, 2))
    text = np.array([[f"{v:,.2f}" for v in row] for row in values])
    y = (values.sum(1) > 5000).astype("float32")
    ds = tf.data.Dataset.from_tensor_slices((text, y)).shuffle(120).batch(12)
    return ds.map(lambda a, b: (tf.strings.to_number(a) / 1000, b)).prefetch(2)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((2,)),
            keras.layers.Dense(8, activation="relu"),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile("adam", "binary_crossentropy")
    return model
