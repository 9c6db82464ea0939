CASE = {'id': 'ponds_without_a_sample_are_nan',
 'title': 'Most pond-days have no laboratory value; their target stays NaN and the loss leaves them out '
          'before it computes anything.',
 'kind': 'good',
 'groups': [],
 'keras': '3',
 'trap': 'two thirds of the targets are NaN',
 'evidence': 'val_loss 0.0283 after the last epoch, 0.306 after the first'}

import keras
import numpy as np
import tensorflow as tf
from keras import layers, ops


def ponds(count, seed, sampled=0.33):
    rng = np.random.default_rng(seed)
    colour = rng.normal(0, 1, (count, 6))
    chlorophyll = 1.2 + 0.7 * colour[:, 1] - 0.5 * colour[:, 3] + 0.3 * colour[:, 1] * colour[:, 4] + rng.normal(0, 0.15, count)
    oxygen = 8 - 0.8 * chlorophyll + 0.6 * colour[:, 0] + rng.normal(0, 0.2, count)
    target = np.stack([chlorophyll, oxygen / 4], axis=1)
    target[rng.random(target.shape) > sampled] = np.nan
    return colour.astype("float32"), target.astype("float32")


def make_dataset():
    return tf.data.Dataset.from_tensor_slices(ponds(1500, 1)).shuffle(1500).batch(50).prefetch(2)


def make_validation():
    return tf.data.Dataset.from_tensor_slices(ponds(300, 2, sampled=1.0)).batch(100)


@keras.saving.register_keras_serializable("ponds")
def measured_error(y_true, y_pred):
    measured = ops.logical_not(ops.isnan(y_true))
    y_true = ops.where(measured, y_true, y_pred)  # no error and no gradient where nothing was measured
    return ops.sum(ops.square(y_true - y_pred), axis=-1) / ops.maximum(ops.sum(ops.cast(measured, "float32"), axis=-1), 1.0)


def make_model():
    keras.utils.set_random_seed(47)
    model = keras.Sequential([
        keras.Input((6,)),
        layers.Dense(32, activation="relu"),
        layers.Dense(16, activation="relu"),
        layers.Dense(2),
    ])
    model.compile(optimizer=keras.optimizers.Adam(0.005), loss=measured_error)
    return model


FIT = dict(epochs=12)
