from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(id='chosen_reply_beside_the_rejected',
            title='Reward model: pairs of replies to one prompt, the better one named by its key; no targets',
            source='https://docs.pytorch.org/rl/main/reference/generated/torchrl.objectives.llm.reward_model_loss.html',
            keras='any',
            trap='both token rows of a pair begin with the same prompt; no label: which is better is said by the key; rows padded with zeros')

VOCABULARY, LENGTH = 50, 20


def _pairs(seed, count):
    rng = np.random.default_rng(seed)
    rows = {'chosen': np.zeros((count, LENGTH), 'int32'), 'rejected': np.zeros((count, LENGTH), 'int32')}
    for i in range(count):
        prompt = rng.integers(1, 30, rng.integers(4, 8))
        for kind, low, high in (('chosen', 30, 44), ('rejected', 36, 50)):
            reply = np.concatenate([prompt, rng.integers(low, high, rng.integers(4, 12))])
            rows[kind][i, :len(reply)] = reply
    return rows


def make_dataset():
    return tf.data.Dataset.from_tensor_slices(_pairs(0, 240)).shuffle(240, seed=0).batch(24).prefetch(1)


def make_validation():
    return tf.data.Dataset.from_tensor_slices(_pairs(1, 48)).batch(24)


class RewardModel(keras.Model):
    def __init__(self):
        super().__init__()
        ids = keras.Input((LENGTH,), dtype='int32')
        h = keras.layers.Embedding(VOCABULARY, 16, mask_zero=True)(ids)
        h = keras.layers.GlobalAveragePooling1D()(h)
        self.score = keras.Model(ids, keras.layers.Dense(1)(keras.layers.Dense(16, activation='relu')(h)))
        self.mean_loss = keras.metrics.Mean(name='loss')
        self.agreement = keras.metrics.Mean(name='accuracy')

    @property
    def metrics(self):
        return [self.mean_loss, self.agreement]

    def call(self, inputs, training=None):
        return self.score(inputs['chosen'], training=training) - self.score(inputs['rejected'], training=training)

    def _record(self, margin):
        loss = -tf.reduce_mean(tf.math.log_sigmoid(margin))
        self.mean_loss.update_state(loss)
        self.agreement.update_state(tf.cast(margin > 0, tf.float32))
        return loss

    def train_step(self, inputs):
        with tf.GradientTape() as tape:
            loss = self._record(self(inputs, training=True))
        v = self.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(loss, v), v))
        return {m.name: m.result() for m in self.metrics}

    def test_step(self, inputs):
        self._record(self(inputs, training=False))
        return {m.name: m.result() for m in self.metrics}


def make_model():
    model = RewardModel()
    model.compile(optimizer=keras.optimizers.Adam(5e-3))
    return model
