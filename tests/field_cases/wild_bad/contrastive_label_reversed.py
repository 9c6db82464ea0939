from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='contrastive_label_reversed',
    title='Pairs say 1 for the same person, the loss says 1 for different ones',
    source='https://datascience.stackexchange.com/questions/45629/'
           'contrastive-loss-problem-in-a-character-level-siamese-nn-model',
    kind='silent', cause='label-convention-reversed',
    groups=['labels'], keras='any',
    explain='The loss follows the paper (Y=1: dissimilar, push apart up to the margin), the pair maker follows another '
            'post (1 = same class). Equal faces are pushed apart and different '
            'ones pulled together, and the loss falls all the while. Measured after 25 epochs: mean distance 0.62 for '
            'equal and 0.53 for different faces (with 1 - y: 0.21 and 1.63). A pair of one picture with '
            'itself, labelled 1, has the greatest loss there is. Use 1 - y in one of the two.')


def faces(n_people=8, each=12):
    rng = np.random.default_rng(19)
    centres = rng.normal(size=(n_people, 20))
    who = np.repeat(np.arange(n_people), each)
    return (centres[who] + 0.3 * rng.normal(size=(len(who), 20))).astype('float32'), who


def make_pairs(x, who):
    rng = np.random.default_rng(20)
    left, right, same = [], [], []
    for i in range(len(x)):
        mate = rng.choice(np.flatnonzero((who == who[i]) & (np.arange(len(x)) != i)))
        stranger = rng.choice(np.flatnonzero(who != who[i]))
        left += [x[i], x[i]]
        right += [x[mate], x[stranger]]
        same += [1.0, 0.0]
    return np.stack(left), np.stack(right), np.asarray(same, 'float32')


def make_dataset():
    left, right, same = make_pairs(*faces())
    ds = tf.data.Dataset.from_tensor_slices(((left, right), same[:, None]))
    return ds.shuffle(len(same)).batch(16).prefetch(tf.data.AUTOTUNE)


def contrastive_loss(y_true, distance):
    margin = 1.0
    similar = (1.0 - y_true) * tf.square(distance)
    dissimilar = y_true * tf.square(tf.maximum(margin - distance, 0.0))
    return tf.reduce_mean(similar + dissimilar, -1)


class Distance(keras.layers.Layer):
    def call(self, inputs):
        a, b = inputs
        return tf.sqrt(tf.reduce_sum(tf.square(a - b), -1, keepdims=True) + 1e-7)


def make_model():
    tower = keras.Sequential([
        keras.Input((20,)),
        keras.layers.Dense(32, activation='relu'),
        keras.layers.Dense(8)])
    a, b = keras.Input((20,)), keras.Input((20,))
    m = keras.Model([a, b], Distance()([tower(a), tower(b)]))
    m.compile('adam', contrastive_loss)
    return m
