from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="denoising_pair_swapped",
    title=(
        "Denoising pairs come as (clean, noisy): the model learns to predict the noise it "
        "cannot see"
    ),
    source="https://keras.io/examples/vision/autoencoder/ (fit(noisy, clean))",
    kind="silent",
    cause="input-target-swapped",
    groups=["wiring", "labels", "randomness"],
    keras="any",
    explain=(
        "The fresh noise is added to the target instead of the input. Shapes are equal, so "
        "nothing complains. Return (noisy, image)."
    ),
    evidence=(
        "the inputs are the same 192 arrays in every epoch, the targets differ in every epoch "
        "and reach 0 and 1 by clipping"
    ),
)


def make_dataset():
    rng = np.random.default_rng(9)
    rows = rng.uniform(size=(192, 10, 1, 1)) * rng.uniform(size=(192, 1, 10, 1))

    def pair(image):
        noisy = tf.clip_by_value(image + tf.random.normal(tf.shape(image), stddev=0.3), 0.0, 1.0)
        return image, noisy

    ds = tf.data.Dataset.from_tensor_slices(rows.astype("float32")).cache().shuffle(192).batch(16)
    return ds.map(pair, num_parallel_calls=tf.data.AUTOTUNE).prefetch(tf.data.AUTOTUNE)


def make_model():
    conv = keras.layers.Conv2D
    model = keras.Sequential(
        [
            keras.Input((10, 10, 1)),
            conv(8, 3, padding="same", activation="relu"),
            conv(1, 3, padding="same"),
        ]
    )
    model.compile("adam", "mse")
    return model
