from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='svm_hinge_on_one_hot', keras='any',
    title='Quasi-SVM: random Fourier features, a linear layer and the hinge loss on one-hot labels',
    source='https://keras.io/examples/keras_recipes/quasi_svm/',
    trap='hinge with labels of 0 and 1 (Keras turns 0 into -1), a linear output with one unit per class and no softmax; all rows are '
         'flattened pictures')

CLASSES, SIDE = 4, 8


def _pictures(part):
    rng = np.random.default_rng(501 if part == 'train' else 502)
    shapes = np.random.default_rng(500).integers(0, 256, (CLASSES, SIDE, SIDE))
    label = rng.integers(0, CLASSES, 320 if part == 'train' else 80)
    pixels = np.clip(shapes[label] + rng.normal(0, 60, (len(label), SIDE, SIDE)), 0, 255).astype('uint8')
    x = pixels.reshape(-1, SIDE * SIDE).astype('float32') / 255
    return x, keras.utils.to_categorical(label, CLASSES)


def make_dataset():
    return tf.data.Dataset.from_tensor_slices(_pictures('train')).shuffle(320).batch(32)


def make_validation():
    return tf.data.Dataset.from_tensor_slices(_pictures('validation')).batch(32)


class RandomFourierFeatures(keras.layers.Layer):
    def __init__(self, units, scale):
        super().__init__()
        self.units, self.scale = units, scale

    def build(self, shape):
        self.kernel = self.add_weight(name='kernel', shape=(shape[-1], self.units), trainable=False,
                                      initializer=keras.initializers.RandomNormal(stddev=1.0 / self.scale))
        self.bias = self.add_weight(name='bias', shape=(self.units,), trainable=False,
                                    initializer=keras.initializers.RandomUniform(0.0, 2 * np.pi))

    def call(self, x):
        return tf.cos(tf.matmul(x, self.kernel) + self.bias) * np.sqrt(2.0 / self.units).astype('float32')


def make_model():
    inputs = keras.Input((SIDE * SIDE,))
    m = keras.Model(inputs, keras.layers.Dense(CLASSES)(RandomFourierFeatures(256, 4.0)(inputs)))
    m.compile(keras.optimizers.Adam(0.01), keras.losses.Hinge(), metrics=[keras.metrics.CategoricalAccuracy(name='acc')])
    return m
