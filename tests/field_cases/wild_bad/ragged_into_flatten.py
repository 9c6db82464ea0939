from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="ragged_into_flatten",
    title="Ragged token lists reach a model that needs a fixed length",
    source="https://www.tensorflow.org/guide/ragged_tensor (Keras layers and ragged inputs)",
    kind="error",
    cause="ragged-input",
    groups=["elements", "training"],
    keras="any",
    explain=(
        "from_tensor_slices of a RaggedTensor followed by batch yields RaggedTensors; Flatten "
        "and Dense need a dense (B, 12). Pad with to_tensor(shape=(None, 12))."
    ),
)


def make_dataset():
    rng = np.random.default_rng(14)
    rows = [list(rng.integers(1, 40, n)) for n in rng.integers(3, 13, 128)]
    y = np.array([sum(r) % 2 for r in rows], "float32")
    ds = tf.data.Dataset.from_tensor_slices((tf.ragged.constant(rows), y))
    return ds.shuffle(128).batch(16).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((12,), dtype="int32"),
            keras.layers.Embedding(40, 4),
            keras.layers.Flatten(),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile("adam", "binary_crossentropy")
    return model
