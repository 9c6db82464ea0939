from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(id='satellite_bands_brighter_than_one',
            title='Sentinel-2 patches: bands of three resolutions as integers, divided by 10000; several land covers per patch',
            source='https://tensorflow.org/datasets/catalog/bigearthnet',
            keras='any',
            trap='reflectance over clouds exceeds 1 after scaling, most values lie below 0.4; four, six and two channels in three picture sizes')

CLASSES = 8


def _patches(seed, count):
    rng = np.random.default_rng(seed)
    y = (rng.random((count, CLASSES)) < 0.2).astype('float32')
    y[np.arange(count), rng.integers(0, CLASSES, count)] = 1
    spectra = np.random.default_rng(99).uniform(200, 3500, (CLASSES, 12))
    mean = (y @ spectra) / y.sum(1, keepdims=True)
    cloud = np.where(rng.random(count) < 0.08, 8000.0, 0.0)
    bands = {}
    for name, side, which in (('b10m', 24, slice(0, 4)), ('b20m', 12, slice(4, 10)), ('b60m', 4, slice(10, 12))):
        level = mean[:, None, None, which] + cloud[:, None, None, None] * rng.random((count, side, side, 1))
        bands[name] = np.clip(level + rng.normal(0, 150, level.shape), 0, 28000).astype('uint16').astype('int32')
    return bands, y


def _reflectance(bands, y):
    return {k: tf.cast(v, tf.float32) / 10000.0 for k, v in bands.items()}, y


def make_dataset():
    ds = tf.data.Dataset.from_tensor_slices(_patches(0, 160)).shuffle(160, seed=0)
    return ds.map(_reflectance, num_parallel_calls=tf.data.AUTOTUNE).batch(16).prefetch(1)


def make_validation():
    return tf.data.Dataset.from_tensor_slices(_patches(1, 48)).map(_reflectance).batch(16)


def make_model():
    a, b, c = keras.Input((24, 24, 4), name='b10m'), keras.Input((12, 12, 6), name='b20m'), keras.Input((4, 4, 2), name='b60m')
    h = keras.layers.Conv2D(12, 3, strides=2, padding='same', activation='relu')(a)
    h = keras.layers.Concatenate()([h, b])
    h = keras.layers.Conv2D(24, 3, strides=3, padding='same', activation='relu')(h)
    h = keras.layers.Concatenate()([h, c])
    h = keras.layers.GlobalAveragePooling2D()(keras.layers.Conv2D(32, 3, padding='same', activation='relu')(h))
    model = keras.Model({'b10m': a, 'b20m': b, 'b60m': c}, keras.layers.Dense(CLASSES, activation='sigmoid')(h))
    model.compile('adam', 'binary_crossentropy', metrics=[keras.metrics.AUC(multi_label=True, name='auc')])
    return model
