from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='batches_of_changing_size', keras='any',
    title='Multi-scale training: each batch is resized to one of three sizes in map',
    source='https://github.com/tensorflow/tensorflow/issues/39800',
    trap='height and width of x differ from batch to batch and between training and validation; the static shape says None; the model '
         'is convolutional with global pooling')

CLASSES = 3


def _shapes(part):
    rng = np.random.default_rng(291 if part == 'train' else 292)
    n = 120 if part == 'train' else 30
    y = rng.permutation(np.arange(n) % CLASSES)
    x = rng.uniform(0, 0.3, (n, 24, 24, 3))
    for i, c in enumerate(y):
        r, q, s = (int(v) for v in (rng.integers(2, 8), rng.integers(2, 8), rng.integers(9, 14)))
        if c == 0:
            x[i, r:r + s, q:q + s] += 0.6
        elif c == 1:
            x[i, r:r + s, q:q + 3] += 0.6
        else:
            x[i, r:r + 3, q:q + s] += 0.6
    return x.astype('float32'), y.astype('int64')


def _resize_batch(images, labels):
    size = tf.random.shuffle(tf.constant([20, 24, 32]))[0]
    images = tf.image.resize(images, tf.stack([size, size]))
    images.set_shape((None, None, None, 3))
    return images, labels


def make_dataset():
    x, y = _shapes('train')
    ds = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(len(x)).batch(12)
    return ds.map(_resize_batch, num_parallel_calls=tf.data.AUTOTUNE).prefetch(tf.data.AUTOTUNE)


def make_validation():
    return tf.data.Dataset.from_tensor_slices(_shapes('validation')).batch(15)


def make_model():
    inputs = keras.Input((None, None, 3))
    h = keras.layers.Conv2D(16, 3, activation='relu')(inputs)
    h = keras.layers.Conv2D(24, 3, strides=2, activation='relu')(h)
    h = keras.layers.GlobalMaxPooling2D()(h)
    m = keras.Model(inputs, keras.layers.Dense(CLASSES)(h))
    m.compile(keras.optimizers.Adam(3e-3), keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=['accuracy'])
    return m
