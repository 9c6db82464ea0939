from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="khot_tags_sigmoid",
    title=(
        "Multi-label: k-hot rows with sigmoid and binary cross-entropy; features are k-hot "
        "too, some columns rare"
    ),
    source="https://keras.io/examples/nlp/multi_label_classification/",
    trap="rows with no or several ones; a bag-of-words column that is zero nearly everywhere",
    keras="any",
)


def make_dataset():
    rng = np.random.default_rng(70)
    words = (rng.uniform(size=(400, 30)) < np.linspace(0.4, 0.01, 30)).astype("float32")
    tags = np.stack(
        [words[:, 0] * words[:, 1], words[:, 2] + words[:, 3] > 0, words[:, 4:9].sum(1) > 1], axis=1
    )
    ds = tf.data.Dataset.from_tensor_slices((words, tags.astype("float32")))
    return ds.shuffle(400).batch(40).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((30,)),
            keras.layers.Dense(16, activation="relu"),
            keras.layers.Dense(3, activation="sigmoid"),
        ]
    )
    model.compile("adam", "binary_crossentropy")
    return model
