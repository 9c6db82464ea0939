from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="class_names_as_labels",
    title="The labels are the class names",
    source="https://keras.io/api/layers/preprocessing_layers/categorical/string_lookup/",
    kind="error",
    cause="string-labels",
    groups=["labels", "elements", "training"],
    keras="any",
    explain=(
        "A CSV column 'setosa', 'virginica', ... goes to the loss as strings. Encode it with "
        "StringLookup."
    ),
)


def make_dataset():
    rng = np.random.default_rng(27)
    x = rng.normal(size=(150, 4)).astype("float32")
    y = np.array(["setosa", "versicolor", "virginica"])[x[:, :3].argmax(1)]
    return (
        tf.data.Dataset.from_tensor_slices((x, y)).shuffle(150).batch(15).prefetch(tf.data.AUTOTUNE)
    )


def make_model():
    model = keras.Sequential(
        [
            keras.Input((4,)),
            keras.layers.Dense(8, activation="relu"),
            keras.layers.Dense(3, activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy")
    return model
