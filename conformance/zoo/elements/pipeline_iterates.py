"""Looks for elements that cannot be read: parsing, decoding, batching, a generator's own code.

Why it matters: tf.data runs your functions when an element is asked for, so an error appears in
the middle of fit, wrapped as `Graph execution error` with a node name. A header line read as data
gives `Field 0 in record 0 is not a valid float: a`; images of two sizes give `Cannot add tensor to
the batch`; compressed records read as plain ones `corrupted record at 0` (TensorFlow 2.4 to 2.21;
https://www.tensorflow.org/guide/data).

What to look at: the batch index in `where`, and the cause in the message. With
`ds.unbatch().skip(n).take(1)` the element can be looked at alone.

When to ignore it: never; fit ends at the same element. To drop broken elements on purpose, filter
them by what is wrong with them; `ignore_errors` hides every other fault too.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras


def _lines(header):
    rng = np.random.default_rng(0)
    x = rng.normal(size=(240, 2)).astype("float32")
    rows = [f"{a:.4f},{b:.4f},{float(a + b > 0):.0f}" for a, b in x]
    return (["width,height,large"] if header else []) + rows


def _parse(line):
    columns = tf.io.decode_csv(line, [[0.0]] * 3)
    return tf.stack(columns[:2], axis=-1), columns[2]


def _batches(lines):
    rows = tf.data.Dataset.from_tensor_slices(lines).shuffle(241).batch(24)
    return rows.map(_parse, num_parallel_calls=tf.data.AUTOTUNE).prefetch(tf.data.AUTOTUNE)


def make_dataset():
    return _batches(_lines(header=True))


def make_model():
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile("sgd", "binary_crossentropy")
    return model


def mended_dataset():
    return _batches(_lines(header=False))
