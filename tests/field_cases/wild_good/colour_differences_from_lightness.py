from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(id='colour_differences_from_lightness',
            title='Colourisation in Lab: the lightness 0..100 is the input, a and b divided by 128 the target of a tanh head',
            source='https://fliphtml5.com/zroi/terv/Deep_Learning_Projects_Using_TensorFlow_2/187/',
            keras='any',
            trap='input and target are cut from one picture; the target has two channels, goes below zero and never reaches -1 or 1')


def _photos(seed, count):
    rng = np.random.default_rng(seed)
    out = np.zeros((count, 32, 32, 3))
    for i in range(count):
        cut = rng.integers(10, 22)
        out[i, :cut] = rng.uniform((90, 140, 190), (150, 190, 255))     # sky
        out[i, cut:] = rng.uniform((40, 90, 20), (110, 150, 70))        # meadow
        y, x = rng.integers(4, 20, 2)
        out[i, y:y + 8, x:x + 8] = rng.uniform(0, 255, 3)
    return np.clip(out + rng.normal(0, 5, out.shape), 0, 255).astype('uint8')


def _lab(image):
    rgb = tf.cast(image, tf.float32) / 255.0
    linear = tf.where(rgb > 0.04045, ((rgb + 0.055) / 1.055) ** 2.4, rgb / 12.92)
    xyz = tf.tensordot(linear, tf.constant([[0.4124, 0.2126, 0.0193], [0.3576, 0.7152, 0.1192], [0.1805, 0.0722, 0.9505]]), 1)
    xyz /= tf.constant([0.9505, 1.0, 1.089])
    f = tf.where(xyz > 0.008856, tf.maximum(xyz, 1e-6) ** (1 / 3), 7.787 * xyz + 16 / 116)
    return tf.stack([116 * f[..., 1] - 16, 500 * (f[..., 0] - f[..., 1]), 200 * (f[..., 1] - f[..., 2])], axis=-1)


def _augment(image):
    image = tf.image.random_flip_left_right(image)
    return tf.image.random_crop(image, (28, 28, 3))


def _pair(image):
    lab = _lab(image)
    return lab[..., :1] / 50.0 - 1.0, lab[..., 1:] / 128.0


def make_dataset():
    ds = tf.data.Dataset.from_tensor_slices(_photos(0, 96)).shuffle(96, seed=0)
    ds = ds.map(_augment, num_parallel_calls=tf.data.AUTOTUNE).map(_pair, num_parallel_calls=tf.data.AUTOTUNE)
    return ds.batch(12).prefetch(1)


def make_validation():
    return tf.data.Dataset.from_tensor_slices(_photos(1, 24)).map(lambda i: _pair(i[2:30, 2:30])).batch(12)


def make_model():
    x = keras.Input((28, 28, 1))
    h = keras.layers.Conv2D(12, 3, strides=2, padding='same', activation='relu')(x)
    h = keras.layers.Conv2D(24, 3, padding='same', activation='relu')(h)
    h = keras.layers.UpSampling2D()(h)
    model = keras.Model(x, keras.layers.Conv2D(2, 3, padding='same', activation='tanh')(h))
    model.compile('adam', 'mse')
    return model
