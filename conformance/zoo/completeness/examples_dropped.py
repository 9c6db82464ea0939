"""Looks for batch, take, skip and shard leaving out a good part of the data.

Why it matters: `batch(100, drop_remainder=True)` on 180 rows trains on 100 of them, in the same order
on the very same ones in every epoch (measured). It is a failure from 20 % on, or from 10 % when the
same rows are lost each time, and a warning from 5 %. `take(64)` left from debugging and `shard(8, 0)`
in a script that runs alone are warnings, since both have good uses, and so is a `skip` of more than half
of the batches: meant for the rest of an interrupted epoch, it is applied in every epoch after it.
https://www.tensorflow.org/api_docs/python/tf/data/Dataset#batch

What to look at: rows, batch size and the remainder in the finding. Keras takes a smaller last batch,
so drop_remainder is needed only where the model's batch size is fixed (stateful RNNs, TPUs); such
models are not reported.

When to ignore it: for `take`, `skip` and `shard` that are meant: `--skip examples-dropped`.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras


def _rows():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(250, 4)).astype("float32")
    return tf.data.Dataset.from_tensor_slices((x, x.sum(1, keepdims=True))).shuffle(250)


def make_dataset():
    return _rows().batch(64, drop_remainder=True).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    return model


def mended_dataset():
    return _rows().batch(64).prefetch(tf.data.AUTOTUNE)
