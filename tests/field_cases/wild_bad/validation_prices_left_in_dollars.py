from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='validation_prices_left_in_dollars',
    title='The target scaler is applied to the training prices only',
    source='https://github.com/Nixtla/neuralforecast/pull/720',
    kind='silent', cause='validation-target-in-other-units', keras='any',
    groups=['labels', 'values'],
    explain='The training targets have mean 0 and deviation 1, the validation targets are prices of 84 000 to 443 000. '
            'Checked: val_loss is 9.3e10 in both epochs and does not move, so early stopping and best-checkpoint choose at random. '
            'The validation targets need the same mean and deviation.')


class Scaler:
    def fit(self, a):
        self.mean, self.std = a.mean(0), a.std(0)
        return self

    def transform(self, a):
        return (a - self.mean) / self.std


def houses(n=260):
    rng = np.random.default_rng(1200)
    area = rng.normal(150, 45, n).clip(40)
    rooms = np.round(area / 30 + rng.normal(0, .8, n)).clip(1)
    year = rng.integers(1920, 2020, n)
    dist = rng.gamma(2, 4, n)
    price = 1700 * area + 9000 * rooms + 600 * (year - 1920) - 3500 * dist + rng.normal(0, 20000, n)
    return np.stack([area, rooms, year, dist], 1), price.clip(60000).reshape(-1, 1)


def prepare():
    x, y = houses()
    x_train, x_val = x[:200], x[200:]
    y_train, y_val = y[:200], y[200:]
    x_scaler = Scaler().fit(x_train)
    y_scaler = Scaler().fit(y_train)
    x_train, x_val = x_scaler.transform(x_train), x_scaler.transform(x_val)
    y_train = y_scaler.transform(y_train)
    return x_train, y_train, x_val, y_val


def make_dataset():
    x_train, y_train, _, _ = prepare()
    return tf.data.Dataset.from_tensor_slices((x_train.astype('float32'), y_train.astype('float32'))).shuffle(200).batch(20)


def make_validation():
    _, _, x_val, y_val = prepare()
    return x_val.astype('float32'), y_val.astype('float32')


def make_model():
    inp = keras.Input((4,))
    h = keras.layers.Dense(32, activation='relu')(inp)
    h = keras.layers.Dropout(.1)(h)
    model = keras.Model(inp, keras.layers.Dense(1)(h))
    model.compile('rmsprop', 'mse')
    return model
