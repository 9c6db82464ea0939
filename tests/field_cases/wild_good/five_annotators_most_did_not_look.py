from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(id='five_annotators_most_did_not_look',
            title='Crowd layer: the class each annotator gave, -1 where one gave none; an output for each class and annotator',
            source='https://github.com/fmpr/CrowdLayer/blob/master/crowd_layer/crowd_layers.py',
            keras='any',
            trap='labels of -1; a target (batch, 5) against an output (batch, classes, 5); one picture has several, even contradicting labels')

CLASSES, PEOPLE = 4, 5


def _answers():
    rng = np.random.default_rng(53)
    truth = rng.integers(0, CLASSES, 360)
    x = rng.normal(size=(360, 16)) + 1.2 * np.eye(CLASSES).repeat(4, axis=1)[truth]
    skill = np.array([0.95, 0.85, 0.7, 0.6, 0.9])
    answers = np.where(rng.random((360, PEOPLE)) < skill, truth[:, None], rng.integers(0, CLASSES, (360, PEOPLE)))
    looked = rng.random((360, PEOPLE)) < 0.45
    looked[np.arange(360), rng.integers(0, PEOPLE, 360)] = True        # someone saw each picture
    return x.astype('float32'), np.where(looked, answers, -1).astype('int32')


def make_dataset():
    return tf.data.Dataset.from_tensor_slices(_answers()).shuffle(360, seed=0).batch(24).prefetch(1)


class CrowdsClassification(keras.layers.Layer):
    """A confusion matrix for each annotator, the identity at first."""

    def build(self, shape):
        self.w = self.add_weight(name='confusion', shape=(CLASSES, CLASSES, PEOPLE),
                                 initializer=lambda shape, dtype=None, **k: tf.cast(tf.tile(tf.eye(CLASSES)[..., None], [1, 1, PEOPLE]), dtype or tf.float32))

    def call(self, p):
        return tf.einsum('bc,cka->bka', p, self.w)

    def compute_output_shape(self, shape):
        return (shape[0], CLASSES, PEOPLE)


def masked_multi_crossentropy(y_true, y_pred):
    y_true = tf.cast(y_true, tf.int32)
    there = tf.cast(y_true != -1, tf.float32)
    logits = tf.transpose(y_pred, [0, 2, 1])
    each = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=tf.maximum(y_true, 0), logits=logits)
    return tf.reduce_sum(each * there, axis=1)


def make_model():
    x = keras.Input((16,))
    h = keras.layers.Dense(24, activation='relu')(x)
    p = keras.layers.Dense(CLASSES, activation='softmax', name='truth')(h)
    model = keras.Model(x, CrowdsClassification()(p))
    model.compile('adam', loss=masked_multi_crossentropy)
    return model
