from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(id='yolo_labels_padded_then_gridded',
            title='Boxes padded with zero rows, then spread over a coarse and a fine grid of anchors',
            source='https://github.com/zzh8829/yolov3-tf2/issues/58',
            keras='any',
            trap='the padded rows say class 0 with an empty box; targets end in 6 numbers while the outputs end in 5 + classes; grids are nearly all zero')

SIDE, CLASSES, MOST = 64, 4, 10
ANCHORS = np.array([[8, 8], [12, 10], [20, 20], [28, 24]], 'float32') / SIDE
SCALES = ((4, (2, 3)), (8, (0, 1)))       # grid side, anchors that belong to it


def _scenes(seed, count):
    rng = np.random.default_rng(seed)
    x = rng.integers(0, 60, (count, SIDE, SIDE, 3)).astype('uint8')
    y = np.zeros((count, MOST, 5), 'float32')
    for i in range(count):
        cells = rng.choice(16, rng.integers(1, 5), replace=False)        # never two centres in one cell of the coarse grid
        for k, cell in enumerate(cells):
            cx, cy = 16 * (cell % 4) + rng.integers(4, 13), 16 * (cell // 4) + rng.integers(4, 13)
            w, h = 2 * rng.integers(3, 1 + min(14, cx, SIDE - cx)), 2 * rng.integers(3, 1 + min(14, cy, SIDE - cy))
            left, top = cx - w // 2, cy - h // 2
            c = rng.integers(0, CLASSES)
            x[i, top:top + h, left:left + w, c % 3] = 150 + 30 * c
            y[i, k] = left / SIDE, top / SIDE, (left + w) / SIDE, (top + h) / SIDE, c
    return x, y


def _targets(labels):
    rows = tf.boolean_mask(labels, labels[:, 2] > 0)      # the padding has an empty box
    wh = rows[:, 2:4] - rows[:, 0:2]
    overlap = tf.reduce_prod(tf.minimum(wh[:, None], ANCHORS[None]), -1)
    union = tf.reduce_prod(wh, -1)[:, None] + tf.reduce_prod(ANCHORS, -1)[None] - overlap
    best = tf.argmax(overlap / union, axis=-1, output_type=tf.int32)
    middle = (rows[:, 0:2] + rows[:, 2:4]) / 2
    grids = []
    for side, anchors in SCALES:
        grid = tf.zeros((side, side, len(anchors), 6))
        cell = tf.cast(middle * side, tf.int32)
        for slot, anchor in enumerate(anchors):
            mine = best == anchor
            at = tf.boolean_mask(cell, mine)
            where = tf.stack([at[:, 1], at[:, 0], tf.fill([tf.shape(at)[0]], slot)], axis=1)
            chosen = tf.boolean_mask(rows, mine)
            full = tf.concat([chosen[:, :4], tf.ones_like(chosen[:, :1]), chosen[:, 4:]], axis=1)
            grid = tf.tensor_scatter_nd_update(grid, where, full)
        grids.append(grid)
    return tuple(grids)


def _prepare(x, y):
    return tf.cast(x, tf.float32) / 255.0, _targets(y)


def make_dataset():
    ds = tf.data.Dataset.from_tensor_slices(_scenes(0, 80)).shuffle(80, seed=0)
    return ds.map(_prepare, num_parallel_calls=tf.data.AUTOTUNE).batch(8).prefetch(2)


def make_validation():
    return tf.data.Dataset.from_tensor_slices(_scenes(1, 16)).map(_prepare).batch(8)


def yolo_loss(y_true, y_pred):
    there = y_true[..., 4]
    box = tf.reduce_sum(tf.abs(tf.sigmoid(y_pred[..., :4]) - y_true[..., :4]), -1) * there
    found = tf.nn.sigmoid_cross_entropy_with_logits(labels=there, logits=y_pred[..., 4])
    kind = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=tf.cast(y_true[..., 5], tf.int32), logits=y_pred[..., 5:]) * there
    return tf.reduce_sum(box + found + kind, axis=[1, 2, 3])


def make_model():
    image = keras.Input((SIDE, SIDE, 3))
    h = keras.layers.Conv2D(12, 3, strides=2, padding='same', activation='relu')(image)
    h = keras.layers.Conv2D(16, 3, strides=2, padding='same', activation='relu')(h)
    fine = keras.layers.Conv2D(24, 3, strides=2, padding='same', activation='relu')(h)
    coarse = keras.layers.Conv2D(32, 3, strides=2, padding='same', activation='relu')(fine)
    outputs = []
    for name, feature, side in (('coarse', coarse, 4), ('fine', fine, 8)):
        o = keras.layers.Conv2D(2 * (5 + CLASSES), 1)(feature)
        outputs.append(keras.layers.Reshape((side, side, 2, 5 + CLASSES), name=name)(o))
    model = keras.Model(image, outputs)
    model.compile('adam', loss=[yolo_loss, yolo_loss])
    return model
