from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="grid_targets_all_in_first_cell",
    title="box centres are already relative and are divided by the image size again: each lands in grid cell (0, 0)",
    source="https://github.com/AlexeyAB/darknet/issues/111",
    kind="silent",
    groups=["labels", "values"],
    keras="any",
)

SIZE, GRID = 32, 4


class Detections(keras.utils.Sequence):
    def __init__(self, images, boxes, batch_size=16):
        super().__init__()
        self.images, self.boxes, self.batch_size = images, boxes, batch_size
        self.rng = np.random.default_rng(4)
        self.order = self.rng.permutation(len(images))

    def __len__(self):
        return int(np.ceil(len(self.images) / self.batch_size))

    def _encode(self, boxes):
        grid = np.zeros((GRID, GRID, 5), "float32")
        for cx, cy, width, height in boxes:
            column = int(cx / SIZE * GRID)
            row = int(cy / SIZE * GRID)
            grid[row, column] = [1.0, cx, cy, width, height]
        return grid

    def __getitem__(self, i):
        rows = self.order[i * self.batch_size : (i + 1) * self.batch_size]
        images = self.images[rows].astype("float32") / 255.0
        return images, np.stack([self._encode(self.boxes[row]) for row in rows])

    def on_epoch_end(self):
        self.rng.shuffle(self.order)


def make_dataset():
    rng = np.random.default_rng(71)
    images = rng.integers(90, 140, (128, SIZE, SIZE, 3)).astype("uint8")
    boxes = []
    for image in images:
        found = []
        for _ in range(int(rng.integers(1, 4))):
            width, height = rng.integers(5, 12, 2)
            left, top = rng.integers(0, SIZE - 12, 2)
            image[top : top + height, left : left + width] = rng.integers(180, 255, 3)
            found.append(
                ((left + width / 2) / SIZE, (top + height / 2) / SIZE, width / SIZE, height / SIZE)
            )
        boxes.append(found)
    return Detections(images, boxes)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((SIZE, SIZE, 3)),
            keras.layers.Conv2D(8, 3, strides=2, padding="same", activation="relu"),
            keras.layers.Conv2D(16, 3, strides=2, padding="same", activation="relu"),
            keras.layers.Conv2D(16, 3, strides=2, padding="same", activation="relu"),
            keras.layers.Conv2D(5, 1, activation="sigmoid"),
        ]
    )
    model.compile("adam", "mse")
    return model
