from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="class_weight_on_masks",
    title="class_weight for per-pixel labels",
    source=(
        "keras-team/keras#1875, divamgupta/image-segmentation-keras#298 (not supported for 3+ "
        "dimensional targets)"
    ),
    kind="error",
    cause="class-weight-unsupported",
    groups=["labels", "training"],
    keras="any",
    explain="class_weight works on one label per sample. Yield a weight map as sample_weight.",
)

FIT = dict(class_weight={0: 1.0, 1: 8.0})


def make_dataset():
    rng = np.random.default_rng(48)
    x = rng.uniform(size=(64, 10, 10, 3)).astype("float32")
    y = (x.mean(-1) > 0.7).astype("int32")
    return (
        tf.data.Dataset.from_tensor_slices((x, y)).shuffle(64).batch(8).prefetch(tf.data.AUTOTUNE)
    )


def make_model():
    inputs = keras.Input((10, 10, 3))
    hidden = keras.layers.Conv2D(8, 3, padding="same", activation="relu")(inputs)
    model = keras.Model(inputs, keras.layers.Conv2D(2, 1, activation="softmax")(hidden))
    model.compile("adam", "sparse_categorical_crossentropy")
    return model
