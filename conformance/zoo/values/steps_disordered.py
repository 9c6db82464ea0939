"""Looks for steps of an example that do not follow one another as time does.

Why it matters: names without leading zeros sort as texts do (frame_1, frame_10, frame_11, frame_2), so
films, slices and series from numbered files come out of order, and the last of them is not the one to
foretell. A table that is given newest first makes windows that run backwards.

How it is told: put in the order of numbers, the steps of all examples become one smooth way: each is most
like its neighbour, and the way is shorter than as they stand and than thousands of others. With a list of
such names, sorted as texts, that the code held, it is a contradiction; without it a warning. For windows of
a series, the dates beside it are read.

What to look at: how file names are sorted, and by what a table is.

When to ignore it: the order of steps has no meaning to the model.
"""

import os
import re
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

FRAMES, FILMS, SIDE = 13, 96, 8


def _film(folder, rng):
    """Frames of a speck that drifts, as files that are numbered from 1 on."""
    os.makedirs(folder)
    start, speed = rng.uniform(2, 5, 2), rng.uniform(-0.4, 0.4, 2)
    grid = np.arange(SIDE)
    for t in range(FRAMES):
        row, column = np.exp(-((grid - (start + speed * t)[:, None]) ** 2))
        frame = row[:, None] * column + rng.normal(0, 0.01, (SIDE, SIDE))
        np.save(os.path.join(folder, f"frame_{t + 1}.npy"), frame.astype("float32"))


def _films(key):
    rng, films = np.random.default_rng(0), []
    with tempfile.TemporaryDirectory() as root:
        for film in range(FILMS):
            folder = os.path.join(root, f"film_{film:03d}")
            _film(folder, rng)
            names = sorted(os.listdir(folder), key=key)
            films.append(np.stack([np.load(os.path.join(folder, name)) for name in names]))
    all_films = np.stack(films)[..., None]
    rows = tf.data.Dataset.from_tensor_slices((all_films[:, :-1], all_films[:, -1]))
    return rows.shuffle(FILMS).batch(16).prefetch(2)


def make_dataset():
    return _films(str)


def make_model():
    layers = [
        keras.Input((FRAMES - 1, SIDE, SIDE, 1)),
        keras.layers.ConvLSTM2D(2, 3, padding="same"),
        keras.layers.Conv2D(1, 3, padding="same"),
    ]
    model = keras.Sequential(layers)
    model.compile("adam", "mse")
    return model


def mended_dataset():
    return _films(lambda name: int(re.findall(r"\d+", name)[-1]))
