from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="caffe_mean_subtraction",
    title="ResNet-50 style preprocessing: BGR minus the ImageNet mean, no division",
    source="https://keras.io/api/applications/resnet/ (preprocess_input, mode caffe)",
    trap="pixels between -124 and 151, deliberately",
    keras="any",
)


def make_dataset():
    rng = np.random.default_rng(9)
    x = rng.integers(0, 256, (128, 12, 12, 3)).astype("uint8")
    x[::2, ..., 2] //= 2
    y = (x[..., 2].mean((1, 2)) > 96).astype("float32")

    def prepare(image, label):
        return keras.applications.resnet50.preprocess_input(tf.cast(image, tf.float32)), label

    ds = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(128)
    return ds.map(prepare, num_parallel_calls=tf.data.AUTOTUNE).batch(16).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((12, 12, 3)),
            keras.layers.Conv2D(8, 3),
            keras.layers.BatchNormalization(),
            keras.layers.ReLU(),
            keras.layers.GlobalAveragePooling2D(),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile("adam", "binary_crossentropy")
    return model
