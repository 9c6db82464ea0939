from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='replay_of_five_without_targets', keras='any',
    title='Deep Q learning from a replay memory: elements of five (state, action, reward, next state, done), targets made in train_step',
    source='https://keras.io/examples/rl/deep_q_network_breakout/',
    trap='a tuple of five is neither (x, y) nor (x, y, weight); rewards are 0 in most rows; samples are drawn with replacement without end, '
         'steps are given; the second network is not trained but follows the first slowly')

STATES, ACTIONS, GAMMA = 10, 2, 0.9
FIT = dict(steps_per_epoch=12)


def _memory():
    """a corridor: right or left, a reward at the far end"""
    rng = np.random.default_rng(431)
    rows = []
    at = 0
    for _ in range(1500):
        action = int(rng.integers(0, ACTIONS))
        after = min(STATES - 1, at + 1) if action else max(0, at - 1)
        done = after == STATES - 1 or rng.uniform() < 0.02
        rows.append((at, action, float(after == STATES - 1), after, float(done)))
        at = int(rng.integers(0, STATES - 1)) if done else after
    state, action, reward, after, done = (np.array(c) for c in zip(*rows))
    hot = np.eye(STATES, dtype='float32')
    return hot[state], action.astype('int32'), reward.astype('float32'), hot[after], done.astype('float32')


def make_dataset():
    memory = _memory()

    def sample():
        rng = np.random.default_rng(432)
        while True:
            at = rng.choice(len(memory[0]), 32)
            yield tuple(column[at] for column in memory)

    spec = tf.TensorSpec
    return tf.data.Dataset.from_generator(sample, output_signature=(
        spec((32, STATES), tf.float32), spec((32,), tf.int32), spec((32,), tf.float32),
        spec((32, STATES), tf.float32), spec((32,), tf.float32))).prefetch(2)


def _network():
    return keras.Sequential([keras.Input((STATES,)), keras.layers.Dense(32, activation='relu'), keras.layers.Dense(ACTIONS)])


class DQN(keras.Model):
    def __init__(self):
        super().__init__()
        self.online, self.target = _network(), _network()
        self.target.set_weights(self.online.get_weights())
        self.target.trainable = False
        self.tracker = keras.metrics.Mean(name='loss')
        self.huber = keras.losses.Huber()

    @property
    def metrics(self):
        return [self.tracker]

    def call(self, state):
        return self.online(state)

    def train_step(self, data):
        state, action, reward, after, done = data
        future = tf.reduce_max(self.target(after, training=False), axis=1)
        wanted = reward + GAMMA * future * (1.0 - done)
        with tf.GradientTape() as tape:
            q = tf.reduce_sum(self.online(state, training=True) * tf.one_hot(action, ACTIONS), axis=1)
            loss = self.huber(wanted, q)
        weights = self.online.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights))
        for a, b in zip(self.target.weights, self.online.weights):
            a.assign(0.9 * a + 0.1 * b)
        self.tracker.update_state(loss)
        return {'loss': self.tracker.result()}


def make_model():
    m = DQN()
    m.compile(keras.optimizers.Adam(5e-3))
    return m
