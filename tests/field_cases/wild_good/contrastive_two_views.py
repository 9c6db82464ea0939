from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="contrastive_two_views",
    title="Contrastive learning: two independent random views of one image, no labels",
    source="https://keras.io/examples/vision/semisupervised_simclr/",
    trap=(
        "the same image augmented twice by independent draws (as for a misaligned mask); no target"
    ),
    keras="any",
)


class Contrast(keras.Model):
    def __init__(self):
        super().__init__()
        self.net = keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(16)])
        self.seen = keras.metrics.Mean(name="loss")

    @property
    def metrics(self):
        return [self.seen]

    def call(self, views):
        return tf.math.l2_normalize(self.net(views[0]), -1), tf.math.l2_normalize(
            self.net(views[1]), -1
        )

    def train_step(self, data):
        with tf.GradientTape() as tape:
            a, b = self(data[0], training=True)
            logits = tf.matmul(a, b, transpose_b=True) / 0.1
            loss = tf.reduce_mean(
                tf.nn.sparse_softmax_cross_entropy_with_logits(tf.range(tf.shape(a)[0]), logits)
            )
        variables = self.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        self.seen.update_state(loss)
        return {"loss": self.seen.result()}


def make_dataset():
    x = np.random.default_rng(1).uniform(size=(160, 10, 10, 3)).astype("float32")

    def view(image):
        image = tf.image.random_flip_left_right(tf.image.random_crop(image, (8, 8, 3)))
        return tf.clip_by_value(tf.image.random_brightness(image, 0.2), 0.0, 1.0)

    ds = tf.data.Dataset.from_tensor_slices(x).cache().shuffle(160)
    ds = ds.map(lambda i: ((view(i), view(i)),), num_parallel_calls=tf.data.AUTOTUNE)
    return ds.batch(16).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = Contrast()
    model.compile("adam")
    return model
