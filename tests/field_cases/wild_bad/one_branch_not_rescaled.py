from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="one_branch_not_rescaled",
    title="Of two image inputs only the first is divided by 255",
    source=(
        "https://keras.io/examples/vision/siamese_network/ (both images pass the same "
        "preprocessing)"
    ),
    kind="silent",
    cause="unnormalized-input",
    groups=["values", "wiring"],
    keras="any",
    explain=(
        "The map scales 'before' and forgets 'after', so one branch sees 0..1 and its twin 0..255."
    ),
    evidence="'before' lies in 0..1, 'after' in 0..255; first loss 50",
)


def make_dataset():
    rng = np.random.default_rng(11)
    before = rng.integers(0, 256, (160, 10, 10, 3)).astype("uint8")
    after = np.where(
        rng.uniform(size=(160, 1, 1, 1)) < 0.5, before, rng.integers(0, 256, before.shape)
    )
    changed = (after != before).any((1, 2, 3)).astype("float32")

    def scale(pair, label):
        return {
            "before": tf.cast(pair["before"], tf.float32) / 255.0,
            "after": pair["after"],
        }, label

    images = {"before": before, "after": after.astype("float32")}
    ds = tf.data.Dataset.from_tensor_slices((images, changed)).shuffle(160)
    return ds.map(scale, num_parallel_calls=tf.data.AUTOTUNE).batch(16).prefetch(tf.data.AUTOTUNE)


def make_model():
    tower = keras.Sequential(
        [keras.Input((10, 10, 3)), keras.layers.Flatten(), keras.layers.Dense(8)]
    )
    inputs = {name: keras.Input((10, 10, 3), name=name) for name in ("before", "after")}
    gap = keras.layers.Subtract()([tower(inputs["before"]), tower(inputs["after"])])
    model = keras.Model(inputs, keras.layers.Dense(1, activation="sigmoid")(gap))
    model.compile("adam", "binary_crossentropy")
    return model
