CASE = {'id': 'cultivars_numbered_by_set_order',
 'title': 'The classes are numbered in alphabetical order.',
 'kind': 'good',
 'groups': [],
 'keras': '3',
 'evidence': 'the mended twin: accuracy 0.97 in the process that trained, [0.0, 0.0, 0.17, 0.01, 0.17] when '
             'the names are numbered again in five others; mended [0.97, 0.97, 0.97, 0.97, 0.97]'}

import csv
import os
import tempfile

import keras
import numpy as np
import tensorflow as tf
from keras import layers

PATH = os.path.join(tempfile.mkdtemp(prefix="wines_"), "cellar.csv")
COLUMNS = ["alcohol", "acid", "ash", "magnesium", "phenols", "hue"]


def write_cellar():
    rng = np.random.default_rng(17)
    cultivars = ["barolo", "grignolino", "barbera", "dolcetto", "nebbiolo", "freisa"]
    centres = {name: rng.normal(0, 1.2, len(COLUMNS)) for name in cultivars}
    with open(PATH, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS + ["cultivar"])
        for _ in range(1200):
            name = str(rng.choice(cultivars))
            writer.writerow([f"{v:.3f}" for v in centres[name] + rng.normal(0, 0.8, len(COLUMNS))] + [name])


write_cellar()


def read_cellar():
    with open(PATH, newline="") as file:
        rows = list(csv.DictReader(file))
    table = np.array([[float(row[c]) for c in COLUMNS] for row in rows], "float32")
    return table, [row["cultivar"] for row in rows]


TABLE, NAMES = read_cellar()
CULTIVARS = sorted(set(NAMES))
NUMBER = {name: i for i, name in enumerate(CULTIVARS)}
LABELS = np.array([NUMBER[name] for name in NAMES])


def make_dataset():
    return tf.data.Dataset.from_tensor_slices((TABLE[:1000], LABELS[:1000])).shuffle(1000).batch(25).prefetch(2)


def make_validation():
    return tf.data.Dataset.from_tensor_slices((TABLE[1000:], LABELS[1000:])).batch(100)


def make_model():
    keras.utils.set_random_seed(31)
    model = keras.Sequential([
        keras.Input((len(COLUMNS),)),
        layers.Dense(32, activation="relu"),
        layers.Dense(len(CULTIVARS), activation="softmax"),
    ])
    model.compile(optimizer=keras.optimizers.Adam(0.005), loss="sparse_categorical_crossentropy",
                  metrics=["accuracy"])
    return model


FIT = dict(epochs=10)
