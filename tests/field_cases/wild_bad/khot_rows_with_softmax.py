from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="khot_rows_with_softmax",
    title="Multi-label rows with softmax and categorical_crossentropy",
    source=(
        "https://keras.io/examples/nlp/multi_label_classification/ (sigmoid and "
        "binary_crossentropy for several labels)"
    ),
    kind="silent",
    cause="label-encoding-mismatch",
    groups=["labels"],
    keras="any",
    explain=(
        "A paper has one to six tags, so target rows do not sum to 1 and the outputs compete. "
        "Use sigmoid with binary_crossentropy."
    ),
    evidence="target rows sum to 1 (30 rows), 2 (86), 3 (91), 4 (73), 5 (18), 6 (2)",
)


def make_dataset():
    rng = np.random.default_rng(43)
    x = rng.normal(size=(300, 12)).astype("float32")
    tags = (x @ rng.normal(size=(12, 6)) > 1.0).astype("float32")
    tags[np.arange(300), rng.integers(0, 6, 300)] = 1.0
    return (
        tf.data.Dataset.from_tensor_slices((x, tags))
        .shuffle(300)
        .batch(30)
        .prefetch(tf.data.AUTOTUNE)
    )


def make_model():
    model = keras.Sequential(
        [
            keras.Input((12,)),
            keras.layers.Dense(16, activation="relu"),
            keras.layers.Dense(6, activation="softmax"),
        ]
    )
    model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
    return model
