from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(id='four_clinics_in_turn',
            title='choose_from_datasets: one patient of each clinic in turn, so that each batch has four of each',
            source='https://tensorflow.org/versions/r2.7/api_docs/python/tf/data/experimental/choose_from_datasets',
            keras='any',
            trap='nothing is shuffled after the clinics are merged, and the one-hot clinic column repeats with period four; each clinic is shuffled on its own')

EACH = 60


def _clinic(number, rows, seed):
    rng = np.random.default_rng(seed)
    lab = rng.normal(0.2 * number, 1.0, (rows, 6)).astype('float32')
    ill = (lab[:, 0] - lab[:, 3] + rng.normal(0, 0.6, rows) > 0).astype('float32')
    where = np.tile(np.eye(4, dtype='float32')[number], (rows, 1))
    return {'lab': lab, 'clinic': where}, ill


def make_dataset():
    clinics = [tf.data.Dataset.from_tensor_slices(_clinic(c, EACH, 10 + c)).shuffle(EACH, seed=c) for c in range(4)]
    turn = tf.data.Dataset.range(4).repeat(EACH)
    if hasattr(tf.data.Dataset, 'choose_from_datasets'):
        ds = tf.data.Dataset.choose_from_datasets(clinics, turn)
    else:
        ds = tf.data.experimental.choose_from_datasets(clinics, turn)
    return ds.batch(16).prefetch(1)


def make_validation():
    parts = [_clinic(c, 16, 20 + c) for c in range(4)]
    x = {k: np.concatenate([p[0][k] for p in parts]) for k in ('lab', 'clinic')}
    return tf.data.Dataset.from_tensor_slices((x, np.concatenate([p[1] for p in parts]))).batch(32)


def make_model():
    lab, clinic = keras.Input((6,), name='lab'), keras.Input((4,), name='clinic')
    h = keras.layers.Dense(16, activation='relu')(keras.layers.Concatenate()([lab, clinic]))
    model = keras.Model({'lab': lab, 'clinic': clinic}, keras.layers.Dense(1, activation='sigmoid')(h))
    model.compile('adam', 'binary_crossentropy', metrics=['accuracy'])
    return model
