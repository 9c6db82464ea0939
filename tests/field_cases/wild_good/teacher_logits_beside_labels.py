from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='teacher_logits_beside_labels', keras='any',
    title='Knowledge distillation: one-hot labels and stored teacher logits in one target of twice the width',
    source='https://keras.io/examples/vision/knowledge_distillation/',
    trap='y has eight columns and the output four; half of y is negative or over 1 and does not sum to one: the loss and the '
         'metric take the two halves apart')

CLASSES, DIM = 4, 12


def _data(part):
    rng = np.random.default_rng(70)
    centres = rng.normal(size=(CLASSES, DIM)) * 1.2
    rng = np.random.default_rng(71 if part == 'train' else 72)
    n = 192 if part == 'train' else 64
    y = rng.integers(0, CLASSES, n)
    x = centres[y] + rng.normal(size=(n, DIM))
    # what the large model, trained elsewhere, said of each example (here: the exact posterior of the mixture)
    logits = -0.5 * ((x[:, None] - centres[None]) ** 2).sum(-1)
    logits -= logits.mean(1, keepdims=True)
    return x.astype('float32'), np.eye(CLASSES)[y].astype('float32'), logits.astype('float32')


def _join(x, onehot, logits):
    return x, tf.concat([onehot, logits], axis=-1)


def make_dataset():
    x, onehot, logits = _data('train')
    ds = tf.data.Dataset.from_tensor_slices((x, onehot, logits)).map(_join)
    return ds.shuffle(len(x)).batch(32).prefetch(1)


def make_validation():
    return tf.data.Dataset.from_tensor_slices(_data('validation')).map(_join).batch(32)


def distillation_loss(y_true, y_pred, temperature=3.0, alpha=0.3):
    onehot, teacher = y_true[:, :CLASSES], y_true[:, CLASSES:]
    hard = keras.losses.categorical_crossentropy(onehot, y_pred, from_logits=True)
    log_p, log_q = tf.nn.log_softmax(teacher / temperature), tf.nn.log_softmax(y_pred / temperature)
    soft = tf.reduce_sum(tf.exp(log_p) * (log_p - log_q), axis=-1)
    return alpha * hard + (1 - alpha) * soft * temperature ** 2


def accuracy(y_true, y_pred):
    return keras.metrics.categorical_accuracy(y_true[:, :CLASSES], y_pred)


def make_model():
    m = keras.Sequential([keras.Input((DIM,)), keras.layers.Dense(8, activation='relu'), keras.layers.Dense(CLASSES)])
    m.compile(keras.optimizers.Adam(0.01), distillation_loss, metrics=[accuracy])
    return m
