CASE = {'id': 'rolling_mean_centred_on_target_day',
 'title': 'The "average of the week" feature is a centred moving average (np.convolve, mode same): it holds '
          'the sales of the very day to be forecast and of three days after it.',
 'kind': 'silent',
 'groups': ['labels', 'values'],
 'keras': '3',
 'evidence': 'validation MAE 0.65 but 2.31 when only the days before are known; mended 0.79 and 0.78'}

import keras
import numpy as np
import tensorflow as tf
from keras import layers

DAYS, SHOPS = 400, 6


def sales_history(seed):
    rng = np.random.default_rng(seed)
    day = np.arange(DAYS)
    tables = []
    for _ in range(SHOPS):
        weekday_effect = rng.normal(0, 0.5, 7)
        promo = (rng.random(DAYS) < 0.15).astype("float32")
        drift = np.zeros(DAYS)
        for d in range(1, DAYS):
            drift[d] = 0.9 * drift[d - 1] + rng.normal(0, 0.3)
        sales = (5 + 0.6 * np.sin(2 * np.pi * day / 365 + rng.uniform(0, 6)) + weekday_effect[day % 7]
                 + 0.8 * promo + drift + rng.normal(0, 0.7, DAYS))
        tables.append((sales.astype("float32"), promo, day % 7))
    return tables


def week_average(sales):
    return np.convolve(sales, np.ones(7) / 7, mode="same")


def features(sales, promo, weekday):
    yesterday = np.concatenate([sales[:1], sales[:-1]])
    last_week = np.concatenate([sales[:7], sales[:-7]])
    columns = [yesterday, last_week, week_average(sales), promo] + [weekday == k for k in range(7)]
    return np.stack(columns, axis=1).astype("float32")[10:-10], sales[10:-10]


def make_part(first, last):
    rows = [features(*table) for table in sales_history(3)]
    x = np.concatenate([r[0][first:last] for r in rows])
    y = np.concatenate([r[1][first:last] for r in rows])
    return tf.data.Dataset.from_tensor_slices((x, y))


def make_dataset():
    return make_part(0, 300).shuffle(2000).batch(32).prefetch(2)


def make_validation():
    return make_part(300, None).batch(128)


def make_model():
    keras.utils.set_random_seed(17)
    model = keras.Sequential([
        keras.Input((11,)),
        layers.Dense(32, activation="relu"),
        layers.Dense(16, activation="relu"),
        layers.Dense(1),
    ])
    model.compile(optimizer=keras.optimizers.Adam(0.003), loss="mse", metrics=["mae"])
    return model


FIT = dict(epochs=15)
