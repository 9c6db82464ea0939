"""Looks for components whose rank or axes are not those of their input.

Why it matters: Keras adds or drops a trailing axis of one and refuses every other difference,
with a message about the symbolic name of the input (`Invalid input shape for input
Tensor("data:0")`, TensorFlow 2.21). Where a dimension is only known at run time the error comes
from the middle of the network: an image with an alpha channel gives `Depth of input must be a
multiple of depth of filter: 4 vs 3`. Keras 2 merely warns for some models that Keras 3 refuses.

What to look at: expected and actual, which come from the model's Input and from the batches seen;
`where` names the first batch that differs.

When to ignore it: the warning for a mismatch that Keras 2 tolerates may be ignored until the move
to Keras 3. A failure may not.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras


def _batches(columns):
    rng = np.random.default_rng(0)
    x = rng.normal(size=(240, 6)).astype("float32")
    y = (x.sum(axis=1) > 0).astype("float32")
    rows = tf.data.Dataset.from_tensor_slices((x[:, :columns], y))
    return rows.shuffle(240).batch(24).prefetch(tf.data.AUTOTUNE)


def make_dataset():
    return _batches(columns=5)


def make_model():
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile("sgd", "binary_crossentropy")
    return model


def mended_dataset():
    return _batches(columns=6)
