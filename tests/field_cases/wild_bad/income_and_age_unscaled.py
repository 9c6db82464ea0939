from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="income_and_age_unscaled",
    title="Income in dollars next to age in years, unscaled",
    source=(
        "https://www.tensorflow.org/tutorials/keras/regression (features of different ranges "
        "should be normalized)"
    ),
    kind="silent",
    cause="unnormalized-input",
    groups=["values"],
    keras="any",
    explain=(
        "One column is 10,000 times larger than the other; the first loss is in the "
        "thousands. Adapt a Normalization layer."
    ),
    evidence="income up to 4.3e5, age 18..80; first loss 2,400",
)


class Credit(keras.Model):
    def __init__(self):
        super().__init__()
        self.join = keras.layers.Concatenate()
        self.hidden = keras.layers.Dense(16, activation="relu")
        self.out = keras.layers.Dense(1, activation="sigmoid")

    def call(self, row):
        return self.out(self.hidden(self.join([row["income"], row["age"]])))


def make_dataset():
    rng = np.random.default_rng(52)
    row = {"income": rng.lognormal(11, 0.7, (400, 1)), "age": rng.uniform(18, 80, (400, 1))}
    good = (np.log(row["income"]) + row["age"] / 40 > 12.2).astype("float32")
    row = {k: v.astype("float32") for k, v in row.items()}
    return (
        tf.data.Dataset.from_tensor_slices((row, good))
        .shuffle(400)
        .batch(40)
        .prefetch(tf.data.AUTOTUNE)
    )


def make_model():
    model = Credit()
    model.compile("adam", "binary_crossentropy")
    return model
