from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="unet_open_size_not_multiple_of_16",
    title="tiles of 40 x 40 go into a U-Net of open size that halves four times, so the skips do not fit",
    source="https://github.com/qubvel/segmentation_models/issues/324",
    kind="error",
    cause="size-not-divisible",
    groups=['elements', 'training'],
    keras="any",
    explain="40 -> 20 -> 10 -> 5 -> 2; going up, 2 doubles to 4 and meets the skip of 5. With Input((None, None, 9)) the "
    "model builds, and fit fails inside a Concatenate with 'Dimension ... must be equal / ConcatOp'. Pad or cut the "
    "tiles to a multiple of 16. Checked: fit raises on the first batch; tiles padded to 48 x 48 train.",
)

FIT = dict(batch_size=8, validation_split=0.2)


def make_dataset():
    rng = np.random.default_rng(324)
    n, size, bands = 60, 40, 9
    rows, cols = np.mgrid[0:size, 0:size]
    x = rng.normal(0.3, 0.1, (n, size, size, bands)).astype("float32")
    y = np.zeros((n, size, size, 1), "float32")
    for i in range(n):
        r, c, radius = rng.integers(8, 32), rng.integers(8, 32), rng.integers(4, 9)
        inside = (rows - r) ** 2 + (cols - c) ** 2 < radius ** 2
        x[i, inside] += 0.4
        y[i, inside] = 1.0
    return x, y


def _block(h, filters):
    return keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(h)


def make_model():
    inputs = keras.Input((None, None, 9))
    h, skips = inputs, []
    for filters in (8, 12, 16, 24):
        h = _block(h, filters)
        skips.append(h)
        h = keras.layers.MaxPooling2D()(h)
    h = _block(h, 32)
    for filters, skip in zip((24, 16, 12, 8), reversed(skips)):
        h = keras.layers.UpSampling2D()(h)
        h = _block(keras.layers.Concatenate()([h, skip]), filters)
    outputs = keras.layers.Conv2D(1, 1, activation="sigmoid")(h)
    model = keras.Model(inputs, outputs)
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    return model
