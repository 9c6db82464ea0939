from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(id='each_batch_turned_four_ways',
            title='RotNet: a batch of sixteen images becomes sixty-four, turned by 0, 90, 180 and 270 degrees; the label is the turn',
            source='https://github.com/gidariss/FeatureLearningRotNet/blob/master/dataloader.py',
            keras='any',
            trap='every image stands four times in its batch with four labels, the labels are sorted inside the batch, and batches are four times what .batch says')


def _scenes(seed, count):
    """Bright sky above, dark ground below, a tree that stands upright."""
    rng = np.random.default_rng(seed)
    x = np.zeros((count, 24, 24, 3))
    x[:, :12] = rng.uniform(150, 220, (count, 1, 1, 3))
    x[:, 12:] = rng.uniform(40, 100, (count, 1, 1, 3))
    for i in range(count):
        c = rng.integers(3, 18)
        x[i, 6:18, c:c + 3] = rng.uniform(0, 60, 3)
    return np.clip(x + rng.normal(0, 8, x.shape), 0, 255).astype('uint8')


def _turned(images):
    images = tf.cast(images, tf.float32) / 255.0
    views = [tf.image.rot90(images, k) for k in range(4)]
    labels = tf.repeat(tf.range(4), tf.shape(images)[0])
    return tf.concat(views, axis=0), labels


def make_dataset():
    ds = tf.data.Dataset.from_tensor_slices(_scenes(0, 128)).shuffle(128, seed=4).batch(16)
    return ds.map(_turned, num_parallel_calls=tf.data.AUTOTUNE).prefetch(1)


def make_validation():
    return tf.data.Dataset.from_tensor_slices(_scenes(1, 32)).batch(16).map(_turned)


def make_model():
    model = keras.Sequential([keras.Input((24, 24, 3)), keras.layers.Conv2D(12, 3, strides=2, activation='relu'),
                              keras.layers.Conv2D(16, 3, strides=2, activation='relu'), keras.layers.Flatten(),
                              keras.layers.Dense(4)])
    model.compile('adam', keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=['accuracy'])
    return model
