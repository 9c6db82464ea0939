"""Looks for sequence targets that are the inputs of the step before.

Why it matters: a model of text is asked, at each step, for the id that comes next. Targets shifted the
wrong way (`np.roll(ids, 1)`, or x and y exchanged) ask for the id that came before, which a recurrent or
causal model has just read (https://github.com/rasbt/LLMs-from-scratch/issues/508). Measured on TensorFlow
2.15 and 2.21: after 20 epochs on a text the loss was 0.8 and 0.4 by copying, and 1.9 and 1.7 where the
next character was asked for.

What to look at: `y[:, 1:] == x[:, :-1]` holds everywhere; `y[:, :-1] == x[:, 1:]` should.

When to ignore it: a warning where all targets begin with one id (an echo of the input is a toy task of
recurrent layers), and where layers of the user's own may read from the end. Models with a second input,
and those that squeeze the sequence into one vector, are not reported.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras

IDS = 12


def _pairs(late, early):
    rng = np.random.default_rng(0)
    ids = np.cumsum(rng.integers(1, 4, (96, 17)), axis=1) % IDS
    data = tf.data.Dataset.from_tensor_slices((ids[:, late], ids[:, early]))
    return data.shuffle(96).batch(16).prefetch(tf.data.AUTOTUNE)


LATE, EARLY = slice(1, None), slice(None, -1)


def make_dataset():
    return _pairs(LATE, EARLY)


def make_model():
    layers = [keras.layers.Embedding(IDS, 4), keras.layers.GRU(8, return_sequences=True)]
    inputs = keras.Input((16,), dtype="int32")
    model = keras.Sequential([inputs, *layers, keras.layers.Dense(IDS, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy")
    return model


def mended_dataset():
    return _pairs(EARLY, LATE)
