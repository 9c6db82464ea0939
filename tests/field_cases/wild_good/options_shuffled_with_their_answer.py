from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='options_shuffled_with_their_answer', keras='any',
    title='Multiple choice: four readings of one beginning, shuffled together with the one-hot answer, scored by one shared encoder',
    source='https://keras.io/examples/nlp/multiple_choice_task_with_transfer_learning/',
    trap='x has an axis more than the tokens need (the options); rows of x within an example begin alike; labels are reordered in map; '
         'the order is left undetermined; repeat without end with steps given; the last incomplete batch is dropped')

FIT = dict(steps_per_epoch=12)
WORDS = ['he', 'she', 'opens', 'the', 'door', 'eats', 'soup', 'reads', 'book', 'rides', 'horse', 'quickly', 'now', 'again', 'slowly']
FITTING = {'opens': 'door', 'eats': 'soup', 'reads': 'book', 'rides': 'horse'}
LENGTH = 8


def _questions(part):
    rng = np.random.default_rng(361 if part == 'train' else 362)
    options, answers = [], []
    for _ in range(96 if part == 'train' else 32):
        verb = str(rng.choice(list(FITTING)))
        start = '%s %s %s the' % (rng.choice(['he', 'she']), rng.choice(['now', 'again', 'quickly']), verb)
        ends = list(rng.permutation(list(FITTING.values())))
        answers.append(ends.index(FITTING[verb]))
        options.append(['%s %s %s' % (start, e, rng.choice(['slowly', 'now', 'again'])) for e in ends])
    return np.array(options), np.eye(4, dtype='float32')[answers]


def _option_shuffle(options, labels):
    if tf.random.uniform([]) > 0.5:
        return options, labels
    order = tf.random.shuffle(tf.range(tf.shape(options)[0]))
    return tf.gather(options, order), tf.gather(labels, order)


def _build(part, augment):
    table = keras.layers.StringLookup(vocabulary=WORDS, mask_token='')

    def preprocess(options, label):
        ids = table(tf.strings.split(options).to_tensor('', shape=(4, LENGTH)))
        return {'token_ids': ids, 'padding_mask': tf.cast(ids != 0, tf.int32)}, label

    ds = tf.data.Dataset.from_tensor_slices(_questions(part)).cache()
    if augment:
        ds = ds.map(_option_shuffle, num_parallel_calls=tf.data.AUTOTUNE)
    ds = ds.map(preprocess, num_parallel_calls=tf.data.AUTOTUNE)
    if augment:
        opt = tf.data.Options()
        opt.experimental_deterministic = False
        ds = ds.shuffle(96).repeat().with_options(opt)
    return ds.batch(8, drop_remainder=augment).prefetch(tf.data.AUTOTUNE)


def make_dataset():
    return _build('train', True)


def make_validation():
    return _build('validation', False)


class Pick(keras.layers.Layer):
    def __init__(self, index):
        super().__init__()
        self.index = index

    def call(self, x):
        return x[:, self.index, :]


class MaskedMean(keras.layers.Layer):
    def call(self, inputs):
        x, mask = inputs
        mask = tf.cast(mask, x.dtype)[:, :, None]
        return tf.reduce_sum(x * mask, 1) / tf.reduce_sum(mask, 1)


def _classifier():
    ids, mask = keras.Input((LENGTH,), dtype='int32'), keras.Input((LENGTH,), dtype='int32')
    x = keras.layers.Embedding(len(WORDS) + 2, 24)(ids)
    x = keras.layers.Conv1D(32, 3, padding='same', activation='relu')(x)
    x = keras.layers.Dense(32, activation='relu')(MaskedMean()([x, mask]))
    return keras.Model([ids, mask], keras.layers.Dense(1)(x))


def make_model():
    inputs = {k: keras.Input((4, LENGTH), dtype='int32', name=k) for k in ('token_ids', 'padding_mask')}
    score = _classifier()
    logits = [score([Pick(i)(inputs['token_ids']), Pick(i)(inputs['padding_mask'])]) for i in range(4)]
    m = keras.Model(inputs, keras.layers.Softmax()(keras.layers.Concatenate()(logits)))
    m.compile(keras.optimizers.Adam(5e-3), keras.losses.CategoricalCrossentropy(label_smoothing=0.02), metrics=['accuracy'])
    return m
