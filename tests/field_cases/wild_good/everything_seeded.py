from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="everything_seeded",
    title="All seeds set; the seeded shuffle still reshuffles each epoch",
    source="https://keras.io/examples/keras_recipes/reproducibility_recipes/",
    trap="constant seeds in shuffle and in an op: reproducible, not frozen",
    keras="any",
)


def make_dataset():
    keras.utils.set_random_seed(812)
    rng = np.random.default_rng(44)
    x = rng.normal(size=(320, 6)).astype("float32")
    y = (x[:, :3].sum(1) > 0).astype("float32")

    def jitter(row, label):
        return row + tf.random.normal((6,), stddev=0.05, seed=5), label

    ds = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(320, seed=4)
    return ds.map(jitter).batch(32).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((6,)),
            keras.layers.Dense(8, activation="relu"),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile("adam", "binary_crossentropy")
    return model
