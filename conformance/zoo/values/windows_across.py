"""Looks for windows that begin in one series and end in the next.

Why it matters: the rows of several shops, sensors or patients laid end to end are one column to a loop
that cuts windows. Each seam gives windows that hold the end of one and the beginning of another, often
with its target there too, and the model is taught a jump that no series makes.

How it is told: the arrays that the pipeline's own functions held are kept while it is built; windows are
looked up in them, exactly. Beside the series stands an id, one stretch for each value, and at its seams
the series jumps as it seldom does elsewhere (a binomial test whose chance is a threshold). Arrays that
are called as a calendar is (day, month) are no ids.

What to look at: whether windows are cut after the tables were joined or before.

When to ignore it: the groups are parts of one series that goes on (sessions, seasons).
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras

SHOPS, DAYS, STEPS = 24, 40, 10


def _sales():
    rng = np.random.default_rng(0)
    shop = np.repeat(np.arange(SHOPS), DAYS)
    level = rng.normal(0, 1, SHOPS)
    sales = level[shop] + rng.normal(0, 0.2, len(shop))
    return shop, ((sales - sales.mean()) / sales.std()).astype("float32")


def _windows(sales):
    x = np.stack([sales[i : i + STEPS] for i in range(len(sales) - STEPS)])
    return x[..., None], sales[STEPS:, None]


def _batches(x, y):
    return tf.data.Dataset.from_tensor_slices((x, y)).shuffle(len(x)).batch(32).prefetch(2)


def make_dataset():
    shop, sales = _sales()
    assert len(shop) == len(sales)
    return _batches(*_windows(sales))


def make_model():
    layers = [keras.Input((STEPS, 1)), keras.layers.LSTM(4), keras.layers.Dense(1)]
    model = keras.Sequential(layers)
    model.compile("adam", "mse")
    return model


def mended_dataset():
    shop, sales = _sales()
    each = [_windows(sales[shop == one]) for one in range(SHOPS)]
    return _batches(*(np.concatenate(parts) for parts in zip(*each)))
