from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="vocabulary_in_other_case",
    title="The vocabulary is lower case, the data is not",
    source=(
        "https://keras.io/api/layers/preprocessing_layers/categorical/string_lookup/ (unknown "
        "strings become index 0)"
    ),
    kind="silent",
    cause="all-out-of-vocabulary",
    groups=["values"],
    keras="any",
    explain=(
        "'Rome' is not 'rome': every value maps to the out-of-vocabulary index, so the column "
        "is constant. Normalise the strings first."
    ),
    evidence="one feature value (0) for all 300 rows",
)


def make_dataset():
    rng = np.random.default_rng(56)
    cities = rng.choice(["Lima", "Oslo", "Rome"], 300)
    y = np.select([cities == "Lima", cities == "Oslo"], [0.2, 0.5], 0.9).astype("float32")
    lookup = keras.layers.StringLookup(vocabulary=["lima", "oslo", "rome"])
    ds = tf.data.Dataset.from_tensor_slices((cities, y)).shuffle(300).batch(30)
    return ds.map(lambda c, t: (lookup(c), t), num_parallel_calls=tf.data.AUTOTUNE).prefetch(
        tf.data.AUTOTUNE
    )


def make_model():
    city = keras.Input((), dtype="int64")
    hidden = keras.layers.Dense(8, activation="relu")(keras.layers.Embedding(4, 4)(city))
    model = keras.Model(city, keras.layers.Dense(1, activation="sigmoid")(hidden))
    model.compile("adam", "mse")
    return model
