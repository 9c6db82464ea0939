"""Looks for targets of a sequence model that are its inputs, step for step.

Why it matters: `targets = inputs` names one array twice, so writing [MASK] into the inputs writes it
into the targets: a masked language model then learns to answer [MASK], and its loss falls to 0. The same
happens to a next-word model whose targets were not shifted by one step. Nothing raises.

What to look at: the line that makes the targets. `targets = inputs.copy()` before anything is hidden;
`x = ids[:, :-1], y = ids[:, 1:]` for the next word.

When to ignore it: a model that squeezes the sequence into one vector and gives it back is not reported
where its layers show it (RepeatVector, Flatten, a global pooling). It is a failure where sample weights
leave steps with a single target only, else a warning.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras

MASK = 1


def _masked(copy):
    rng = np.random.default_rng(0)
    start = rng.integers(2, 30, (160, 1))
    inputs = (2 + (start + 3 * np.arange(10)) % 28).astype("int32")
    targets = inputs.copy() if copy else inputs
    hidden = rng.random(inputs.shape) < 0.2
    inputs[hidden] = MASK
    data = tf.data.Dataset.from_tensor_slices((inputs, targets, hidden.astype("float32")))
    return data.shuffle(160).batch(16).prefetch(tf.data.AUTOTUNE)


def make_dataset():
    return _masked(False)


def make_model():
    layers = [keras.layers.Embedding(30, 8), keras.layers.Conv1D(8, 3, padding="same")]
    head = keras.layers.Dense(30, activation="softmax")
    model = keras.Sequential([keras.Input((10,), dtype="int32"), *layers, head])
    model.compile("sgd", "sparse_categorical_crossentropy")
    return model


def mended_dataset():
    return _masked(True)
