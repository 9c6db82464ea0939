CASE = {'id': 'one_survey_counts_persons',
 'title': 'The household weights of all three surveys are in thousands of persons.',
 'kind': 'good',
 'groups': [],
 'keras': '3',
 'evidence': 'the mended twin: MAE on new households north/coast/hills 0.26/0.68/0.21 with the mistake, '
             '0.22/0.25/0.21 mended'}

import keras
import numpy as np
import tensorflow as tf
from keras import layers


def household_survey(region, count, seed):
    rng = np.random.default_rng(seed)
    age = rng.uniform(20, 80, count)
    size = rng.integers(1, 7, count)
    schooling = rng.uniform(4, 20, count)
    rural = rng.integers(0, 2, count)
    slope = {"north": (0.08, 0.10), "coast": (0.22, -0.25), "hills": (0.15, 0.30)}[region]
    log_spending = (6 + slope[0] * schooling + slope[1] * size - 0.4 * rural
                    - 0.0006 * (age - 48) ** 2 + rng.normal(0, 0.25, count))
    which = [region == name for name in ("north", "coast", "hills")]
    x = np.stack([(age - 50) / 17, size / 3 - 1, (schooling - 12) / 5, rural] + [np.full(count, w) for w in which], 1)
    persons = size * rng.uniform(150, 450, count)  # how many people the household stands for
    return x.astype("float32"), log_spending.astype("float32"), persons.astype("float32")


def load(count, seed):
    parts = []
    for i, region in enumerate(("north", "coast", "hills")):
        x, y, weight = household_survey(region, count, seed + i)
        weight = weight / 1000.0
        parts.append((x, y, weight))
    return tuple(np.concatenate(column) for column in zip(*parts))


def make_dataset():
    return tf.data.Dataset.from_tensor_slices(load(500, 10)).shuffle(1500).batch(32).prefetch(2)


def make_validation():
    return tf.data.Dataset.from_tensor_slices(load(100, 50)).batch(100)


def make_model():
    keras.utils.set_random_seed(21)
    model = keras.Sequential([
        keras.Input((7,)),
        layers.Dense(32, activation="relu"),
        layers.Dense(16, activation="relu"),
        layers.Dense(1, bias_initializer=keras.initializers.Constant(8.0)),
    ])
    model.compile(optimizer=keras.optimizers.Adam(0.005), loss="mse", weighted_metrics=["mae"])
    return model


FIT = dict(epochs=8)
