"""Looks for a key that no input takes and that shifts the others by one.

Why it matters: Keras 3 flattens the feature dict in sorted key order and zips it with the inputs.
With an extra key `account` before `balance` and `income`, the input `balance` is fed the account
number and `income` the balance, and nothing raises (measured on TensorFlow 2.16 and 2.21;
https://github.com/keras-team/keras/issues/23258). Keras 2 ignores the key.

What to look at: the finding lists what each input received, as told by a probe model with your
own inputs. The fix is to pass on only the keys the model has.

When to ignore it: never; a key that Keras ignores is not reported. If the extra column serves
another consumer, drop it in a last `map` before fit, or list the check under expected failures.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras

KERAS = 3
NAMES = ("balance", "income")


def _batches(names):
    rng = np.random.default_rng(0)
    columns = {name: rng.normal(size=(240, 1)).astype("float32") for name in names}
    score = columns["balance"] + 2 * columns["income"]
    rows = tf.data.Dataset.from_tensor_slices((columns, score))
    return rows.shuffle(240).batch(24).prefetch(tf.data.AUTOTUNE)


def make_dataset():
    return _batches(("balance", "income", "account"))


def make_model():
    inputs = {name: keras.Input((1,), name=name) for name in NAMES}
    joined = keras.layers.concatenate([inputs[name] for name in NAMES])
    model = keras.Model(inputs, keras.layers.Dense(1)(joined))
    model.compile("sgd", "mse")
    return model


def mended_dataset():
    return _batches(NAMES)
