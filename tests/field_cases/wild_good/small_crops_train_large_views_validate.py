from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='small_crops_train_large_views_validate', keras='any',
    title='FixRes: random crops of 16 pixels in training, central views of 24 pixels in validation',
    source='https://keras.io/examples/vision/fixres/',
    trap='training and validation images have different sizes on purpose (a random resized crop shows objects larger, so testing '
         'at a higher resolution mends it); the model takes any size and pools globally')

TRAIN_SIZE, TEST_SIZE, RAW = 16, 24, 32


def _flowers(part):
    rng = np.random.default_rng(141 if part == 'train' else 142)
    n = 120 if part == 'train' else 40
    y = rng.permutation(np.arange(n) % 4)
    x = rng.integers(0, 80, (n, RAW, RAW, 3))
    for i, c in enumerate(y):
        # lying or standing stripes, reddish or bluish; their width says nothing
        stripes = np.arange(RAW) // int(rng.integers(3, 6)) % 2 * 140
        stripes = stripes[:, None, None] if c < 2 else stripes[None, :, None]
        x[i] += (stripes * np.array([1.0, 0.6, 0.3] if c % 2 else [0.3, 0.6, 1.0])).astype('int64')
    return x.astype('uint8'), y.astype('int64')


def _random_resized_crop(image, label):
    side = tf.random.uniform((), 14, 29, dtype=tf.int32)
    crop = tf.image.random_crop(image, tf.stack([side, side, 3]))
    return tf.image.resize(crop, (TRAIN_SIZE, TRAIN_SIZE)), label


def _flip(image, label):
    return tf.image.random_flip_left_right(image), label


def _central_view(image, label):
    image = tf.image.resize(image, (TEST_SIZE + 4, TEST_SIZE + 4))
    return image[2:2 + TEST_SIZE, 2:2 + TEST_SIZE], label


def make_dataset():
    x, y = _flowers('train')
    ds = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(len(x))
    ds = ds.map(_random_resized_crop, num_parallel_calls=tf.data.AUTOTUNE)
    return ds.map(_flip, num_parallel_calls=tf.data.AUTOTUNE).batch(24).prefetch(tf.data.AUTOTUNE)


def make_validation():
    ds = tf.data.Dataset.from_tensor_slices(_flowers('validation'))
    return ds.map(_central_view, num_parallel_calls=tf.data.AUTOTUNE).batch(20).prefetch(tf.data.AUTOTUNE)


def make_model():
    inputs = keras.Input((None, None, 3))
    h = keras.layers.Rescaling(1 / 127.5, offset=-1)(inputs)
    h = keras.layers.Conv2D(16, 3, activation='relu')(h)
    h = keras.layers.Conv2D(16, 3, strides=2, activation='relu')(h)
    h = keras.layers.GlobalAveragePooling2D()(h)
    m = keras.Model(inputs, keras.layers.Dense(4, activation='softmax')(h))
    m.compile(keras.optimizers.Adam(3e-3), 'sparse_categorical_crossentropy', metrics=['accuracy'])
    return m
