from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(id='outcome_and_treatment_in_one_target',
            title='Dragonnet: y and t side by side as the target, two potential outcomes and the propensity as the output',
            source='https://github.com/claudiashi57/dragonnet/blob/master/src/experiment/models.py',
            keras='any',
            trap='two target columns against three outputs; the treatment is a target and not an input; each row trains only one of the two outcome heads')


def _trial():
    rng = np.random.default_rng(47)
    x = rng.normal(size=(500, 25))
    x[:, 6:] = (x[:, 6:] > 0.3)
    chance = 1 / (1 + np.exp(-(0.6 * x[:, 0] - 0.4 * x[:, 1] + 0.5 * x[:, 7])))
    t = (rng.random(500) < chance).astype('float64')
    y = 2 + x[:, 0] + 0.5 * x[:, 2] + t * (4 + 0.5 * x[:, 8]) + rng.normal(0, 1, 500)
    cut = 400
    mean, std = y[:cut].mean(), y[:cut].std()
    yt = np.stack([(y - mean) / std, t], axis=1).astype('float32')
    x = x.astype('float32')
    return (x[:cut], yt[:cut]), (x[cut:], yt[cut:])


def make_dataset():
    return tf.data.Dataset.from_tensor_slices(_trial()[0]).shuffle(400, seed=0).batch(32).prefetch(1)


def make_validation():
    return tf.data.Dataset.from_tensor_slices(_trial()[1]).batch(50)


def dragonnet_loss(concat_true, concat_pred):
    y, t = concat_true[:, 0], concat_true[:, 1]
    y0, y1, p = concat_pred[:, 0], concat_pred[:, 1], concat_pred[:, 2]
    regression = (1.0 - t) * tf.square(y - y0) + t * tf.square(y - y1)
    p = (p + 0.01) / 1.02
    propensity = -(t * tf.math.log(p) + (1.0 - t) * tf.math.log(1.0 - p))
    return regression + propensity


def make_model():
    x = keras.Input((25,))
    z = keras.layers.Dense(32, activation='elu')(x)
    z = keras.layers.Dense(32, activation='elu')(z)
    heads = [keras.layers.Dense(1, name=name)(keras.layers.Dense(16, activation='elu')(z)) for name in ('y0', 'y1')]
    t = keras.layers.Dense(1, activation='sigmoid', name='t')(z)
    model = keras.Model(x, keras.layers.Concatenate()(heads + [t]))
    model.compile(keras.optimizers.Adam(1e-3), loss=dragonnet_loss)
    return model
