from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(id='scribbles_leave_most_pixels_open',
            title='Segmentation from scribbles: some 97 pixels of a hundred are 255 and ignored by the loss; validation is fully labelled',
            source='https://github.com/keras-team/keras/pull/16712',
            keras='any',
            trap='most labels (255) are far above the number of classes; training and validation labels have other value sets')

SIDE, CLASSES, VOID = 32, 3, 255


def _scenes(seed, count):
    rng = np.random.default_rng(seed)
    images = np.zeros((count, SIDE, SIDE, 3))
    full = np.zeros((count, SIDE, SIDE), 'uint8')
    for i in range(count):
        cut = rng.integers(10, 22)
        full[i, cut:] = 1
        y, x = rng.integers(4, 20, 2)
        full[i, y:y + 9, x:x + 9] = 2
        images[i] = np.array([[90, 140, 220], [110, 90, 50], [200, 60, 60]])[full[i]]
    return np.clip(images + rng.normal(0, 15, images.shape), 0, 255).astype('uint8'), full


def _scribbled(seed, count):
    images, full = _scenes(seed, count)
    rng = np.random.default_rng(seed + 50)
    sparse = np.full_like(full, VOID)
    for i in range(count):
        for c in range(CLASSES):
            at = np.argwhere(full[i] == c)
            if len(at) == 0:
                continue
            y, x = at[rng.integers(len(at))]
            for _ in range(16):                      # a short walk with the pen inside the region
                sparse[i, y, x] = c
                ny, nx = np.clip([y + rng.integers(-1, 2), x + rng.integers(-1, 2)], 0, SIDE - 1)
                if full[i, ny, nx] == c:
                    y, x = ny, nx
    return images, sparse


def _scaled(image, mask):
    return tf.cast(image, tf.float32) / 255.0, tf.cast(mask, tf.int32)


def make_dataset():
    ds = tf.data.Dataset.from_tensor_slices(_scribbled(0, 80)).shuffle(80, seed=0)
    return ds.map(_scaled, num_parallel_calls=tf.data.AUTOTUNE).batch(10).prefetch(1)


def make_validation():
    return tf.data.Dataset.from_tensor_slices(_scenes(1, 20)).map(_scaled).batch(10)


def make_model():
    x = keras.Input((SIDE, SIDE, 3))
    h = keras.layers.Conv2D(12, 3, padding='same', activation='relu')(x)
    h = keras.layers.Conv2D(12, 3, padding='same', activation='relu')(h)
    model = keras.Model(x, keras.layers.Conv2D(CLASSES, 1)(h))
    model.compile('adam', keras.losses.SparseCategoricalCrossentropy(from_logits=True, ignore_class=VOID))
    return model
