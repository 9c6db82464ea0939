from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="second_head_has_no_loss",
    title="the faces carry an age and an emotion, compile names a loss for the emotion only: the age head never learns",
    source="https://github.com/keras-team/keras/issues/20243",
    kind="silent", cause="target-without-loss", groups=['labels'], keras="any",
    explain="The dataset yields targets for both heads, the loss dict lacks 'age' (it was lost when the metrics were "
            "added), so the age targets are dropped; at most there is a warning that "
            "gradients do not exist for age/kernel. Measured: the kernel of the age head is bit for bit "
            "the same after training.")


def faces():
    rng = np.random.default_rng(307)
    n = 128
    age = rng.uniform(1, 90, n)
    emotion = rng.integers(0, 7, n)
    pix = rng.normal(0.5, 0.1, (n, 32, 32, 1))
    pix[:, 20:24, 8:24, 0] += (emotion[:, None, None] - 3) * 0.08
    pix[:, 4:8, :, 0] -= (age / 90)[:, None, None] * 0.4
    return pix.astype("float32"), age.astype("float32"), emotion.astype("int32")


def make_dataset():
    pix, age, emotion = faces()
    ds = tf.data.Dataset.from_tensor_slices((pix, {"age": age / 100.0, "emotion": emotion}))
    return ds.shuffle(128).batch(32).prefetch(tf.data.AUTOTUNE)


def make_model():
    face = keras.Input((32, 32, 1), name="face")
    h = keras.layers.Conv2D(8, 5, strides=2, activation="relu")(face)
    h = keras.layers.Conv2D(16, 3, strides=2, activation="relu")(h)
    h = keras.layers.Flatten()(h)
    age = keras.layers.Dense(1, name="age")(h)
    emotion = keras.layers.Dense(7, activation="softmax", name="emotion")(h)
    model = keras.Model(face, {"age": age, "emotion": emotion})
    model.compile(
        optimizer="adam",
        loss={"emotion": "sparse_categorical_crossentropy"},
        metrics={"emotion": ["accuracy"]},
    )
    return model
