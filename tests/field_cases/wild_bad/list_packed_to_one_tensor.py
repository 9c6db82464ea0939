from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="list_packed_to_one_tensor",
    title="from_tensor_slices([noisy, clean]): the list is packed into one array",
    source=(
        "https://www.tensorflow.org/guide/data (a Python list is converted to a tensor, a "
        "tuple is a structure)"
    ),
    kind="error",
    cause="list-becomes-tensor",
    groups=["wiring", "elements", "labels", "training", "completeness"],
    keras="any",
    explain=(
        "Equal shapes let [noisy, clean] be stacked to (2, 128, ...), so the data set has two "
        "elements and no target. Write a tuple."
    ),
)


def make_dataset():
    rng = np.random.default_rng(5)
    clean = rng.uniform(size=(128, 12, 12, 1)).astype("float32")
    noisy = np.clip(clean + rng.normal(0, 0.2, clean.shape), 0, 1).astype("float32")
    ds = tf.data.Dataset.from_tensor_slices([noisy, clean]).shuffle(128)
    return ds.batch(16).prefetch(tf.data.AUTOTUNE)


def make_model():
    conv = keras.layers.Conv2D
    model = keras.Sequential(
        [
            keras.Input((12, 12, 1)),
            conv(4, 3, padding="same", activation="relu"),
            conv(1, 3, padding="same", activation="sigmoid"),
        ]
    )
    model.compile("adam", "binary_crossentropy")
    return model
