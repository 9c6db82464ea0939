from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="mean_subtracted_after_scaling",
    title="The ImageNet mean in 0..255 is subtracted from images in 0..1",
    source="https://keras.io/api/applications/resnet/ (preprocess_input expects pixels 0..255)",
    kind="silent",
    cause="unnormalized-input",
    groups=["values"],
    keras="any",
    explain=(
        "convert_image_dtype already scales, so all pixels end up near -104, -117 and -124, "
        "without contrast. Apply preprocess_input to 0..255."
    ),
    evidence=("values lie in -123.7..-102.9 with a deviation below 0.3 per channel; first loss 26"),
)


def make_dataset():
    rng = np.random.default_rng(50)
    x = rng.integers(0, 256, (128, 12, 12, 3)).astype("uint8")
    y = (x.mean((1, 2, 3)) > 127.5).astype("int64")

    def prepare(image, label):
        image = tf.image.convert_image_dtype(image, tf.float32)
        return image - tf.constant([123.68, 116.78, 103.94]), label

    ds = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(128)
    return ds.map(prepare, num_parallel_calls=tf.data.AUTOTUNE).batch(16).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((12, 12, 3)),
            keras.layers.Conv2D(8, 3, activation="relu"),
            keras.layers.GlobalAveragePooling2D(),
            keras.layers.Dense(2, activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy")
    return model
