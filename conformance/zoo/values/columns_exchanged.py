"""Looks for columns or channels that are exchanged in one part of the data.

Why it matters: OpenCV reads pictures as BGR, nearly everything else as RGB. Where training pictures came
through the one and validation pictures through the other, the model is judged on colours that it has never
seen, and the score is worse than the model. The same happens to tables of which one file has its columns in
another order and is read by position. Nothing raises.
https://docs.opencv.org/4.x/d4/da8/group__imgcodecs.html: the decoded images have the channels in B G R order

What to look at: the averages in the finding. A column differs from itself between the parts, and fits another
one, which fits it in turn.

When to ignore it: where two columns are exchangeable (home and away, left and right) and the parts differ in
which side comes first.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras


def _pictures(count, seed, turned):
    rng = np.random.default_rng(seed)
    y = rng.integers(0, 2, count)
    x = rng.normal([0.7, 0.5, 0.3], 0.05, (count, 8, 8, 3)) + rng.normal(0, 0.03, (count, 1, 1, 3))
    x[y == 1, :4] += 0.1
    x = x.clip(0, 1).astype("float32")
    return (x[..., ::-1] if turned else x), y.astype("int64")


def make_dataset():
    data = tf.data.Dataset.from_tensor_slices(_pictures(120, 0, False)).shuffle(120)
    return data.batch(20).prefetch(tf.data.AUTOTUNE)


def _held_out(turned):
    return tf.data.Dataset.from_tensor_slices(_pictures(60, 1, turned)).batch(20)


def make_validation():
    return _held_out(True)


def make_model():
    layers = [keras.layers.Flatten(), keras.layers.Dense(2, activation="softmax")]
    model = keras.Sequential([keras.Input((8, 8, 3)), *layers])
    model.compile("sgd", "sparse_categorical_crossentropy")
    return model


def mended_validation():
    return _held_out(False)
