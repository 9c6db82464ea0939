from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="rescaled_in_both_places",
    title="The pipeline divides by 255 and the model has its own Rescaling layer",
    source=(
        "tensorflow/tensorflow#48412, keras-team/keras-io#1549 (EfficientNet contains a "
        "Rescaling layer)"
    ),
    kind="silent",
    cause="double-normalization",
    groups=["values"],
    keras="any",
    explain="The network sees 0..0.004. Feed 0..255 to a model that rescales.",
    evidence="after the Rescaling layer the values lie in 0..0.0039; loss stays at ln 2",
)


def make_dataset():
    rng = np.random.default_rng(49)
    x = rng.integers(0, 256, (192, 12, 12, 3)).astype("uint8")
    y = (x[..., 0].mean((1, 2)) > x[..., 2].mean((1, 2))).astype("float32")
    ds = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(192)
    ds = ds.map(
        lambda i, t: (tf.cast(i, tf.float32) / 255.0, t), num_parallel_calls=tf.data.AUTOTUNE
    )
    return ds.batch(16).prefetch(tf.data.AUTOTUNE)


def backbone():
    inputs = keras.Input((12, 12, 3))
    scaled = keras.layers.Rescaling(1.0 / 255)(inputs)
    hidden = keras.layers.Conv2D(8, 3, activation="relu")(scaled)
    return keras.Model(inputs, keras.layers.GlobalAveragePooling2D()(hidden), name="backbone")


def make_model():
    model = keras.Sequential(
        [keras.Input((12, 12, 3)), backbone(), keras.layers.Dense(1, activation="sigmoid")]
    )
    model.compile("adam", "binary_crossentropy")
    return model
