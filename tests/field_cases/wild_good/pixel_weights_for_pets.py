from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='pixel_weights_for_pets', keras='any',
    title='Segmentation: trimap 1..3 shifted to 0..2, image and mask mirrored as one tensor, a class weight for each pixel',
    source='https://www.tensorflow.org/tutorials/images/segmentation',
    trap='a random flip in map on image and mask (they are joined before and taken apart after, so they stay aligned); weights '
         'of rank 4 beside class_weight-like numbers; validation has no weights; the masks pass through float32')

SIZE = 24


def _pets(part):
    rng = np.random.default_rng(261 if part == 'train' else 262)
    n = 64 if part == 'train' else 16
    g = np.arange(SIZE)
    cy, cx, r = rng.uniform(7, 17, (n, 1, 1)), rng.uniform(7, 17, (n, 1, 1)), rng.uniform(4, 7, (n, 1, 1))
    d = np.sqrt((g[None, :, None] - cy) ** 2 + (g[None, None] - cx) ** 2) - r
    trimap = np.where(d < -0.7, 1, np.where(d > 0.7, 2, 3)).astype('uint8')  # pet, ground, outline
    x = np.where((trimap == 1)[..., None], (180, 130, 80), (60, 110, 60)) + rng.integers(-25, 26, (n, SIZE, SIZE, 3))
    return np.clip(x, 0, 255).astype('uint8'), trimap[..., None]


def _normalize(image, trimap):
    return tf.cast(image, tf.float32) / 255.0, tf.cast(trimap, tf.int32) - 1


def _flip(image, mask):
    joined = tf.concat([image, tf.cast(mask, tf.float32)], axis=-1)
    joined = tf.image.random_flip_left_right(joined)
    return joined[..., :3], tf.cast(joined[..., 3:], tf.int32)


def _with_weights(image, mask):
    weights = tf.constant([2.0, 1.0, 2.0])
    weights = weights / tf.reduce_sum(weights)
    return image, mask, tf.gather(weights, mask)


def make_dataset():
    ds = tf.data.Dataset.from_tensor_slices(_pets('train')).map(_normalize, num_parallel_calls=tf.data.AUTOTUNE)
    ds = ds.cache().shuffle(64).map(_flip, num_parallel_calls=tf.data.AUTOTUNE).batch(16)
    return ds.map(_with_weights).prefetch(tf.data.AUTOTUNE)


def make_validation():
    return tf.data.Dataset.from_tensor_slices(_pets('validation')).map(_normalize).batch(16)


def make_model():
    inputs = keras.Input((SIZE, SIZE, 3))
    d = keras.layers.Conv2D(16, 3, strides=2, padding='same', activation='relu')(inputs)
    u = keras.layers.UpSampling2D()(keras.layers.Conv2D(16, 3, padding='same', activation='relu')(d))
    u = keras.layers.Concatenate()([u, inputs])
    m = keras.Model(inputs, keras.layers.Conv2D(3, 3, padding='same')(u))
    m.compile(keras.optimizers.Adam(3e-3), keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    return m
