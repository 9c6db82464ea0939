from __future__ import annotations

import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="saved_and_loaded",
    title="Preprocessed rows are saved once with Dataset.save and trained from Dataset.load",
    source="https://www.tensorflow.org/api_docs/python/tf/data/Dataset#save",
    trap="an opaque source in the plan, shuffled and batched only after loading",
    keras="any",
)


def make_dataset():
    rng = np.random.default_rng(50)
    n = 300
    pulse = rng.normal(75, 12, n)
    oxygen = np.clip(rng.normal(96, 2.5, n), 80, 100)
    breath = rng.normal(16, 3, n)
    ward = (0.05 * (pulse - 75) - 0.5 * (oxygen - 96) + 0.2 * (breath - 16) + rng.normal(0, 0.7, n) > 0.4).astype("int32")
    raw = tf.data.Dataset.from_tensor_slices((np.stack([pulse, oxygen, breath], axis=1).astype("float32"), ward))

    centre = tf.constant([75.0, 96.0, 16.0])
    spread = tf.constant([12.0, 2.5, 3.0])
    folder = os.path.join(tempfile.mkdtemp(), "prepared")
    raw.map(lambda x, y: ((x - centre) / spread, y)).save(folder)

    return tf.data.Dataset.load(folder).shuffle(n).batch(30).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [keras.Input((3,)), keras.layers.Dense(12, activation="relu"), keras.layers.Dense(1, activation="sigmoid")]
    )
    model.compile("adam", "binary_crossentropy")
    return model
