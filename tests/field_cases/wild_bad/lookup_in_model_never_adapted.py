from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="lookup_in_model_never_adapted",
    title="A StringLookup inside the model has no vocabulary",
    source=(
        "https://keras.io/api/layers/preprocessing_layers/categorical/string_lookup/ (adapt "
        "or vocabulary=)"
    ),
    kind="error",
    cause="preprocessing-not-adapted",
    groups=["values", "training"],
    keras="any",
    explain=(
        "Without adapt or vocabulary the lookup has nothing to look up. adapt on the training "
        "column."
    ),
)


def make_dataset():
    rng = np.random.default_rng(55)
    feats = {
        "city": rng.choice(["lima", "oslo", "rome"], (240, 1)),
        "stars": rng.integers(1, 6, (240, 1)) / 5.0,
    }
    y = (feats["stars"] + (feats["city"] == "rome")).astype("float32") / 2
    feats["stars"] = feats["stars"].astype("float32")
    return (
        tf.data.Dataset.from_tensor_slices((feats, y))
        .shuffle(240)
        .batch(24)
        .prefetch(tf.data.AUTOTUNE)
    )


def make_model():
    city = keras.Input((1,), name="city", dtype="string")
    stars = keras.Input((1,), name="stars")
    ids = keras.layers.StringLookup()(city)
    vector = keras.layers.Flatten()(keras.layers.Embedding(10, 3)(ids))
    out = keras.layers.Dense(1)(keras.layers.concatenate([vector, stars]))
    model = keras.Model({"city": city, "stars": stars}, out)
    model.compile("adam", "mse", jit_compile=False)
    return model
