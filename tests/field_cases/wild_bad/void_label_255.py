from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="void_label_255",
    title="Masks keep the void label 255",
    source="nicolov/segmentation_keras#17, keras-team/keras#8238 (border pixels of Pascal VOC)",
    kind="error",
    cause="label-out-of-range",
    groups=["labels"],
    keras="any",
    explain=(
        "255 marks pixels to ignore; the loss takes it for a class. Pass ignore_class=255 or "
        "give those pixels the weight 0."
    ),
)


def make_dataset():
    rng = np.random.default_rng(29)
    x = rng.uniform(size=(64, 10, 10, 3)).astype("float32")
    y = (x[..., 0] * 4).astype("uint8")
    y[:, :, 0] = 255
    return (
        tf.data.Dataset.from_tensor_slices((x, y)).shuffle(64).batch(8).prefetch(tf.data.AUTOTUNE)
    )


def make_model():
    inputs = keras.Input((10, 10, 3))
    hidden = keras.layers.Conv2D(8, 3, padding="same", activation="relu")(inputs)
    model = keras.Model(inputs, keras.layers.Conv2D(4, 1)(hidden))
    model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    return model
