from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='transcripts_in_one_dict', keras='any',
    title='Speech recognition with a transformer: each element is one dict (source, target) and train_step does the rest',
    source='https://keras.io/examples/audio/transformer_asr/',
    trap='no (x, y): the element is a single dict that holds the answer; train_step feeds target[:, :-1] to the decoder and compares with '
         'target[:, 1:]; most of the spectrogram is zero padding and 0 in the target is padding, weighted 0')

CHARS = ['-', '#', '<', '>'] + list('abcde ')
FRAMES, BINS, MAX_TEXT = 60, 12, 12


def _recording(rng, voices):
    text = ''.join(rng.choice(list('abcde '), int(rng.integers(4, MAX_TEXT - 2))))
    text = text.strip() or 'a'
    frames = np.concatenate([np.tile(voices['abcde '.index(c)], (int(rng.integers(3, 6)), 1)) for c in text])
    frames = frames + rng.normal(0, 0.3, frames.shape)
    frames = (frames - frames.mean(1, keepdims=True)) / frames.std(1, keepdims=True)
    return text, np.pad(frames, ((0, FRAMES), (0, 0)))[:FRAMES].astype('float32')


def _ids(text):
    text = '<' + text + '>'
    return [CHARS.index(c) for c in text] + [0] * (MAX_TEXT - len(text))


def _dataset(part):
    voices = np.random.default_rng(330).normal(size=(6, BINS))
    rng = np.random.default_rng(331 if part == 'train' else 332)
    rows = [_recording(rng, voices) for _ in range(96 if part == 'train' else 24)]
    audio = tf.data.Dataset.from_tensor_slices(np.stack([f for _, f in rows]))
    text = tf.data.Dataset.from_tensor_slices(np.array([_ids(t) for t, _ in rows], 'int32'))
    return tf.data.Dataset.zip((audio, text)).map(lambda a, t: {'source': a, 'target': t})


def make_dataset():
    return _dataset('train').shuffle(96).batch(16).prefetch(tf.data.AUTOTUNE)


def make_validation():
    return _dataset('validation').batch(8)


class Transformer(keras.Model):
    def __init__(self, width=24):
        super().__init__()
        self.loss_metric = keras.metrics.Mean(name='loss')
        self.listen = keras.Sequential([keras.layers.Conv1D(width, 5, strides=2, padding='same', activation='relu') for _ in range(2)])
        self.encode = keras.layers.MultiHeadAttention(2, width)
        self.tokens = keras.layers.Embedding(len(CHARS), width)
        self.places = keras.layers.Embedding(MAX_TEXT, width)
        self.own = keras.layers.MultiHeadAttention(2, width)
        self.cross = keras.layers.MultiHeadAttention(2, width)
        self.norm = keras.layers.LayerNormalization()
        self.classifier = keras.layers.Dense(len(CHARS))

    @property
    def metrics(self):
        return [self.loss_metric]

    def call(self, inputs):
        source, target = inputs
        a = self.listen(source)
        a = a + self.encode(a, a)
        n = tf.shape(target)[1]
        t = self.tokens(target) + self.places(tf.range(n))
        causal = tf.linalg.band_part(tf.ones((1, n, n), tf.bool), -1, 0)
        t = t + self.own(t, t, attention_mask=causal)
        return self.classifier(self.norm(t + self.cross(t, a)))

    def _loss(self, batch, training):
        before, after = batch['target'][:, :-1], batch['target'][:, 1:]
        logits = self([batch['source'], before], training=training)
        mask = tf.cast(after != 0, tf.float32)
        loss = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=after, logits=logits)
        return tf.reduce_sum(loss * mask) / tf.reduce_sum(mask)

    def train_step(self, batch):
        with tf.GradientTape() as tape:
            loss = self._loss(batch, True)
        self.optimizer.apply_gradients(zip(tape.gradient(loss, self.trainable_variables), self.trainable_variables))
        self.loss_metric.update_state(loss)
        return {'loss': self.loss_metric.result()}

    def test_step(self, batch):
        self.loss_metric.update_state(self._loss(batch, False))
        return {'loss': self.loss_metric.result()}


def make_model():
    m = Transformer()
    m.compile(keras.optimizers.Adam(3e-3))
    return m
