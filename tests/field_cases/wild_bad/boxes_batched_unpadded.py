from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='boxes_batched_unpadded',
    title='Images with one to four boxes each go through batch()',
    source='https://github.com/tensorflow/tensorflow/issues/19762 ; https://github.com/keras-team/keras-cv/issues/347',
    kind='error', cause='ragged-targets-batched',
    groups=['elements'], keras='any',
    explain='The box list has as many rows as the picture has objects, and batch() can only stack equal shapes: '
            '"Cannot batch tensors with different shapes in component 1". Use padded_batch (the loss already '
            'ignores rows of zero area), or ragged_batch.')

SLOTS = 4


def read_annotations():
    rng = np.random.default_rng(91)
    for _ in range(64):
        picture = rng.random((32, 32, 3)).astype('float32') * 0.2
        boxes = []
        for _ in range(int(rng.integers(1, SLOTS + 1))):
            y, x = rng.uniform(0, 0.6, 2)
            h, w = rng.uniform(0.1, 0.4, 2)
            picture[int(y * 32):int((y + h) * 32), int(x * 32):int((x + w) * 32)] = rng.random(3)
            boxes.append([y, x, y + h, x + w])
        yield picture, np.asarray(boxes, 'float32')


def make_dataset():
    ds = tf.data.Dataset.from_generator(
        read_annotations,
        output_signature=(tf.TensorSpec((32, 32, 3), tf.float32), tf.TensorSpec((None, 4), tf.float32)))
    return ds.shuffle(64).batch(8).prefetch(tf.data.AUTOTUNE)


def box_loss(y_true, y_pred):
    real = tf.cast(y_true[..., 2] > y_true[..., 0], tf.float32)
    y_pred = y_pred[:, :tf.shape(y_true)[1]]
    err = tf.reduce_sum(tf.abs(y_true - y_pred), -1) * real
    return tf.reduce_sum(err, -1) / tf.maximum(tf.reduce_sum(real, -1), 1.0)


def make_model():
    m = keras.Sequential([
        keras.Input((32, 32, 3)),
        keras.layers.Conv2D(8, 3, strides=2, activation='relu'),
        keras.layers.Conv2D(16, 3, strides=2, activation='relu'),
        keras.layers.Flatten(),
        keras.layers.Dense(SLOTS * 4, activation='sigmoid'),
        keras.layers.Reshape((SLOTS, 4))])
    m.compile('adam', box_loss)
    return m
