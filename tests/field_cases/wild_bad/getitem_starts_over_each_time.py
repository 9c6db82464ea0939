from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="getitem_starts_over_each_time",
    title="the loop of a generator was moved into __getitem__, where its counter starts at -1 for every batch",
    source="https://github.com/matterport/Mask_RCNN/pull/740 (review of 2018-07-12)",
    kind="silent",
    cause="index-ignored",
    groups=['completeness'],
    keras="any",
    explain="image_index is set to -1 in each call and the argument is not used: every batch holds the first 8 of the 120 ids. "
    "Begin at index * batch_size. Checked: the 15 batches of an epoch are equal; 8 distinct pictures of 120.",
)


class Detections(keras.utils.Sequence):
    def __init__(self, images, kinds, boxes, batch_size=8):
        super().__init__()
        self.images, self.kinds, self.boxes = images, kinds, boxes
        self.image_ids = np.arange(len(images))
        self.batch_size = batch_size

    def __len__(self):
        return int(np.ceil(len(self.image_ids) / float(self.batch_size)))

    def __getitem__(self, index):
        image_index = -1
        images = np.zeros((self.batch_size,) + self.images.shape[1:], "float32")
        kinds = np.zeros((self.batch_size, 1), "int32")
        boxes = np.zeros((self.batch_size, 4), "float32")
        b = 0
        while b < self.batch_size:
            image_index = (image_index + 1) % len(self.image_ids)
            image_id = self.image_ids[image_index]
            images[b] = self.images[image_id] / 255.0
            kinds[b] = self.kinds[image_id]
            boxes[b] = self.boxes[image_id]
            b += 1
        return images, {"kind": kinds, "box": boxes}


def make_dataset():
    rng = np.random.default_rng(740)
    n, size = 120, 48
    images = rng.integers(0, 60, (n, size, size, 3)).astype("uint8")
    kinds = rng.integers(0, 3, n)
    boxes = np.zeros((n, 4), "float32")
    for i in range(n):
        top, left = rng.integers(0, 24, 2)
        high, wide = rng.integers(10, 24, 2)
        images[i, top : top + high, left : left + wide, kinds[i]] = 220
        boxes[i] = np.array([top, left, top + high, left + wide]) / size
    return Detections(images, kinds, boxes)


def make_model():
    inputs = keras.Input((48, 48, 3))
    h = keras.layers.Conv2D(8, 3, strides=2, activation="relu")(inputs)
    h = keras.layers.Conv2D(16, 3, strides=2, activation="relu")(h)
    h = keras.layers.Flatten()(keras.layers.MaxPooling2D()(h))
    kind = keras.layers.Dense(3, activation="softmax", name="kind")(h)
    box = keras.layers.Dense(4, activation="sigmoid", name="box")(h)
    model = keras.Model(inputs, {"kind": kind, "box": box})
    model.compile("adam", {"kind": "sparse_categorical_crossentropy", "box": "mse"})
    return model
