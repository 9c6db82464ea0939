from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="class_mask_divided_by_255",
    title="the generator rescales masks with the images: class ids 1 to 3 become 0.004 to 0.012 and count as class 0",
    source="https://codemia.io/knowledge-hub/path/imagedatagenerator_for_semantic_segmentation",
    kind="silent",
    groups=["labels", "values"],
    keras="any",
)

FIT = dict(steps_per_epoch=8)


def make_dataset():
    rng = np.random.default_rng(27)
    n = 96
    masks = np.zeros((n, 16, 16, 1), "uint8")
    for row in range(n):
        for kind in (1, 2, 3):
            top, left = rng.integers(0, 11, 2)
            masks[row, top : top + 5, left : left + 5, 0] = kind
    colour = np.array([[200, 200, 200], [40, 120, 40], [30, 60, 160], [150, 40, 40]])
    images = np.clip(colour[masks[..., 0]] + rng.normal(0, 15, (n, 16, 16, 3)), 0, 255)
    images = images.astype("uint8")

    def batches():
        while True:
            order = rng.permutation(n)
            for start in range(0, n, 12):
                rows = order[start : start + 12]
                yield images[rows].astype("float32") / 255.0, masks[rows].astype("float32") / 255.0

    return batches()


def make_model():
    model = keras.Sequential(
        [
            keras.Input((16, 16, 3)),
            keras.layers.Conv2D(8, 3, padding="same", activation="relu"),
            keras.layers.Conv2D(4, 1, activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
