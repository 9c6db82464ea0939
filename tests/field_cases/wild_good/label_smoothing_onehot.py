from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="label_smoothing_onehot",
    title="One-hot labels with CategoricalCrossentropy(label_smoothing=0.1)",
    source="https://keras.io/api/losses/probabilistic_losses/#categoricalcrossentropy-class",
    trap="one-hot float labels; from_logits and no softmax",
    keras="any",
)


def make_dataset():
    rng = np.random.default_rng(3)
    x = rng.normal(size=(300, 10)).astype("float32")
    y = (x @ rng.normal(size=(10, 4))).argmax(1)
    ds = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(300)
    return ds.map(lambda a, b: (a, tf.one_hot(b, 4))).batch(30).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [keras.Input((10,)), keras.layers.Dense(16, activation="relu"), keras.layers.Dense(4)]
    )
    model.compile(
        "adam", keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=0.1)
    )
    return model
