from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="exposure_as_sample_weight",
    title="Claims a year with the insured years as sample_weight, and a weighted validation triple",
    source="https://scikit-learn.org/stable/auto_examples/linear_model/plot_poisson_regression_non_normal_loss.html",
    trap="nine targets in ten are zero, a few are large; weights from 0.05 to 1 given to fit beside the arrays",
    keras="any",
)


def _policies():
    rng = np.random.default_rng(57)
    n = 700
    age = rng.uniform(18, 80, n)
    power = rng.integers(4, 13, n)
    bonus = rng.uniform(50, 150, n)
    x = np.stack([(age - 49) / 18, (power - 8) / 2.6, (bonus - 100) / 29], 1).astype("float32")
    years = rng.uniform(0.05, 1.0, n)
    claims = rng.poisson(years * 0.18 * np.exp(0.4 * x[:, 2] - 0.2 * x[:, 0]))
    return x, (claims / years).astype("float32")[:, None], years.astype("float32")


FIT = dict(sample_weight=_policies()[2][:560], batch_size=56)


def make_dataset():
    x, y, _ = _policies()
    return x[:560], y[:560]


def make_validation():
    x, y, years = _policies()
    return x[560:], y[560:], years[560:]


def make_model():
    model = keras.Sequential(
        [
            keras.Input((3,)),
            keras.layers.Dense(12, activation="relu"),
            keras.layers.Dense(
                1, activation="exponential", bias_initializer=keras.initializers.Constant(-1.7)
            ),
        ]
    )
    model.compile("adam", "poisson", weighted_metrics=[])
    return model
