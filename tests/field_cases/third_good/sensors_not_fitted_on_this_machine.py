CASE = {'id': 'sensors_not_fitted_on_this_machine',
 'title': 'The table has the columns of the whole plant; on this machine three sensors are not fitted and '
          'read the same in every row. They are harmless and kept, so that the network fits all machines.',
 'kind': 'good',
 'groups': [],
 'keras': '3',
 'trap': 'three of twelve feature columns are constant in training and validation',
 'evidence': 'val_mae 0.117 after the last epoch, 0.333 after the first'}

import csv
import os
import tempfile

import keras
import numpy as np
import tensorflow as tf
from keras import layers

SENSORS = [f"s{i:02d}" for i in range(12)]
NOT_FITTED = {"s03": 0.0, "s07": 1.0, "s10": 0.0}
FOLDER = tempfile.mkdtemp(prefix="mill_")


def write_log(name, rows, seed):
    rng = np.random.default_rng(seed)
    with open(os.path.join(FOLDER, name), "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(SENSORS + ["roughness"])
        for _ in range(rows):
            values = rng.normal(0, 1, len(SENSORS))
            roughness = (1.5 + 0.5 * values[0] - 0.4 * values[4] * values[5] + 0.3 * np.maximum(values[8], 0)
                         + rng.normal(0, 0.1))
            for sensor, reading in NOT_FITTED.items():
                values[SENSORS.index(sensor)] = reading
            writer.writerow([f"{v:.3f}" for v in values] + [f"{roughness:.3f}"])


write_log("train.csv", 1200, 1)
write_log("valid.csv", 250, 2)


def parse(line):
    columns = tf.io.decode_csv(line, [[0.0]] * (len(SENSORS) + 1))
    return tf.stack(columns[:-1], axis=-1), columns[-1]


def read(name):
    return tf.data.TextLineDataset(os.path.join(FOLDER, name)).skip(1)


def make_dataset():
    return read("train.csv").cache().shuffle(1200).batch(32).map(parse).prefetch(2)


def make_validation():
    return read("valid.csv").batch(125).map(parse)


def make_model():
    keras.utils.set_random_seed(44)
    model = keras.Sequential([
        keras.Input((len(SENSORS),)),
        layers.Dense(48, activation="relu"),
        layers.Dense(24, activation="relu"),
        layers.Dense(1),
    ])
    model.compile(optimizer=keras.optimizers.Adam(0.004), loss="mse", metrics=["mae"])
    return model


FIT = dict(epochs=10)
