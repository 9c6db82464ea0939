from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="contrastive_views_identical",
    title="both views of an image are augmented with the same seed and come out equal to the last pixel",
    source="composed",
    kind="silent",
    groups=["randomness"],
    keras="any",
)


def _augment(image, seed):
    image = tf.image.stateless_random_crop(image, (12, 12, 3), seed)
    image = tf.image.stateless_random_brightness(image, 0.2, seed)
    return tf.clip_by_value(image, 0.0, 1.0)


def make_dataset():
    rng = np.random.default_rng(41)
    n = 192
    hue = rng.uniform(0.2, 0.8, (n, 1, 1, 3))
    images = np.clip(hue + 0.15 * rng.normal(size=(n, 16, 16, 3)), 0, 1).astype("float32")

    def two_views(image):
        seed = tf.random.uniform((2,), maxval=2**30, dtype=tf.int32)
        return _augment(image, seed), _augment(image, seed)

    ds = tf.data.Dataset.from_tensor_slices(images).shuffle(n)
    ds = ds.map(two_views, num_parallel_calls=tf.data.AUTOTUNE)
    return ds.batch(32, drop_remainder=True).prefetch(tf.data.AUTOTUNE)


class SimClr(keras.Model):
    def __init__(self):
        super().__init__()
        self.encoder = keras.Sequential(
            [
                keras.Input((12, 12, 3)),
                keras.layers.Conv2D(8, 3, strides=2, activation="relu"),
                keras.layers.GlobalAveragePooling2D(),
                keras.layers.Dense(16),
            ]
        )

    def call(self, image):
        return self.encoder(image)

    def train_step(self, data):
        first, second = data
        with tf.GradientTape() as tape:
            a = tf.math.l2_normalize(self.encoder(first, training=True), axis=1)
            b = tf.math.l2_normalize(self.encoder(second, training=True), axis=1)
            scores = tf.matmul(a, b, transpose_b=True) / 0.1
            target = tf.range(tf.shape(scores)[0])
            loss = tf.reduce_mean(
                tf.nn.sparse_softmax_cross_entropy_with_logits(labels=target, logits=scores)
            )
        weights = self.encoder.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights))
        return {"nt_xent": loss}


def make_model():
    model = SimClr()
    model.compile(optimizer="adam")
    return model
