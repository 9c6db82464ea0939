from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="class_weight_lacks_class",
    title="class_weight names two of the three classes",
    source="keras-team/keras#7238, keras-team/keras#23073 (class weights with omitted classes)",
    kind="silent",
    kind_keras2="error",
    cause="class-weight-incomplete",
    groups=["labels", "training"],
    keras="any",
    explain=(
        "Class 1 has no entry. Keras 2 refuses, Keras 3 goes on with some default. Give every "
        "class a weight."
    ),
    evidence="Keras 3.15 weighs the classes [0.4, 1.0, 2.5]; Keras 2.15 raises ValueError",
)

FIT = dict(class_weight={0: 0.4, 2: 2.5})


def make_dataset():
    rng = np.random.default_rng(47)
    x = rng.normal(size=(360, 6)).astype("float32")
    y = np.digitize(x[:, 0] - x[:, 3], [0.9, 1.8])
    return (
        tf.data.Dataset.from_tensor_slices((x, y)).shuffle(360).batch(36).prefetch(tf.data.AUTOTUNE)
    )


def make_model():
    model = keras.Sequential(
        [
            keras.Input((6,)),
            keras.layers.Dense(8, activation="relu"),
            keras.layers.Dense(3, activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy")
    return model
