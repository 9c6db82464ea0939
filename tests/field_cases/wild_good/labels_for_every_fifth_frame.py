from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(id='labels_for_every_fifth_frame',
            title='SELD: sixty frames in, twelve label frames out; the direction target carries the activity as a mask',
            source='https://github.com/sharathadavanne/seld-dcase2020/blob/master/keras_model.py',
            keras='any',
            trap='targets have a fifth of the input frames; the direction target is a third wider than the output; both are mostly zero, features are channels-first until a permute')

FRAMES, MEL, CHANNELS, LABELS, CLASSES = 60, 16, 4, 12, 3


def _recordings(seed, count):
    rng = np.random.default_rng(seed)
    x = rng.normal(0, 1, (count, CHANNELS, FRAMES, MEL)).astype('float32')
    sed = np.zeros((count, LABELS, CLASSES), 'float32')
    doa = np.zeros((count, LABELS, 3 * CLASSES), 'float32')
    for i in range(count):
        for c in rng.choice(CLASSES, rng.integers(0, 3), replace=False):
            start = rng.integers(0, LABELS - 3)
            stop = start + rng.integers(2, 4)
            direction = rng.normal(size=3)
            direction /= np.linalg.norm(direction)
            sed[i, start:stop, c] = 1
            for axis in range(3):
                doa[i, start:stop, axis * CLASSES + c] = direction[axis]
            band = slice(5 * c, 5 * c + 5)
            x[i, 0, 5 * start:5 * stop, band] += 2
            for axis in range(3):
                x[i, 1 + axis, 5 * start:5 * stop, band] += 2 * direction[axis]
    return x, (sed, np.concatenate([sed, doa], axis=2))


def make_dataset():
    return tf.data.Dataset.from_tensor_slices(_recordings(0, 120)).shuffle(120, seed=3).batch(12).prefetch(1)


def make_validation():
    return tf.data.Dataset.from_tensor_slices(_recordings(1, 36)).batch(12)


def masked_mse(y_true, y_pred):
    mask = tf.repeat(y_true[..., None, :CLASSES], 3, axis=-2)
    mask = tf.reshape(mask, tf.shape(y_pred))
    return tf.reduce_sum(mask * tf.square(y_true[..., CLASSES:] - y_pred)) / tf.maximum(tf.reduce_sum(mask), 1.0)


def make_model():
    x = keras.Input((CHANNELS, FRAMES, MEL))
    h = keras.layers.Permute((2, 3, 1))(x)
    h = keras.layers.Conv2D(16, 3, padding='same', activation='relu')(h)
    h = keras.layers.MaxPooling2D((5, 4))(h)
    h = keras.layers.Reshape((LABELS, 16 * MEL // 4))(h)
    h = keras.layers.Conv1D(24, 3, padding='same', activation='relu')(h)
    sed = keras.layers.Dense(CLASSES, activation='sigmoid', name='sed')(h)
    doa = keras.layers.Dense(3 * CLASSES, activation='tanh', name='doa')(h)
    model = keras.Model(x, [sed, doa])
    model.compile('adam', loss=['binary_crossentropy', masked_mse], loss_weights=[1.0, 10.0])
    return model
