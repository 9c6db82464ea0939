from __future__ import annotations

import math

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="boxes_divided_by_new_size",
    title="the picture is resized to 96x96 and the box, still in pixels of the 320x240 original, is divided by 96",
    source="https://stackoverflow.com/questions/51220865 (read at https://codewithsundeep.com/discussion/solution/51220865)",
    kind="silent", cause="box-not-rescaled", groups=['labels'], keras="any",
    explain="Corners belong to the original frame and have to be divided by its width and height, not by the new side. "
            "Measured: x2 reaches 3.18 and y2 2.28, 59 % of the corner values are above 1, while the head is a sigmoid: it "
            "saturates at 1 and the loss can not fall.")

IMG = 96


def annotations(n=60):
    rng = np.random.default_rng(304)
    rows = []
    for k in range(n):
        x1, y1 = int(rng.integers(5, 200)), int(rng.integers(5, 150))
        x2, y2 = x1 + int(rng.integers(40, 115)), y1 + int(rng.integers(30, 85))
        rows.append(dict(file="plate_%03d" % k, xmin=x1, ymin=y1, xmax=x2, ymax=y2))
    return rows


def read_picture(row):
    rng = np.random.default_rng(int(row["file"][-3:]))
    im = rng.integers(0, 90, (240, 320, 3)).astype("uint8")
    im[row["ymin"]:row["ymax"], row["xmin"]:row["xmax"]] = rng.integers(190, 255, 3)
    return im


class PlateSequence(keras.utils.Sequence):
    def __init__(self, rows, batch_size=12):
        super().__init__()
        self.rows, self.batch_size = rows, batch_size
        self.order = np.arange(len(rows))
        self.rng = np.random.default_rng(4)
        self.on_epoch_end()

    def __len__(self):
        return math.ceil(len(self.rows) / self.batch_size)

    def on_epoch_end(self):
        self.rng.shuffle(self.order)

    def __getitem__(self, i):
        chosen = [self.rows[j] for j in self.order[i * self.batch_size:(i + 1) * self.batch_size]]
        images, boxes = [], []
        for row in chosen:
            img = tf.image.resize(read_picture(row), (IMG, IMG)).numpy()
            images.append(img / 255.0)
            boxes.append([row["xmin"] / IMG, row["ymin"] / IMG, row["xmax"] / IMG, row["ymax"] / IMG])
        return np.array(images, "float32"), np.array(boxes, "float32")


def make_dataset():
    return PlateSequence(annotations())


def make_model():
    m = keras.Sequential([
        keras.Input((IMG, IMG, 3)),
        keras.layers.Conv2D(8, 5, strides=3, activation="relu"),
        keras.layers.Conv2D(16, 5, strides=3, activation="relu"),
        keras.layers.Flatten(),
        keras.layers.Dense(32, activation="relu"),
        keras.layers.Dense(4, activation="sigmoid", name="box"),
    ])
    m.compile("adam", "mse", metrics=["mae"])
    return m
