from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="numpy_function_returns_double",
    title="a NumPy augmentation under tf.numpy_function is declared Tout=tf.float32 and returns float64",
    source="https://github.com/albumentations-team/albumentations/issues/905 (Tout against what the augmentation returns)",
    kind="error", cause="tout-mismatch", groups=['elements'], keras="any",
    explain="Adding np.random.normal noise (float64) to a float32 picture gives float64, only where noise is added: fit "
            "stops with '0-th value returned by pyfunc_12 is double, but expects float' after some good examples. End with "
            ".astype('float32').")

def speckle(image):
    """Multiplicative noise as in the ultrasound paper, on about every third picture."""
    if np.random.uniform() < 0.35:
        image = np.clip(image + image * np.random.normal(0, 0.2, image.shape), 0, 1)
    return image


def augment(image, label):
    image = tf.numpy_function(func=speckle, inp=[image], Tout=tf.float32)
    image.set_shape((48, 48, 1))
    return image, label


def make_dataset():
    rng = np.random.default_rng(322)
    n = 90
    benign = rng.integers(0, 2, n)
    r = np.hypot(*np.mgrid[-1:1:48j, -1:1:48j])
    scan = (r[None] < 0.3 + 0.25 * benign[:, None, None]) * 0.6 + rng.uniform(0, 0.3, (n, 48, 48))
    scan = scan[..., None].astype("float32")
    train = tf.data.Dataset.from_tensor_slices((scan, benign.astype("float32"))).shuffle(n)
    return train.map(augment, num_parallel_calls=1).batch(10)


def make_model():
    model = keras.Sequential([
        keras.Input((48, 48, 1)),
        keras.layers.Conv2D(4, 5, strides=2, activation="relu"),
        keras.layers.GlobalAveragePooling2D(),
        keras.layers.Dense(1, activation="sigmoid"),
    ])
    model.compile(loss="binary_crossentropy", optimizer="rmsprop", metrics=["accuracy"])
    return model
