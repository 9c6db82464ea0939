from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='unet_odd_picture_size',
    title='Tiles of 50 x 50 for a U-Net that halves them twice',
    source='https://blog.csdn.net/weixin_44237337/article/details/131796911 ; https://whosebug.com/question/4470904/',
    kind='error', cause='size-not-divisible',
    groups=['elements', 'training'], keras='any',
    explain='The model is built for any size, so nothing is said until data comes: 50 -> 25 -> 12 on the way down, '
            '24 on the way up, and 24 cannot be joined with 25. The sides must be divisible by 4: resize the '
            'pairs to 48 or 64, or pad them.')


def make_dataset():
    rng = np.random.default_rng(31)
    tiles = np.zeros((48, 50, 50, 3), 'float32')
    masks = np.zeros((48, 50, 50, 1), 'float32')
    for i in range(48):
        r, c, s = rng.integers(5, 30), rng.integers(5, 30), rng.integers(8, 18)
        masks[i, r:r + s, c:c + s] = 1
        tiles[i] = masks[i] * 0.6 + rng.normal(0.2, 0.05, (50, 50, 3))
    ds = tf.data.Dataset.from_tensor_slices((tiles, masks)).shuffle(48)

    def flip(tile, mask):
        if tf.random.uniform(()) > 0.5:
            tile, mask = tf.reverse(tile, [1]), tf.reverse(mask, [1])
        return tile, mask

    return ds.map(flip).batch(8).prefetch(tf.data.AUTOTUNE)


def make_model():
    inp = keras.Input((None, None, 3))
    d1 = keras.layers.Conv2D(8, 3, padding='same', activation='relu')(inp)
    d2 = keras.layers.Conv2D(16, 3, padding='same', activation='relu')(keras.layers.MaxPooling2D()(d1))
    b = keras.layers.Conv2D(32, 3, padding='same', activation='relu')(keras.layers.MaxPooling2D()(d2))
    u2 = keras.layers.Concatenate()([keras.layers.Conv2DTranspose(16, 2, strides=2)(b), d2])
    u2 = keras.layers.Conv2D(16, 3, padding='same', activation='relu')(u2)
    u1 = keras.layers.Concatenate()([keras.layers.Conv2DTranspose(8, 2, strides=2)(u2), d1])
    out = keras.layers.Conv2D(1, 1, activation='sigmoid')(u1)
    m = keras.Model(inp, out)
    m.compile('adam', 'binary_crossentropy')
    return m
