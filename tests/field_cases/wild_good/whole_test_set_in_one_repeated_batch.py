from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(id='whole_test_set_in_one_repeated_batch',
            title='TPU style: training repeats with steps_per_epoch, validation is one batch of everything, repeated, with validation_steps=1',
            source='https://github.com/GoogleCloudPlatform/training-data-analyst/blob/master/courses/fast-and-lean-data-science/01_MNIST_TPU_Keras.ipynb',
            keras='any',
            trap='both data sets are endless; the validation batch is eight times as large as a training batch, and every validation sees all of it exactly once')

TRAIN, TEST, BATCH = 512, 256, 32
FIT = dict(steps_per_epoch=TRAIN // BATCH, validation_steps=1)


def _digits(seed, count):
    rng = np.random.default_rng(seed)
    y = rng.integers(0, 10, count)
    x = rng.integers(0, 30, (count, 14, 14))
    for i, c in enumerate(y):
        x[i, c:c + 4, 3:11] += 200
    return x.astype('uint8'), y.astype('int32')


def _scaled(x, y):
    return tf.cast(x, tf.float32)[..., None] / 255.0, tf.one_hot(y, 10)


def make_dataset():
    ds = tf.data.Dataset.from_tensor_slices(_digits(0, TRAIN)).map(_scaled, num_parallel_calls=tf.data.AUTOTUNE)
    return ds.cache().shuffle(TRAIN, reshuffle_each_iteration=True).repeat().batch(BATCH, drop_remainder=True).prefetch(tf.data.AUTOTUNE)


def make_validation():
    ds = tf.data.Dataset.from_tensor_slices(_digits(1, TEST)).map(_scaled)
    return ds.cache().batch(TEST, drop_remainder=True).repeat()


def make_model():
    model = keras.Sequential([keras.Input((14, 14, 1)), keras.layers.Conv2D(8, 3, use_bias=False),
                              keras.layers.BatchNormalization(), keras.layers.Activation('relu'),
                              keras.layers.Flatten(), keras.layers.Dense(10, activation='softmax')])
    model.compile('adam', 'categorical_crossentropy', metrics=['accuracy'], steps_per_execution=4)
    return model
