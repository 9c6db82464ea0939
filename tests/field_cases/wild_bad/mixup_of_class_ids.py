from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="mixup_of_class_ids",
    title="mixup is applied to integer class ids: half of class 2 and half of class 8 is class 5",
    source="https://rmoklesur.medium.com/exploring-mixup-a-powerful-data-augmentation-technique-in-deep-learning-8c9c2b6412a8",
    kind="silent", cause="class-ids-averaged", groups=['labels'], keras="any",
    explain="Mixing needs one-hot labels. Here the ids themselves are mixed, sparse_categorical_crossentropy cuts the "
            "fractions off and so trains on classes that are in neither picture. Measured: about 9 in 10 labels are not "
            "whole numbers, and half of them are cut to a class that is neither of the two mixed.")


def garments():
    rng = np.random.default_rng(313)
    n = 400
    y = rng.integers(0, 10, n)
    proto = rng.uniform(0, 1, (10, 28, 28))
    x = np.clip(proto[y] + rng.normal(0, 0.2, (n, 28, 28)), 0, 1)
    return x[..., None].astype("float32"), y.astype("float32")


def mixup(x, y):
    n = tf.shape(x)[0]
    lam = tf.random.uniform([n])
    lam = tf.maximum(lam, 1.0 - lam)
    lam_x = tf.reshape(lam, [n, 1, 1, 1])
    x_mix = lam_x * x + (1.0 - lam_x) * x[::-1]
    y_mix = lam * y + (1.0 - lam) * y[::-1]
    return x_mix, y_mix


def make_dataset():
    x, y = garments()
    x_train, y_train = x[:320], y[:320]
    train = tf.data.Dataset.from_tensor_slices((x_train, y_train))
    train = train.shuffle(320).batch(32).map(mixup, num_parallel_calls=tf.data.AUTOTUNE)
    return train.prefetch(tf.data.AUTOTUNE)


def make_validation():
    x, y = garments()
    return tf.data.Dataset.from_tensor_slices((x[320:], y[320:])).batch(40)


def make_model():
    model = keras.Sequential([
        keras.Input((28, 28, 1)),
        keras.layers.Conv2D(16, 3, activation="relu"),
        keras.layers.MaxPooling2D(),
        keras.layers.Flatten(),
        keras.layers.Dense(10, activation="softmax"),
    ])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
