CASE = {'id': 'unmeasured_assays_are_negative',
 'title': 'Assays that were not run on a compound become -1, which the loss leaves out.',
 'kind': 'good',
 'groups': [],
 'keras': '3',
 'evidence': 'the mended twin: on completely measured compounds recall 0.14 and balanced accuracy 0.57 with '
             'the mistake, 0.83 and 0.86 mended'}

import keras
import numpy as np
import tensorflow as tf
from keras import layers

BITS, ASSAYS = 96, 6
_rng = np.random.default_rng(31)
EFFECT = _rng.normal(0, 1, (BITS, ASSAYS)) * (_rng.random((BITS, ASSAYS)) < 0.2)


def compounds(count, seed, complete=False):
    rng = np.random.default_rng(seed)
    fingerprint = (rng.random((count, BITS)) < 0.25).astype("float32")
    score = fingerprint @ EFFECT - 0.25 * EFFECT.sum(axis=0) - 0.6
    active = (score + rng.normal(0, 0.3, score.shape) > 0).astype("float32")
    if not complete:
        likely_run = np.where(fingerprint[:, :1] > 0, 0.65, 0.25)
        active[rng.random(active.shape) > likely_run] = np.nan
    return fingerprint, active


def load(count, seed):
    fingerprint, active = compounds(count, seed)
    return fingerprint, np.nan_to_num(active, nan=-1.0)


def make_dataset():
    return tf.data.Dataset.from_tensor_slices(load(2000, 1)).shuffle(2000).batch(32).prefetch(2)


def make_validation():
    return tf.data.Dataset.from_tensor_slices(load(300, 2)).batch(100)


@keras.saving.register_keras_serializable("assays")
def assay_loss(y_true, y_pred):
    run = tf.cast(y_true >= 0, tf.float32)
    y_pred = tf.clip_by_value(y_pred, 1e-6, 1 - 1e-6)
    entropy = -(y_true * tf.math.log(y_pred) + (1 - y_true) * tf.math.log(1 - y_pred))
    return tf.reduce_sum(run * entropy, axis=-1) / tf.maximum(tf.reduce_sum(run, axis=-1), 1.0)


def make_model():
    keras.utils.set_random_seed(30)
    model = keras.Sequential([
        keras.Input((BITS,)),
        layers.Dense(64, activation="relu"),
        layers.Dropout(0.2),
        layers.Dense(ASSAYS, activation="sigmoid"),
    ])
    model.compile(optimizer=keras.optimizers.Adam(0.003), loss=assay_loss)
    return model


FIT = dict(epochs=10)
