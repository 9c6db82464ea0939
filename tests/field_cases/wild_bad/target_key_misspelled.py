from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="target_key_misspelled",
    title="The target dict uses another name than the output layer",
    source=(
        "https://keras.io/guides/training_with_built_in_methods/ (dicts of targets are keyed "
        "by output name)"
    ),
    kind="error",
    cause="output-key-mismatch",
    groups=["wiring", "labels", "training"],
    keras="any",
    explain=(
        "The outputs are 'age' and 'sex', the targets 'ages' and 'sex'. Use the output names."
    ),
)


def make_dataset():
    rng = np.random.default_rng(6)
    x = rng.normal(size=(320, 10)).astype("float32")
    targets = {
        "ages": (40 + 10 * x[:, :2].sum(1, keepdims=True)).astype("float32") / 100,
        "sex": (x[:, 3] - x[:, 4] > 0).astype("float32")[:, None],
    }
    return tf.data.Dataset.from_tensor_slices((x, targets)).shuffle(320).batch(32).prefetch(1)


def make_model():
    inputs = keras.Input((10,))
    hidden = keras.layers.Dense(16, activation="relu")(inputs)
    age = keras.layers.Dense(1, name="age")(hidden)
    sex = keras.layers.Dense(1, activation="sigmoid", name="sex")(hidden)
    model = keras.Model(inputs, {"age": age, "sex": sex})
    model.compile("adam", {"age": "mse", "sex": "binary_crossentropy"})
    return model
