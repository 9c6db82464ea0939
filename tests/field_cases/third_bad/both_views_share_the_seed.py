CASE = {'id': 'both_views_share_the_seed',
 'title': 'The two augmented views of the contrastive pre-training are made with the same stateless seed, so '
          'both views of a recording are identical and the task is solved by any encoder.',
 'kind': 'silent',
 'groups': ['randomness', 'elements'],
 'keras': '3',
 'evidence': 'accuracy of the 5 nearest neighbours of new pictures (5 classes) 0.95 with the mistake '
             '(contrastive accuracy 1.00), 1.00 mended (contrastive accuracy 0.75)'}

import keras
import numpy as np
import tensorflow as tf
from keras import layers, ops

LENGTH, CROP, BATCH = 128, 96, 50
PACE = [4.0, 6.0, 9.0, 13.0, 18.0]  # sitting tremor, walking, running, cycling, drilling


def wrist_recordings(count, seed):
    rng = np.random.default_rng(seed)
    t = np.arange(LENGTH) / LENGTH
    activity = rng.integers(0, len(PACE), count)
    signals = np.zeros((count, LENGTH, 1), "float32")
    for i, k in enumerate(activity):
        pace = PACE[k] * rng.uniform(0.9, 1.1)
        wave = np.sin(2 * np.pi * pace * t + rng.uniform(0, 6)) + 0.4 * np.sin(4 * np.pi * pace * t + rng.uniform(0, 6))
        signals[i, :, 0] = wave + rng.normal(0, 5) + rng.normal(0, 5) * t + rng.normal(0, 0.1, LENGTH)
    return signals, activity


TIME = np.linspace(-0.5, 0.5, CROP, dtype="float32")[:, None]


def view(signal, seed):
    signal = tf.image.stateless_random_crop(signal, [CROP, 1], seed)
    gain = tf.random.stateless_uniform([], seed + 1, 0.7, 1.3)
    level = tf.random.stateless_uniform([], seed + 2, -6.0, 6.0)
    slope = tf.random.stateless_uniform([], seed + 3, -6.0, 6.0)
    noise = tf.random.stateless_normal([CROP, 1], seed + 4, stddev=0.1)
    return gain * signal + level + slope * TIME + noise


def two_views(signal, seed):
    return view(signal, seed), view(signal, seed)


def positions(first, second):
    return (first, second), tf.range(BATCH)


def make_dataset():
    signals, _ = wrist_recordings(1500, 1)
    seeds = tf.data.Dataset.random(seed=4, rerandomize_each_iteration=True).batch(2, drop_remainder=True)
    seeds = seeds.map(lambda s: tf.cast(s % 1_000_000, tf.int32))
    recordings = tf.data.Dataset.from_tensor_slices(signals).shuffle(1500)
    return (tf.data.Dataset.zip(recordings, seeds).map(two_views, num_parallel_calls=2)
            .batch(BATCH, drop_remainder=True).map(positions).prefetch(2))


class Similarity(layers.Layer):
    def call(self, first, second):
        first, second = ops.normalize(first, axis=-1), ops.normalize(second, axis=-1)
        return ops.matmul(first, ops.transpose(second)) / 0.1


def make_model():
    keras.utils.set_random_seed(12)
    encoder = keras.Sequential([
        keras.Input((CROP, 1)),
        layers.Conv1D(24, 9, activation="relu"),
        layers.Conv1D(32, 9, strides=2, activation="relu"),
        layers.GlobalAveragePooling1D(),
        layers.Dense(32),
    ], name="encoder")
    first, second = keras.Input((CROP, 1)), keras.Input((CROP, 1))
    model = keras.Model([first, second], Similarity()(encoder(first), encoder(second)))
    model.compile(optimizer=keras.optimizers.Adam(0.003),
                  loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"])
    return model


FIT = dict(epochs=20)
