from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='labels_zipped_before_batching',
    title='The features were batched, the labels not, and the two zipped',
    source='https://www.tensorflow.org/guide/data#batching_dataset_elements',
    kind='error', cause='one-side-batched', keras='any',
    groups=['completeness'],
    explain='zip pairs a batch of 20 rows with ONE label: the element is ((20, 6), ()), and only 12 labels of 240 are ever '
            'used. fit complains of the rank of the target. batch() belongs after zip.')


def make_dataset():
    rng = np.random.default_rng(82)
    rows = rng.normal(size=(240, 6)).astype('float32')
    labels = np.argmax(rows[:, :3] + rng.normal(0, .3, (240, 3)), 1)
    features_ds = tf.data.Dataset.from_tensor_slices(rows).map(lambda r: tf.clip_by_value(r, -3.0, 3.0)).batch(20)
    labels_ds = tf.data.Dataset.from_tensor_slices(labels)
    return tf.data.Dataset.zip((features_ds, labels_ds)).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential([keras.Input((6,)),
                              keras.layers.Dense(16, activation='relu'),
                              keras.layers.Dense(3, activation='softmax')])
    model.compile('adam', 'sparse_categorical_crossentropy', metrics=['accuracy'])
    return model
