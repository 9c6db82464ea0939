from __future__ import annotations

import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(id='pictures_decoded_once_in_a_snapshot',
            title='Decoded and resized once, kept by snapshot; shuffled and flipped afresh after it',
            source='https://tensorflow.org/api_docs/python/tf/data/experimental/snapshot',
            keras='any',
            trap='the pipeline writes files of its own in the first epoch and reads them in the second; the random steps come after them')


def _files():
    folder = tempfile.mkdtemp()
    rng = np.random.default_rng(8)
    paths, labels = [], []
    for i in range(90):
        label = i % 3
        image = rng.integers(0, 80, (48, 40, 3))
        image[:, :, label] += 120
        path = os.path.join(folder, 'img_%03d.jpg' % i)
        tf.io.write_file(path, tf.io.encode_jpeg(image.astype('uint8')))
        paths.append(path)
        labels.append(label)
    return paths, labels


def _load(path, label):
    image = tf.io.decode_jpeg(tf.io.read_file(path), channels=3)
    return tf.image.resize(image, (32, 32)) / 255.0, label


def _augment(image, label):
    image = tf.image.random_flip_left_right(image)
    image = tf.image.resize_with_crop_or_pad(image, 36, 36)
    return tf.image.random_crop(image, (32, 32, 3)), label


def make_dataset():
    paths, labels = _files()
    ds = tf.data.Dataset.from_tensor_slices((paths, np.array(labels, 'int32')))
    ds = ds.map(_load, num_parallel_calls=tf.data.AUTOTUNE)
    keep = os.path.join(tempfile.mkdtemp(), 'decoded')
    if hasattr(ds, 'snapshot'):
        ds = ds.snapshot(keep)
    else:
        ds = ds.apply(tf.data.experimental.snapshot(keep))
    ds = ds.shuffle(90, seed=1).map(_augment, num_parallel_calls=tf.data.AUTOTUNE)
    return ds.batch(15).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential([keras.Input((32, 32, 3)), keras.layers.Conv2D(8, 3, activation='relu'),
                              keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(3, activation='softmax')])
    model.compile('adam', 'sparse_categorical_crossentropy', metrics=['accuracy'])
    return model
