from __future__ import annotations

import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="csv_columns_in_file_order",
    title="make_csv_dataset straight into a model with one named input per column",
    source=(
        "https://www.tensorflow.org/api_docs/python/tf/data/experimental/make_csv_dataset "
        "(the elements are OrderedDicts)"
    ),
    kind="silent",
    cause="input-order",
    groups=["wiring"],
    keras="3",
    explain=(
        "Keras 3 takes the values of an OrderedDict in their order, the inputs in sorted order: "
        "weight and age are swapped (means 0.62 and -0.46 arrive as -0.46 and 0.62 on 3.15). A plain "
        "dict is taken by name, as Keras 2 takes both."
    ),
)


def make_dataset():
    rng = np.random.default_rng(0)
    path = os.path.join(tempfile.mkdtemp(), "people.csv")
    with open(path, "w") as file:
        file.write("weight,age,label\n")
        for weight, age in rng.uniform((0, -1), (1, 0), (160, 2)):
            file.write(f"{weight:.4f},{age:.4f},{int(weight + age > 0)}\n")
    return tf.data.experimental.make_csv_dataset(
        path, batch_size=16, label_name="label", num_epochs=1, shuffle=True
    )


def make_model():
    inputs = {name: keras.Input((1,), name=name) for name in ("weight", "age")}
    joined = keras.layers.Concatenate()([inputs["weight"], inputs["age"]])
    hidden = keras.layers.Dense(8, activation="relu")(joined)
    model = keras.Model(inputs, keras.layers.Dense(1, activation="sigmoid")(hidden))
    model.compile("adam", "binary_crossentropy")
    return model
