from __future__ import annotations

import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='whole_folder_decoded_for_few_batches',
    title='Decoded pictures are shuffled, the whole folder deep, and four batches are taken',
    source='https://openillumi.com/en/en-tfdata-shuffle-buffer-optimization',
    kind='slow', cause='shuffle-after-decode',
    groups=['efficiency'], keras='any',
    explain='"Filling up shuffle buffer (this may take a while)": the buffer of 200 stands behind the decoding map, so '
            'before the first batch of every epoch all 200 photos are read, decoded and held in memory, and '
            'take(4) then uses 40 of them. Shuffle the paths and decode what is left after the shuffle: the same '
            'random batches for a fifth of the work, with the first at once.')

N, BATCH = 200, 10


def write_photos():
    folder = tempfile.mkdtemp()
    rng = np.random.default_rng(47)
    for i in range(N):
        label = i % 2
        small = rng.integers(0, 255, (32, 32, 3))
        small[..., 0] = small[..., 0] // 2 + 120 * label
        photo = small.astype('uint8').repeat(32, 0).repeat(32, 1)          # 1024 x 1024
        tf.io.write_file(os.path.join(folder, ('cat', 'dog')[label] + '_%03d.jpg' % i), tf.io.encode_jpeg(photo))
    return folder


def load(path):
    image = tf.io.decode_jpeg(tf.io.read_file(path), channels=3)
    image = tf.image.resize(image, (64, 64)) / 255.0
    label = tf.cast(tf.strings.regex_full_match(path, '.*dog_[0-9]*.jpg'), tf.float32)
    return image, label


def make_dataset():
    paths = sorted(tf.io.gfile.glob(os.path.join(write_photos(), '*.jpg')))
    ds = tf.data.Dataset.from_tensor_slices(paths)
    ds = ds.map(load, num_parallel_calls=tf.data.AUTOTUNE)
    return ds.shuffle(N).batch(BATCH).take(4).prefetch(tf.data.AUTOTUNE)


def make_model():
    m = keras.Sequential([
        keras.Input((64, 64, 3)),
        keras.layers.Conv2D(8, 3, strides=4, activation='relu'),
        keras.layers.GlobalAveragePooling2D(),
        keras.layers.Dense(1, activation='sigmoid')])
    m.compile('adam', 'binary_crossentropy', metrics=['accuracy'])
    return m
