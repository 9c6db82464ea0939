CASE = {'id': 'labels_slide_after_dropna',
 'title': 'Rows with gaps are dropped from the features, while the prices are only cut to the same length: '
          'from the first gap on every row has the price of another house.',
 'kind': 'silent',
 'groups': ['wiring', 'labels'],
 'keras': '3',
 'evidence': 'validation MAE of the log price 0.39 with the mistake, 0.07 mended'}

import csv
import os
import tempfile

import keras
import numpy as np
import tensorflow as tf
from keras import layers

FIELDS = ["area", "rooms", "age", "distance", "floor", "price"]
PATH = os.path.join(tempfile.mkdtemp(prefix="flats_"), "listings.csv")


def write_listings():
    rng = np.random.default_rng(12)
    with open(PATH, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(FIELDS)
        for _ in range(1600):
            area, rooms = rng.uniform(25, 160), int(rng.integers(1, 6))
            age, distance, floor = rng.uniform(0, 90), rng.gamma(2, 3), int(rng.integers(0, 9))
            price = np.exp(3.2 + 0.011 * area + 0.05 * rooms - 0.004 * age - 0.05 * distance
                           + 0.01 * floor + rng.normal(0, 0.08))
            row = [f"{area:.0f}", rooms, f"{age:.0f}", f"{distance:.1f}", floor, f"{price:.1f}"]
            for column in (2, 4):
                if rng.random() < 0.04:
                    row[column] = ""
            writer.writerow(row)


write_listings()


def load():
    with open(PATH, newline="") as file:
        rows = list(csv.DictReader(file))
    table = np.array([[float(row[name]) if row[name] else np.nan for name in FIELDS] for row in rows], "float32")
    features, price = table[:, :-1], np.log(table[:, -1])
    complete = ~np.isnan(features).any(axis=1)
    features = features[complete]
    price = price[:len(features)]
    return features, price


FEATURES, PRICE = load()
CUT = 1150
MEAN, STD = FEATURES[:CUT].mean(axis=0), FEATURES[:CUT].std(axis=0)


def make_dataset():
    x = (FEATURES[:CUT] - MEAN) / STD
    return tf.data.Dataset.from_tensor_slices((x, PRICE[:CUT])).shuffle(CUT).batch(32).prefetch(2)


def make_validation():
    x = (FEATURES[CUT:] - MEAN) / STD
    return tf.data.Dataset.from_tensor_slices((x, PRICE[CUT:])).batch(100)


def make_model():
    keras.utils.set_random_seed(25)
    model = keras.Sequential([
        keras.Input((5,)),
        layers.Dense(32, activation="relu"),
        layers.Dense(16, activation="relu"),
        layers.Dense(1, bias_initializer=keras.initializers.Constant(3.8)),
    ])
    model.compile(optimizer=keras.optimizers.Adam(0.003), loss="mse", metrics=["mae"])
    return model


FIT = dict(epochs=12)
