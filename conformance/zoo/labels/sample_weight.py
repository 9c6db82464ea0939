"""Looks for sample weights that fit cannot apply, or that say nothing: NaN, negative, all zero.

Why it matters: each loss value is multiplied by its weight. A negative weight makes the optimizer
increase the error there, weights of 0 everywhere give a loss of 0 and no learning, NaN makes all
weights of the model NaN; none of these raises. Weights of shape (batch, 12) for a loss of (batch,)
raise `Incompatible shapes: [16] vs. [16,12]` (TensorFlow 2.21;
https://keras.io/api/models/model_training_apis/). Weights divided by their sum, over 400 rows, make
each step of SGD 400 times smaller: Keras divides by the number of examples.

What to look at: how the weights are computed: integer division, standardised scores, groups without
members. One weight an example, or one for each loss value, about 1 on average.

When to ignore it: never for NaN and shapes. Negative weights on purpose (advantages of a policy,
unlearning, off-policy corrections) and sums to 1 with a learning rate to match give a warning only.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras


def _batches(scores):
    rng = np.random.default_rng(0)
    x = rng.normal(size=(240, 6)).astype("float32")
    y = (x.sum(axis=1) > 0).astype("float32")
    weight = scores(rng.normal(size=240)).astype("float32")
    rows = tf.data.Dataset.from_tensor_slices((x, y, weight))
    return rows.shuffle(240).batch(24).prefetch(tf.data.AUTOTUNE)


def make_dataset():
    return _batches(lambda importance: np.abs(importance) // 10)


def make_model():
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile("sgd", "binary_crossentropy")
    return model


def mended_dataset():
    return _batches(lambda importance: np.exp(importance / 4))
