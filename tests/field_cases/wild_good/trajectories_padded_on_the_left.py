from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(id='trajectories_padded_on_the_left',
            title='Decision Transformer: pieces of recorded trajectories with returns to go, padded in front, actions padded with -10',
            source='https://github.com/kzl/decision-transformer/blob/master/gym/experiment.py',
            keras='any',
            trap='zeros and -10 before the start of a piece, weight 0 there; the actions are both an input and the target, and the causal mask keeps each from its own; an endless generator')

K, STATE, ACT, SCALE = 12, 4, 2, 20.0
FIT = dict(steps_per_epoch=8)


def _trajectories():
    rng = np.random.default_rng(6)
    out = []
    for _ in range(40):
        n = int(rng.integers(6, 40))
        s = np.cumsum(rng.normal(0, 0.5, (n, STATE)), 0)
        skill = rng.uniform(0.2, 1.0)
        a = np.tanh(-skill * s[:, :ACT] + rng.normal(0, 0.1, (n, ACT)))
        r = 1.0 - np.abs(s[:, :ACT] + a).mean(1)
        out.append((s, a, r))
    return out


def _generator():
    rng = np.random.default_rng(7)
    data = _trajectories()
    states = np.concatenate([s for s, _, _ in data])
    mean, std = states.mean(0), states.std(0) + 1e-6
    lengths = np.array([len(r) for _, _, r in data])
    while True:
        s, a, r = data[rng.choice(len(data), p=lengths / lengths.sum())]
        start = int(rng.integers(0, len(r)))
        piece = slice(start, start + K)
        n = len(r[piece])
        togo = np.cumsum(r[::-1])[::-1][piece]
        pad = K - n
        x = {'states': np.concatenate([np.zeros((pad, STATE)), (s[piece] - mean) / std]).astype('float32'),
             'actions': np.concatenate([np.full((pad, ACT), -10.0), a[piece]]).astype('float32'),
             'returns_to_go': np.concatenate([np.zeros(pad), togo])[:, None].astype('float32') / np.float32(SCALE),
             'timesteps': np.concatenate([np.zeros(pad), np.arange(start, start + n)]).astype('int32'),
             'attention_mask': np.concatenate([np.zeros(pad), np.ones(n)]).astype('float32')}
        yield x, x['actions'], x['attention_mask']


def make_dataset():
    signature = ({'states': tf.TensorSpec((K, STATE), tf.float32), 'actions': tf.TensorSpec((K, ACT), tf.float32),
                  'returns_to_go': tf.TensorSpec((K, 1), tf.float32), 'timesteps': tf.TensorSpec((K,), tf.int32),
                  'attention_mask': tf.TensorSpec((K,), tf.float32)},
                 tf.TensorSpec((K, ACT), tf.float32), tf.TensorSpec((K,), tf.float32))
    return tf.data.Dataset.from_generator(_generator, output_signature=signature).batch(16).prefetch(2)


class DecisionTransformer(keras.Model):
    def __init__(self, width=16):
        super().__init__()
        self.width = width
        self.embed_s, self.embed_a, self.embed_r = (keras.layers.Dense(width) for _ in range(3))
        self.embed_t = keras.layers.Embedding(64, width)
        self.norm = keras.layers.LayerNormalization()
        self.attention = keras.layers.MultiHeadAttention(2, 8)
        self.head = keras.layers.Dense(ACT, activation='tanh')

    def call(self, inputs):
        t = self.embed_t(inputs['timesteps'])
        tokens = tf.stack([self.embed_r(inputs['returns_to_go']) + t, self.embed_s(inputs['states']) + t,
                           self.embed_a(inputs['actions']) + t], axis=2)          # (batch, K, 3, width)
        tokens = self.norm(tf.reshape(tokens, [-1, 3 * K, self.width]))
        there = tf.repeat(inputs['attention_mask'] > 0, 3, axis=1)
        causal = tf.linalg.band_part(tf.ones((3 * K, 3 * K)), -1, 0) > 0
        mask = causal[None] & there[:, None, :]
        h = tokens + self.attention(tokens, tokens, attention_mask=mask)
        h = tf.reshape(h, [-1, K, 3, self.width])
        return self.head(h[:, :, 1])                                                # from the state token


def make_model():
    model = DecisionTransformer()
    model.compile(keras.optimizers.Adam(1e-3), loss='mse')
    return model
