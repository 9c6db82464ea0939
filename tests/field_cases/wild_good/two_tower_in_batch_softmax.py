from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="two_tower_in_batch_softmax",
    title="Two towers trained on bought pairs alone: the other pairs of a batch are the negatives",
    source="https://www.tensorflow.org/recommenders/examples/basic_retrieval",
    trap="a lone dict without targets; the last odd pairs are dropped since the loss needs a full batch",
    keras="any",
)

USERS, BOOKS = 120, 90


def make_dataset():
    rng = np.random.default_rng(66)
    n = 650
    user = rng.integers(0, USERS, n).astype("int32")
    book = ((user * 3 + rng.integers(0, 20, n)) % BOOKS).astype("int32")
    ds = tf.data.Dataset.from_tensor_slices({"user": user, "book": book})
    return ds.shuffle(n).batch(32, drop_remainder=True).prefetch(tf.data.AUTOTUNE)


class TwoTowers(keras.Model):
    def __init__(self):
        super().__init__()
        self.users = keras.layers.Embedding(USERS, 12)
        self.books = keras.layers.Embedding(BOOKS, 12)
        self.mean_loss = keras.metrics.Mean(name="softmax_loss")

    @property
    def metrics(self):
        return [self.mean_loss]

    def call(self, pairs):
        return tf.matmul(self.users(pairs["user"]), self.books(pairs["book"]), transpose_b=True)

    def _loss(self, pairs, training):
        scores = self(pairs, training=training)
        own = tf.range(tf.shape(scores)[0])
        return tf.reduce_mean(
            tf.nn.sparse_softmax_cross_entropy_with_logits(labels=own, logits=scores)
        )

    def train_step(self, pairs):
        with tf.GradientTape() as tape:
            loss = self._loss(pairs, True)
        weights = self.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights))
        self.mean_loss.update_state(loss)
        return {"softmax_loss": self.mean_loss.result()}

    def test_step(self, pairs):
        self.mean_loss.update_state(self._loss(pairs, False))
        return {"softmax_loss": self.mean_loss.result()}


def make_model():
    model = TwoTowers()
    model.compile(optimizer=keras.optimizers.Adam(0.01))
    return model
