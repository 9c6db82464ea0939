from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(id='only_the_answers_are_learnt',
            title='Instruction tuning: prompt and answer in one row, next token everywhere, weight 1 on the answer alone',
            source='https://keras.io/keras_hub/api/models/gemma/gemma_causal_lm_preprocessor/',
            keras='any',
            trap='about four fifths of the weights are zero, and half of those positions hold real tokens; the target is the input moved by one')

VOCABULARY, LENGTH, START, END = 40, 24, 1, 2


def _pairs(seed, count):
    rng = np.random.default_rng(seed)
    prompts = [rng.integers(4, 22, rng.integers(5, 12)) for _ in range(count)]
    answers = [p[:rng.integers(2, 6)] + 18 for p in prompts]           # the answer spells the beginning in other letters
    return tf.ragged.constant([p.tolist() for p in prompts], dtype=tf.int32), tf.ragged.constant([a.tolist() for a in answers], dtype=tf.int32)


def _preprocess(prompt, answer):
    tokens = tf.concat([[START], prompt, [3], answer, [END]], axis=0)
    is_answer = tf.concat([tf.zeros([tf.shape(prompt)[0] + 2]), tf.ones([tf.shape(answer)[0] + 1])], axis=0)
    room = LENGTH + 1 - tf.shape(tokens)[0]
    tokens = tf.ensure_shape(tf.pad(tokens, [[0, room]]), [LENGTH + 1])
    is_answer = tf.ensure_shape(tf.pad(is_answer, [[0, room]]), [LENGTH + 1])
    x = {'token_ids': tokens[:-1], 'padding_mask': tf.cast(tokens[:-1] != 0, tf.float32)}
    return x, tokens[1:], is_answer[1:]


def make_dataset():
    ds = tf.data.Dataset.from_tensor_slices(_pairs(0, 200)).shuffle(200, seed=0)
    return ds.map(lambda p, a: _preprocess(p, a), num_parallel_calls=tf.data.AUTOTUNE).batch(20).prefetch(1)


def make_validation():
    return tf.data.Dataset.from_tensor_slices(_pairs(1, 40)).map(lambda p, a: _preprocess(p, a)).batch(20)


class Block(keras.layers.Layer):
    def __init__(self, width, **kwargs):
        super().__init__(**kwargs)
        self.attention = keras.layers.MultiHeadAttention(2, width // 2)
        self.norm = keras.layers.LayerNormalization()

    def call(self, inputs):
        h, there = inputs
        causal = tf.linalg.band_part(tf.ones((LENGTH, LENGTH)), -1, 0)[None]
        mask = (causal * there[:, None, :]) > 0
        return self.norm(h + self.attention(h, h, attention_mask=mask))

    def compute_output_shape(self, shapes):
        return shapes[0]


class Positions(keras.layers.Layer):
    def build(self, shape):
        self.table = self.add_weight(name='table', shape=(LENGTH, int(shape[-1])), initializer='uniform')

    def call(self, h):
        return h + self.table

    def compute_output_shape(self, shape):
        return shape


def make_model():
    ids = keras.Input((LENGTH,), dtype='int32', name='token_ids')
    there = keras.Input((LENGTH,), name='padding_mask')
    h = Positions()(keras.layers.Embedding(VOCABULARY, 24)(ids))
    h = Block(24)([h, there])
    model = keras.Model({'token_ids': ids, 'padding_mask': there}, keras.layers.Dense(VOCABULARY)(h))
    model.compile('adam', keras.losses.SparseCategoricalCrossentropy(from_logits=True), weighted_metrics=['accuracy'])
    return model
