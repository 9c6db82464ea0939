from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="shuffle_result_thrown_away",
    title="ds.shuffle(...) stands alone and its result is not kept, so batches come class by class",
    source="https://github.com/EscVM/RAMS/issues/15",
    kind="silent",
    groups=["randomness"],
    keras="any",
)

CENTRES = [(5.0, 3.4, 1.5, 0.2), (5.9, 2.8, 4.3, 1.3), (6.6, 3.0, 5.6, 2.0)]


def make_dataset():
    rng = np.random.default_rng(11)
    parts = []
    for label, centre in enumerate(CENTRES):
        flowers = rng.normal(centre, 0.3, size=(120, 4)).astype("float32")
        parts.append((flowers, np.full(120, label)))
    x = np.concatenate([p[0] for p in parts])
    y = np.concatenate([p[1] for p in parts])
    ds = tf.data.Dataset.from_tensor_slices((x, y))
    ds.shuffle(360, seed=1)
    ds = ds.batch(24)
    return ds.prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((4,)),
            keras.layers.Dense(16, activation="relu"),
            keras.layers.Dense(3, activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy")
    return model
