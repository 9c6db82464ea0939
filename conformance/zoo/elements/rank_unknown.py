"""Looks for components whose rank or axes are unknown where the model needs them.

Why it matters: `numpy_function`, `py_function`, `tf.io.parse_tensor` and `from_generator` with
`output_types` lose the static shape. Called on a batch the model works; fit traces it with the
declared spec and raises `as_list() is not defined on an unknown TensorShape` (TensorFlow 2.21) or
`Cannot iterate over a shape with unknown rank` (2.15), naming neither the component nor the
function (https://github.com/tensorflow/tensorflow/issues/49456).

What to look at: `dataset.element_spec`: a shape of `<unknown>`, or a `None` on an axis that Dense
or Flatten multiplies with weights. `tf.ensure_shape` or `set_shape` mends it where it was lost.

When to ignore it: not reported where the model trains: token sequences `(None, None)` into an
Embedding and images `(None, None, 3)` into a convolutional network are sound. An unknown rank that
still trained is a warning.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras


def _records():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(240, 7)).astype("float32")
    records = [tf.io.serialize_tensor(row).numpy() for row in x]
    return tf.data.Dataset.from_tensor_slices((records, (x.sum(axis=1) > 0).astype("float32")))


def _parse(record, y):
    return tf.io.parse_tensor(record, tf.float32), y


def _batches(rows):
    return rows.shuffle(240).batch(24).prefetch(tf.data.AUTOTUNE)


def make_dataset():
    return _batches(_records().map(_parse, num_parallel_calls=tf.data.AUTOTUNE))


def make_model():
    layers = [keras.layers.Dense(4, activation="tanh"), keras.layers.Dense(1, activation="sigmoid")]
    model = keras.Sequential(layers)
    model.compile("sgd", "binary_crossentropy")
    return model


def mended_dataset():
    def parse(record, y):
        x, y = _parse(record, y)
        return tf.ensure_shape(x, [7]), y

    return _batches(_records().map(parse, num_parallel_calls=tf.data.AUTOTUNE))
