from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(id='held_out_fifth_of_each_new_user',
            title='Mult-VAE: training users are rebuilt from themselves, validation users from four fifths of their clicks against the rest',
            source='https://github.com/dawenl/vae_cf',
            keras='any',
            trap='in training the target is the input, in validation it shares no item with it; rows are nearly all zero and do not sum to one')

USERS, ITEMS = 240, 60


def _clicks():
    rng = np.random.default_rng(23)
    taste = rng.normal(size=(USERS, 4))
    item = rng.normal(size=(4, ITEMS))
    chance = 1 / (1 + np.exp(-(taste @ item - 1.5)))
    x = (rng.random((USERS, ITEMS)) < chance).astype('float32')
    return x[x.sum(1) >= 5]


def make_dataset():
    rows = _clicks()[40:]
    return tf.data.Dataset.from_tensor_slices((rows, rows)).shuffle(len(rows), seed=0).batch(25).prefetch(1)


def make_validation():
    rng = np.random.default_rng(24)
    rows = _clicks()[:40]
    fold_in, held_out = rows.copy(), np.zeros_like(rows)
    for i, row in enumerate(rows):
        items = np.flatnonzero(row)
        away = rng.choice(items, max(1, len(items) // 5), replace=False)
        fold_in[i, away] = 0
        held_out[i, away] = 1
    return tf.data.Dataset.from_tensor_slices((fold_in, held_out)).batch(20)


class Sample(keras.layers.Layer):
    """Draws z while training, and adds the KL term."""

    def call(self, inputs, training=None):
        mean, log_var = inputs
        kl = -0.5 * tf.reduce_mean(tf.reduce_sum(1 + log_var - tf.square(mean) - tf.exp(log_var), axis=1))
        self.add_loss(0.1 * kl)
        if training:
            return mean + tf.exp(0.5 * log_var) * tf.random.normal(tf.shape(mean))
        return mean

    def compute_output_shape(self, shapes):
        return shapes[0]


def multinomial(y_true, y_pred):
    return -tf.reduce_sum(tf.nn.log_softmax(y_pred) * y_true, axis=-1)


def make_model():
    x = keras.Input((ITEMS,))
    h = keras.layers.Lambda(lambda t: tf.math.l2_normalize(t, axis=1))(x)
    h = keras.layers.Dropout(0.5)(h)
    h = keras.layers.Dense(32, activation='tanh')(h)
    z = Sample()([keras.layers.Dense(8)(h), keras.layers.Dense(8)(h)])
    h = keras.layers.Dense(32, activation='tanh')(z)
    model = keras.Model(x, keras.layers.Dense(ITEMS)(h))
    model.compile('adam', loss=multinomial)
    return model
