from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="half_features_mixed_precision",
    title="Embeddings delivered in float16 to a mixed-precision model with a float32 head, int32 labels",
    source="https://www.tensorflow.org/guide/mixed_precision",
    trap="float16 inputs on purpose; labels and loss in another type",
    keras="any",
)


def make_dataset():
    rng = np.random.default_rng(92)
    n = 480
    topic = rng.integers(0, 12, n)
    centre = rng.normal(0, 1, (12, 24))
    vector = centre[topic] + 0.6 * rng.normal(size=(n, 24))
    vector = vector / np.linalg.norm(vector, axis=1, keepdims=True) * np.sqrt(24)
    ds = tf.data.Dataset.from_tensor_slices((vector.astype("float16"), topic.astype("int32")))
    return ds.shuffle(n).batch(40).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((24,), dtype="float16"),
            keras.layers.Dense(32, activation="relu", dtype="mixed_float16"),
            keras.layers.Dense(12, dtype="float32"),
        ]
    )
    model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    return model
