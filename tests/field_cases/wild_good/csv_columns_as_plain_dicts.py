from __future__ import annotations

import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="csv_columns_as_plain_dicts",
    title="make_csv_dataset, made plain dicts, into a model with one named input per column",
    source="https://www.tensorflow.org/tutorials/load_data/csv",
    keras="any",
    trap="the columns stand in the file in another order than the inputs",
)


def make_dataset():
    rng = np.random.default_rng(0)
    path = os.path.join(tempfile.mkdtemp(), "people.csv")
    with open(path, "w") as file:
        file.write("weight,age,label\n")
        for weight, age in rng.uniform((0, -1), (1, 0), (160, 2)):
            file.write(f"{weight:.4f},{age:.4f},{int(weight + age > 0)}\n")
    dataset = tf.data.experimental.make_csv_dataset(
        path, batch_size=16, label_name="label", num_epochs=1, shuffle=True
    )
    return dataset.map(lambda x, y: (dict(x), y))


def make_model():
    inputs = {name: keras.Input((1,), name=name) for name in ("weight", "age")}
    joined = keras.layers.Concatenate()([inputs["weight"], inputs["age"]])
    hidden = keras.layers.Dense(8, activation="relu")(joined)
    model = keras.Model(inputs, keras.layers.Dense(1, activation="sigmoid")(hidden))
    model.compile("adam", "binary_crossentropy")
    return model
