from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="zip_nested_wrong_way",
    title="Dataset.zip nests (left, (right, label)) instead of ((left, right), label)",
    source=(
        "https://www.tensorflow.org/api_docs/python/tf/data/Dataset#zip (nesting of the "
        "argument is kept)"
    ),
    kind="error",
    cause="nested-structure",
    groups=["wiring", "elements", "training"],
    keras="any",
    explain=(
        "fit takes the first component as all inputs, so the second image becomes a target. "
        "Zip the two inputs first: zip(((left, right), label))."
    ),
)


def make_dataset():
    rng = np.random.default_rng(4)
    left, right = rng.uniform(size=(2, 160, 8, 8, 1)).astype("float32")
    same = (np.abs(left - right).mean((1, 2)) < 0.33).astype("float32")
    lefts, rights, labels = (tf.data.Dataset.from_tensor_slices(a) for a in (left, right, same))
    pairs = tf.data.Dataset.zip((lefts, tf.data.Dataset.zip((rights, labels))))
    return pairs.shuffle(160).batch(16).prefetch(tf.data.AUTOTUNE)


def make_model():
    tower = keras.Sequential(
        [keras.Input((8, 8, 1)), keras.layers.Flatten(), keras.layers.Dense(8)]
    )
    left, right = keras.Input((8, 8, 1)), keras.Input((8, 8, 1))
    apart = keras.layers.Subtract()([tower(left), tower(right)])
    model = keras.Model([left, right], keras.layers.Dense(1, activation="sigmoid")(apart))
    model.compile("adam", "binary_crossentropy")
    return model
