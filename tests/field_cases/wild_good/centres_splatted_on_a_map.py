from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(id='centres_splatted_on_a_map',
            title='CenterNet: a Gaussian per object on a heat map, sizes and offsets only where a centre lies',
            source='https://github.com/xuannianz/keras-CenterNet/blob/master/generators/common.py',
            keras='any',
            trap='targets are almost entirely zero; size and offset targets carry a third channel (the mask) that the outputs do not have')

SIDE, STRIDE, CLASSES, MOST = 48, 4, 3, 4
GRID = SIDE // STRIDE


def _scenes(seed, count):
    rng = np.random.default_rng(seed)
    images = rng.uniform(0, 40, (count, SIDE, SIDE, 3))
    boxes = np.zeros((count, MOST, 4), 'float32')
    classes = np.full((count, MOST), -1, 'int32')
    for i in range(count):
        fields = rng.choice(9, rng.integers(1, MOST + 1), replace=False)     # a field of 16 x 16 for each
        for k, field in enumerate(fields):
            w, h = rng.integers(8, 16, 2)
            x, y = 16 * (field % 3) + rng.integers(0, 17 - w), 16 * (field // 3) + rng.integers(0, 17 - h)
            c = rng.integers(0, CLASSES)
            images[i, y:y + h, x:x + w, c] += 180
            boxes[i, k] = x, y, x + w, y + h
            classes[i, k] = c
    return np.clip(images, 0, 255).astype('uint8'), boxes, classes


def _encode(image, boxes, classes):
    there = classes >= 0
    boxes, classes = tf.boolean_mask(boxes, there), tf.boolean_mask(classes, there)
    centre = (boxes[:, :2] + boxes[:, 2:]) / 2 / STRIDE
    cell = tf.cast(tf.floor(centre), tf.int32)
    size = (boxes[:, 2:] - boxes[:, :2]) / STRIDE
    sigma = tf.reduce_max(size, axis=1) / 6
    ys = tf.range(GRID, dtype=tf.float32)[None, :, None]
    xs = tf.range(GRID, dtype=tf.float32)[None, None, :]
    at = tf.cast(cell, tf.float32)
    bumps = tf.exp(-((xs - at[:, 0, None, None]) ** 2 + (ys - at[:, 1, None, None]) ** 2) / (2 * sigma[:, None, None] ** 2))
    heat = tf.reduce_max(bumps[..., None] * tf.one_hot(classes, CLASSES)[:, None, None, :], axis=0)
    index = tf.stack([cell[:, 1], cell[:, 0]], axis=1)
    empty = tf.zeros((GRID, GRID, 3))
    ones = tf.ones_like(size[:, :1])
    wh = tf.tensor_scatter_nd_update(empty, index, tf.concat([size, ones], 1))
    off = tf.tensor_scatter_nd_update(empty, index, tf.concat([centre - at, ones], 1))
    return tf.cast(image, tf.float32) / 255.0, {'heat': heat, 'size': wh, 'offset': off}


def make_dataset():
    ds = tf.data.Dataset.from_tensor_slices(_scenes(0, 96)).shuffle(96, seed=1)
    return ds.map(_encode, num_parallel_calls=tf.data.AUTOTUNE).batch(12).prefetch(2)


def make_validation():
    return tf.data.Dataset.from_tensor_slices(_scenes(1, 24)).map(_encode).batch(12)


def focal(y_true, y_pred):
    p = tf.clip_by_value(y_pred, 1e-4, 1 - 1e-4)
    peak = tf.cast(y_true >= 1.0, tf.float32)
    positive = -peak * tf.math.log(p) * (1 - p) ** 2
    negative = -(1 - peak) * tf.math.log(1 - p) * p ** 2 * (1 - y_true) ** 4
    count = tf.maximum(tf.reduce_sum(peak), 1.0)
    return tf.reduce_sum(positive + negative) / count


def masked_l1(y_true, y_pred):
    mask = y_true[..., 2:]
    return tf.reduce_sum(mask * tf.abs(y_true[..., :2] - y_pred)) / tf.maximum(tf.reduce_sum(mask), 1.0)


def make_model():
    image = keras.Input((SIDE, SIDE, 3))
    h = keras.layers.Conv2D(16, 5, strides=2, padding='same', activation='relu')(image)
    h = keras.layers.Conv2D(24, 5, strides=2, padding='same', activation='relu')(h)
    heat = keras.layers.Conv2D(CLASSES, 1, activation='sigmoid', bias_initializer=keras.initializers.Constant(-2.19), name='heat')(h)
    size = keras.layers.Conv2D(2, 1, name='size')(h)
    offset = keras.layers.Conv2D(2, 1, name='offset')(h)
    model = keras.Model(image, {'heat': heat, 'size': size, 'offset': offset})
    model.compile('adam', loss={'heat': focal, 'size': masked_l1, 'offset': masked_l1},
                  loss_weights={'heat': 1.0, 'size': 0.1, 'offset': 1.0})
    return model
