from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='pixels_predict_themselves', keras='any',
    title='PixelCNN: the binarised image is input and target; masked convolutions hide the pixel to be predicted',
    source='https://keras.io/examples/generative/pixelcnn/',
    trap='x equals y exactly (it would be a leak for a plain convolution, but the first kernel is masked at and after its centre); only 0 and 1, '
         'with a sigmoid on an image')

SIZE = 14


def _binary(part):
    rng = np.random.default_rng(281 if part == 'train' else 282)
    n = 80 if part == 'train' else 20
    g = np.arange(SIZE)
    a, b, w = rng.uniform(3, 10, (n, 1, 1)), rng.uniform(-0.8, 0.8, (n, 1, 1)), rng.uniform(1, 2.5, (n, 1, 1))
    stroke = np.abs(g[None, None] - a - b * (g[None, :, None] - 7)) < w
    grey = np.clip(stroke * 0.8 + rng.uniform(0, 0.3, (n, SIZE, SIZE)), 0, 1)
    return np.where(grey < 0.33, 0, 1).astype('float32')[..., None]


def make_dataset():
    x = _binary('train')
    return tf.data.Dataset.from_tensor_slices((x, x)).shuffle(len(x)).batch(16)


def make_validation():
    x = _binary('validation')
    return tf.data.Dataset.from_tensor_slices((x, x)).batch(20)


class PixelConv(keras.layers.Layer):
    def __init__(self, kind, **kwargs):
        super().__init__()
        self.kind = kind
        self.conv = keras.layers.Conv2D(**kwargs)

    def build(self, input_shape):
        self.conv.build(input_shape)
        k = self.conv.kernel_size[0]
        mask = np.zeros((k, k, 1, 1), 'float32')
        mask[:k // 2] = 1
        mask[k // 2, :k // 2] = 1
        if self.kind == 'B':
            mask[k // 2, k // 2] = 1
        self.mask = mask
        self.built = True

    def call(self, inputs):
        out = tf.nn.conv2d(inputs, self.conv.kernel * self.mask, strides=1, padding='SAME') + self.conv.bias
        return self.conv.activation(out)


def make_model():
    inputs = keras.Input((SIZE, SIZE, 1))
    h = PixelConv('A', filters=16, kernel_size=7, activation='relu', padding='same')(inputs)
    h = PixelConv('B', filters=16, kernel_size=3, activation='relu', padding='same')(h)
    m = keras.Model(inputs, PixelConv('B', filters=1, kernel_size=1, activation='sigmoid', padding='valid')(h))
    m.compile(keras.optimizers.Adam(5e-3), 'binary_crossentropy')
    return m
