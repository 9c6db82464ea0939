from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="kl_score_histograms",
    title="Photos with the distribution of their votes over ten scores, trained with the KL divergence",
    source="composed",
    trap="ten float targets per row of which some are zero, neither one-hot nor class numbers",
    keras="any",
)


def make_dataset():
    rng = np.random.default_rng(42)
    n = 160
    quality = rng.uniform(2, 9, n)
    images = rng.integers(0, 90, (n, 12, 12, 3)) + (quality * 15).astype(int)[:, None, None, None]
    votes = np.stack([np.bincount(np.clip(np.round(rng.normal(q, 1.4, 60)), 1, 10).astype(int) - 1, minlength=10) for q in quality])
    scores = (votes / votes.sum(axis=1, keepdims=True)).astype("float32")

    ds = tf.data.Dataset.from_tensor_slices((images.astype("uint8"), scores)).shuffle(n)
    ds = ds.map(lambda image, s: (tf.cast(image, tf.float32) / 255.0, s), num_parallel_calls=tf.data.AUTOTUNE)
    return ds.batch(16).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((12, 12, 3)),
            keras.layers.Conv2D(8, 3, strides=2, activation="relu"),
            keras.layers.GlobalAveragePooling2D(),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile("adam", keras.losses.KLDivergence())
    return model
