from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='scans_turned_in_numpy', keras='any',
    title='CT volumes: all abnormal ones first, then the normal ones; turned at random by numpy within the map of training, batches of two',
    source='https://keras.io/examples/vision/3D_image_classification/',
    trap='labels come sorted by class (the shuffle spans the whole set); numpy_function loses the shape and it is set again; the channel axis '
         'is added in map; one sigmoid unit against float labels of rank 1; batch size 2; no turning in validation')

SIDE, DEPTH = 16, 8


def _scans(seed, n, abnormal):
    rng = np.random.default_rng(seed)
    hounsfield = rng.normal(-700, 60, (n, SIDE, SIDE, DEPTH))
    hounsfield[:, :2] = hounsfield[:, -2:] = -350
    if abnormal:
        for i in range(n):
            a, b, c = rng.integers(3, 9, 2).tolist() + [rng.integers(0, 4)]
            hounsfield[i, a:a + 5, b:b + 5, c:c + 4] = rng.normal(200, 60, (5, 5, 4))
    return ((np.clip(hounsfield, -1000, 400) + 1000) / 1400).astype('float32')


def _split(part):
    seeds, n = ((361, 362), 24) if part == 'train' else ((363, 364), 8)
    x = np.concatenate([_scans(seeds[0], n, True), _scans(seeds[1], n, False)])
    return x, np.concatenate([np.ones(n), np.zeros(n)]).astype('float32')


def _turn(volume):
    def in_numpy(v):
        rng = np.random.default_rng()
        return np.ascontiguousarray(np.rot90(v, int(rng.integers(4)), axes=(0, 1)))

    turned = tf.numpy_function(in_numpy, [volume], tf.float32)
    return tf.ensure_shape(turned, (SIDE, SIDE, DEPTH))


def make_dataset():
    x, y = _split('train')
    ds = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(len(x))
    ds = ds.map(lambda v, t: (tf.expand_dims(_turn(v), -1), t), num_parallel_calls=tf.data.AUTOTUNE)
    return ds.batch(2).prefetch(2)


def make_validation():
    x, y = _split('validation')
    ds = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(len(x))
    return ds.map(lambda v, t: (tf.expand_dims(v, -1), t)).batch(2).prefetch(2)


def make_model():
    inputs = keras.Input((SIDE, SIDE, DEPTH, 1))
    h = keras.layers.MaxPooling3D(2)(keras.layers.Conv3D(8, 3, activation='relu')(inputs))
    h = keras.layers.GlobalMaxPooling3D()(keras.layers.Conv3D(12, 2, activation='relu')(h))
    h = keras.layers.Dropout(0.2)(keras.layers.Dense(16, activation='relu')(h))
    m = keras.Model(inputs, keras.layers.Dense(1, activation='sigmoid')(h))
    m.compile(keras.optimizers.Adam(3e-3), 'binary_crossentropy', metrics=['acc'])
    return m
