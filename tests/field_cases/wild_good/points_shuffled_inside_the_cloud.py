from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='points_shuffled_inside_the_cloud', keras='any',
    title='PointNet: jitter and a shuffle of the points in map, before batching',
    source='https://keras.io/examples/vision/pointnet/',
    trap='tf.random.shuffle is applied to x and not to y in a map; at that place an element is one cloud, so it only '
         'permutes the points within it, to which the class does not answer; validation is left as it is')

POINTS, CLASSES, BATCH = 64, 3, 16


def _clouds(part):
    rng = np.random.default_rng(21 if part == 'train' else 22)
    n = 120 if part == 'train' else 30
    y = rng.permutation(np.arange(n) % CLASSES)
    v = rng.normal(size=(n, POINTS, 3))
    ball = v / np.linalg.norm(v, axis=-1, keepdims=True)
    box = v / np.abs(v).max(-1, keepdims=True)
    rod = v * np.array([0.1, 0.1, 1.0])
    x = np.where((y == 0)[:, None, None], ball, np.where((y == 1)[:, None, None], box, rod))
    return x.astype('float32'), y.astype('int64')


def augment(points, label):
    points += tf.random.uniform(tf.shape(points), -0.005, 0.005)
    return tf.random.shuffle(points), label


def make_dataset():
    x, y = _clouds('train')
    ds = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(len(x))
    return ds.map(augment, num_parallel_calls=tf.data.AUTOTUNE).batch(BATCH).prefetch(tf.data.AUTOTUNE)


def make_validation():
    return tf.data.Dataset.from_tensor_slices(_clouds('validation')).batch(BATCH)


def make_model():
    inputs = keras.Input((POINTS, 3))
    h = keras.layers.Conv1D(32, 1, activation='relu')(inputs)
    h = keras.layers.Conv1D(64, 1, activation='relu')(h)
    h = keras.layers.GlobalMaxPooling1D()(h)
    h = keras.layers.Dense(32, activation='relu')(h)
    m = keras.Model(inputs, keras.layers.Dense(CLASSES, activation='softmax')(h))
    m.compile(keras.optimizers.Adam(1e-3), 'sparse_categorical_crossentropy', metrics=['sparse_categorical_accuracy'])
    return m
