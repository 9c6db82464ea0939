from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='speeds_of_all_roads_zipped', keras='any',
    title='Traffic on a graph of roads: windows of the past and windows of the next steps come from two functions and are zipped',
    source='https://keras.io/examples/timeseries/timeseries_traffic_forecasting/',
    trap='x and y are two separate window datasets over differently cut arrays; windows overlap; batches (not windows) are shuffled; '
         'the second axis of y is time and the third the roads, no channel axis; validation is scaled by the statistics of training')

ROADS, PAST, AHEAD = 6, 12, 3


def _speeds():
    rng = np.random.default_rng(381)
    n = 700
    jam = np.zeros((n, ROADS))
    level = np.zeros(ROADS)
    for t in range(n):
        rush = 1.0 if 60 < t % 144 < 84 else 0.0
        level = 0.85 * level + 0.25 * np.roll(level, 1) * 0.5 + rush * rng.uniform(0.2, 0.8, ROADS) + rng.normal(0, 0.05, ROADS)
        jam[t] = level
    return (65 - 8 * np.clip(jam, 0, 5)).astype('float32')


def _splits():
    speeds = _speeds()
    train, val = speeds[:420], speeds[420:560]
    mean, std = train.mean(axis=0), train.std(axis=0)
    return (train - mean) / std, (val - mean) / std


def _windows(array, shuffle):
    make = keras.utils.timeseries_dataset_from_array
    past = make(array[:-AHEAD, :, None], None, sequence_length=PAST, shuffle=False, batch_size=32)
    future = make(array[PAST:], None, sequence_length=AHEAD, shuffle=False, batch_size=32)
    ds = tf.data.Dataset.zip((past, future)).cache()
    if shuffle:
        ds = ds.shuffle(100)
    return ds.prefetch(tf.data.AUTOTUNE)


def make_dataset():
    return _windows(_splits()[0], True)


def make_validation():
    return _windows(_splits()[1], False)


class GraphMix(keras.layers.Layer):
    """each road beside the mean of its neighbours on the ring"""

    def __init__(self, units):
        super().__init__()
        ring = np.eye(ROADS, k=1) + np.eye(ROADS, k=-1)
        ring[0, -1] = ring[-1, 0] = 1
        self.adjacency = tf.constant((ring / ring.sum(1, keepdims=True)).astype('float32'))
        self.own, self.near = keras.layers.Dense(units), keras.layers.Dense(units)

    def call(self, x):
        near = tf.einsum('ij,btjf->btif', self.adjacency, x)
        return tf.nn.relu(tf.concat([self.own(x), self.near(near)], axis=-1))


class PerRoad(keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.lstm = keras.layers.LSTM(16)
        self.dense = keras.layers.Dense(AHEAD)

    def call(self, x):
        b, f = tf.shape(x)[0], x.shape[-1]
        x = tf.reshape(tf.transpose(x, [0, 2, 1, 3]), [b * ROADS, PAST, f])
        x = tf.reshape(self.dense(self.lstm(x)), [b, ROADS, AHEAD])
        return tf.transpose(x, [0, 2, 1])


def make_model():
    inputs = keras.Input((PAST, ROADS, 1))
    m = keras.Model(inputs, PerRoad()(GraphMix(6)(inputs)))
    m.compile(keras.optimizers.RMSprop(2e-3), keras.losses.MeanSquaredError())
    return m
