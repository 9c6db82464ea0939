from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='anchors_with_negative_labels', keras='any',
    title='RetinaNet: boxes padded per batch, matched to anchors; class -1 is background, -2 is ignored',
    source='https://keras.io/examples/vision/retinanet/',
    trap='padding values of 1e-8 and -1, encoded labels of -1 and -2, almost all anchors background; the class id is in the same '
         'float tensor as the box offsets; the output has seven columns (offsets, class scores), the target five')

SIZE, CELL, CLASSES = 32, 4, 3
GRID = SIZE // CELL


def _scenes(part):
    rng = np.random.default_rng(171 if part == 'train' else 172)
    for _ in range(64 if part == 'train' else 16):
        image = rng.uniform(0, 0.2, (SIZE, SIZE, 3)).astype('float32')
        boxes, classes = [], []
        for corner in rng.permutation(4)[:int(rng.integers(1, 5))]:
            # at most one object in each quarter of the scene
            w, h = rng.uniform(8, 11, 2)
            cy, cx = np.array(divmod(int(corner), 2)) * 16 + rng.uniform(6, 10, 2)
            c = int(rng.integers(0, CLASSES))
            image[int(cy - h / 2):int(cy + h / 2), int(cx - w / 2):int(cx + w / 2)] = np.eye(3)[c] * 0.9
            boxes.append([cx, cy, w, h])
            classes.append(c)
        yield image * 255, np.array(boxes, 'float32'), np.array(classes, 'int32')


def _anchors():
    c = (np.arange(GRID) + 0.5) * CELL
    cy, cx = np.meshgrid(c, c, indexing='ij')
    a = np.stack([cx, cy, np.full_like(cx, 9.0), np.full_like(cx, 9.0)], -1)
    return tf.constant(a.reshape(-1, 4), tf.float32)


def _iou(a, b):
    lo = tf.maximum(a[:, None, :2] - a[:, None, 2:] / 2, b[None, :, :2] - b[None, :, 2:] / 2)
    hi = tf.minimum(a[:, None, :2] + a[:, None, 2:] / 2, b[None, :, :2] + b[None, :, 2:] / 2)
    inter = tf.reduce_prod(tf.maximum(hi - lo, 0.0), axis=-1)
    return inter / (tf.reduce_prod(a[:, 2:], -1)[:, None] + tf.reduce_prod(b[:, 2:], -1)[None] - inter)


def _encode_one(args):
    boxes, classes = args
    anchors = _anchors()
    iou = _iou(anchors, boxes)
    best, value = tf.argmax(iou, axis=1), tf.reduce_max(iou, axis=1)
    positive = value >= 0.4
    ignored = tf.logical_and(value >= 0.3, tf.logical_not(positive))
    matched = tf.gather(boxes, best)
    offsets = tf.concat([(matched[:, :2] - anchors[:, :2]) / anchors[:, 2:] / 0.1,
                         tf.math.log(matched[:, 2:] / anchors[:, 2:]) / 0.2], axis=-1)
    label = tf.where(positive, tf.cast(tf.gather(classes, best), tf.float32), -1.0)
    label = tf.where(ignored, -2.0, label)
    return tf.concat([offsets, label[:, None]], axis=-1)


def _encode(images, boxes, classes):
    targets = tf.map_fn(_encode_one, (boxes, classes), fn_output_signature=tf.TensorSpec((GRID * GRID, 5), tf.float32))
    return images / 127.5 - 1.0, targets


def _pipeline(part, shuffle):
    signature = (tf.TensorSpec((SIZE, SIZE, 3), tf.float32), tf.TensorSpec((None, 4), tf.float32), tf.TensorSpec((None,), tf.int32))
    ds = tf.data.Dataset.from_generator(lambda: _scenes(part), output_signature=signature).cache()
    if shuffle:
        ds = ds.shuffle(64)
    ds = ds.padded_batch(8, padding_values=(0.0, 1e-8, -1), drop_remainder=True)
    return ds.map(_encode, num_parallel_calls=tf.data.AUTOTUNE).prefetch(tf.data.AUTOTUNE)


def make_dataset():
    return _pipeline('train', True)


def make_validation():
    return _pipeline('validation', False)


def retina_loss(y_true, y_pred):
    label = y_true[..., 4]
    positive, ignored = tf.cast(label > -1.0, tf.float32), tf.cast(tf.equal(label, -2.0), tf.float32)
    onehot = tf.one_hot(tf.cast(label, tf.int32), CLASSES)
    logits = y_pred[..., 4:]
    p = tf.sigmoid(logits)
    alpha = tf.where(onehot == 1.0, 0.25, 0.75)
    pt = tf.where(onehot == 1.0, p, 1 - p)
    ce = tf.nn.sigmoid_cross_entropy_with_logits(labels=onehot, logits=logits)
    cls = tf.reduce_sum(alpha * (1 - pt) ** 2 * ce, axis=-1) * (1 - ignored)
    diff = tf.abs(y_true[..., :4] - y_pred[..., :4])
    box = tf.reduce_sum(tf.where(diff < 1.0, 0.5 * diff ** 2, diff - 0.5), axis=-1) * positive
    normalizer = tf.maximum(tf.reduce_sum(positive, axis=-1), 1.0)
    return tf.reduce_sum(cls, axis=-1) / normalizer + tf.reduce_sum(box, axis=-1) / normalizer


def make_model():
    inputs = keras.Input((SIZE, SIZE, 3))
    h = inputs
    for f in (16, 32):
        h = keras.layers.Conv2D(f, 3, strides=2, padding='same', activation='relu')(h)
    box = keras.layers.Reshape((GRID * GRID, 4))(keras.layers.Conv2D(4, 3, padding='same')(h))
    prior = keras.initializers.Constant(-np.log((1 - 0.01) / 0.01))
    cls = keras.layers.Conv2D(CLASSES, 3, padding='same', bias_initializer=prior)(h)
    cls = keras.layers.Reshape((GRID * GRID, CLASSES))(cls)
    m = keras.Model(inputs, keras.layers.Concatenate(axis=-1)([box, cls]))
    m.compile(keras.optimizers.Adam(2e-3), retina_loss)
    return m
