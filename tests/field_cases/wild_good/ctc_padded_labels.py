from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="ctc_padded_labels",
    title="Handwriting lines with CTC: 20 steps of 9 logits against up to 6 letters padded with zero",
    source="https://keras.io/examples/vision/handwriting_recognition/",
    trap="targets (6,) beside outputs (20, 9); zero means no letter and is the blank",
    keras="any",
)

STEPS, LETTERS, LONGEST = 20, 8, 6


def ctc(y_true, y_pred):
    label = tf.cast(y_true, tf.int32)
    sizes = tf.math.count_nonzero(label, axis=1, dtype=tf.int32)
    steps = tf.fill(tf.shape(sizes), STEPS)
    return tf.nn.ctc_loss(label, y_pred, sizes, steps, logits_time_major=False, blank_index=0)


def make_dataset():
    rng = np.random.default_rng(24)
    n = 160
    glyph = rng.uniform(0, 1, (LETTERS + 1, 3, 8))
    images = np.zeros((n, STEPS, 8))
    labels = np.zeros((n, LONGEST), "int32")
    for row in range(n):
        size = int(rng.integers(2, LONGEST + 1))
        labels[row, :size] = rng.integers(1, LETTERS + 1, size)
        for place in range(size):
            images[row, 3 * place : 3 * place + 3] = glyph[labels[row, place]]
    images = np.clip(images + rng.uniform(0, 0.08, images.shape), 0, 1).astype("float32")
    ds = tf.data.Dataset.from_tensor_slices((images, labels))
    return ds.shuffle(n).batch(20).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((STEPS, 8)),
            keras.layers.Conv1D(24, 3, padding="same", activation="relu"),
            keras.layers.Dense(LETTERS + 1),
        ]
    )
    model.compile("adam", ctc, jit_compile=False)
    return model
