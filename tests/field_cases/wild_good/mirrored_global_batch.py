from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='mirrored_global_batch', keras='any',
    title='MirroredStrategy on one device: global batch size, sharding by data, model built in the scope',
    source='https://www.tensorflow.org/tutorials/distribute/keras',
    trap='the batch size is multiplied by the number of replicas; auto-sharding is set by options; the dataset is made outside the '
         'scope and is not distributed by hand; steps and metrics are those of one process')

PER_REPLICA = 32
_kept = {}


def _strategy():
    if 'strategy' not in _kept:
        _kept['strategy'] = tf.distribute.MirroredStrategy(devices=['/cpu:0'])
    return _kept['strategy']


def _digits(part):
    rng = np.random.default_rng(240)
    glyphs = rng.integers(0, 2, (10, 7, 7)).repeat(2, 1).repeat(2, 2)
    rng = np.random.default_rng(241 if part == 'train' else 242)
    n = 416 if part == 'train' else 96
    y = rng.integers(0, 10, n)
    x = np.clip(glyphs[y] * 200 + rng.integers(0, 56, (n, 14, 14)), 0, 255).astype('uint8')
    return x[..., None], y.astype('int64')


def _scale(image, label):
    return tf.cast(image, tf.float32) / 255.0, label


def _batched(ds):
    options = tf.data.Options()
    options.experimental_distribute.auto_shard_policy = tf.data.experimental.AutoShardPolicy.DATA
    return ds.batch(PER_REPLICA * _strategy().num_replicas_in_sync).with_options(options)


def make_dataset():
    x, y = _digits('train')
    return _batched(tf.data.Dataset.from_tensor_slices((x, y)).map(_scale).cache().shuffle(len(x)))


def make_validation():
    return _batched(tf.data.Dataset.from_tensor_slices(_digits('validation')).map(_scale))


def make_model():
    with _strategy().scope():
        m = keras.Sequential([keras.Input((14, 14, 1)), keras.layers.Conv2D(8, 3, activation='relu'), keras.layers.MaxPooling2D(),
                              keras.layers.Flatten(), keras.layers.Dense(32, activation='relu'), keras.layers.Dense(10)])
        m.compile(keras.optimizers.Adam(2e-3), keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=['accuracy'])
    return m
