"""Looks for batches of another size than the model was built for.

Why it matters: `Input(batch_shape=...)` and stateful layers keep one row of state for each example
of a batch. A smaller last batch then raises `Incompatible shapes: [16,1] vs. [4,1]`, at the very
end of the first epoch (TensorFlow 2.15 and 2.21;
https://keras.io/api/layers/recurrent_layers/lstm/).

What to look at: the number of examples and the batch size. `batch(n, drop_remainder=True)` drops
what is left over; a number of examples that divides evenly loses nothing.

When to ignore it: for a model without state the size matters only to some graphs, and the finding
is a warning.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras

SIZE = 24


def _windows():
    steps = np.arange(252) * 2.5
    rng = np.random.default_rng(0)
    phase = rng.permutation(steps)[:, None] + np.arange(5)
    series = np.sin(phase / 3).astype("float32")
    return tf.data.Dataset.from_tensor_slices((series[:, :4, None], series[:, 4:]))


def make_dataset():
    return _windows().batch(SIZE).prefetch(tf.data.AUTOTUNE)


def make_model():
    steps = keras.Input(batch_shape=(SIZE, 4, 1))
    last = keras.layers.SimpleRNN(4, stateful=True)(steps)
    model = keras.Model(steps, keras.layers.Dense(1)(last))
    model.compile("sgd", "mse")
    return model


def mended_dataset():
    return _windows().batch(SIZE, drop_remainder=True).prefetch(tf.data.AUTOTUNE)
