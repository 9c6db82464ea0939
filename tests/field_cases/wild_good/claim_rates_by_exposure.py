from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="claim_rates_by_exposure",
    title="Insurance claims per year with the insured time as weight, Poisson loss and an exponential head",
    source="composed",
    trap="targets mostly zero and else far above one, weights all below one",
    keras="any",
)


def make_dataset():
    rng = np.random.default_rng(55)
    n = 500
    age = rng.uniform(18, 80, n)
    horsepower = rng.normal(90, 25, n)
    exposure = rng.uniform(0.1, 1.0, n)
    rate = np.exp(-1.0 - 0.02 * (age - 45) + 0.01 * (horsepower - 90))
    claims = rng.poisson(rate * exposure)
    x = np.stack([(age - 49) / 18, (horsepower - 90) / 25], axis=1).astype("float32")
    y = (claims / exposure).astype("float32")[:, None]
    ds = tf.data.Dataset.from_tensor_slices((x, y, exposure.astype("float32")))
    return ds.shuffle(n).batch(50).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((2,)),
            keras.layers.Dense(12, activation="tanh"),
            keras.layers.Dense(1, activation="exponential"),
        ]
    )
    model.compile("adam", "poisson")
    return model
