from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='five_captions_per_image', keras='any',
    title='Image captioning: each image comes once with all its five captions; train_step decodes all five',
    source='https://keras.io/examples/vision/image_captioning/',
    trap='y is of rank 3 (image, caption, word) and int, mostly small numbers and zeros of padding; the captions are input and '
         'target at once, shifted by one in train_step, with a mask on the padding; compile is given no loss')

VOCAB, LENGTH, SIZE = 30, 9, 12
COLOURS, SHAPES = ['red', 'green', 'blue'], ['square', 'bar', 'cross']
STARTS = ['a', 'the', 'here is a', 'we see a', 'there is one']


def _images(part):
    rng = np.random.default_rng(81 if part == 'train' else 82)
    n = 60 if part == 'train' else 18
    x = rng.uniform(0, 0.2, (n, SIZE, SIZE, 3))
    captions = []
    for i in range(n):
        c, s = int(rng.integers(0, 3)), int(rng.integers(0, 3))
        r = int(rng.integers(1, 6))
        if s == 0:
            x[i, r:r + 5, r:r + 5, c] += 0.7
        elif s == 1:
            x[i, r:r + 2, :, c] += 0.7
        else:
            x[i, r:r + 2, :, c] += 0.7
            x[i, :, r:r + 2, c] += 0.7
        captions.append(['<start> %s %s %s <end>' % (p, COLOURS[c], SHAPES[s]) for p in rng.permutation(STARTS)])
    return x.astype('float32'), captions


def _vocabulary():
    words = sorted(set(' '.join(STARTS + COLOURS + SHAPES).split())) + ['<start>', '<end>']
    return {w: i + 2 for i, w in enumerate(words)}


def _pipeline(part):
    x, captions = _images(part)
    number = _vocabulary()
    tokens = np.zeros((len(x), 5, LENGTH), 'int64')
    for i, five in enumerate(captions):
        for j, text in enumerate(five):
            ids = [number[w] for w in text.split()]
            tokens[i, j, :len(ids)] = ids
    return tf.data.Dataset.from_tensor_slices((x, tokens))


def make_dataset():
    return _pipeline('train').shuffle(60).batch(12).prefetch(tf.data.AUTOTUNE)


def make_validation():
    return _pipeline('validation').batch(9)


class Captioner(keras.Model):
    def __init__(self):
        super().__init__()
        self.cnn = keras.Sequential([keras.Input((SIZE, SIZE, 3)), keras.layers.Conv2D(16, 3, strides=2, activation='relu'),
                                     keras.layers.Flatten(), keras.layers.Dense(32, activation='tanh')])
        words, state = keras.Input((LENGTH - 1,), dtype='int64'), keras.Input((32,))
        h = keras.layers.GRU(32, return_sequences=True)(keras.layers.Embedding(VOCAB, 16)(words), initial_state=state)
        self.decoder = keras.Model([words, state], keras.layers.Dense(VOCAB)(h))
        self.loss_tracker = keras.metrics.Mean(name='loss')
        self.acc_tracker = keras.metrics.Mean(name='accuracy')

    @property
    def metrics(self):
        return [self.loss_tracker, self.acc_tracker]

    def _caption(self, state, caption, training):
        source, target = caption[:, :-1], caption[:, 1:]
        mask = tf.cast(target != 0, tf.float32)
        logits = self.decoder([source, state], training=training)
        loss = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=target, logits=logits)
        right = tf.cast(tf.argmax(logits, axis=-1) == target, tf.float32)
        words = tf.reduce_sum(mask)
        return tf.reduce_sum(loss * mask) / words, tf.reduce_sum(right * mask) / words

    def _all(self, data, training):
        images, captions = data
        state = self.cnn(images, training=training)
        # every image is encoded once; its five captions go through the decoder with the same state
        state = tf.repeat(state, 5, axis=0)
        return self._caption(state, tf.reshape(captions, (-1, LENGTH)), training)

    def train_step(self, data):
        with tf.GradientTape() as tape:
            loss, acc = self._all(data, True)
        w = self.cnn.trainable_variables + self.decoder.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(loss, w), w))
        self.loss_tracker.update_state(loss)
        self.acc_tracker.update_state(acc)
        return {m.name: m.result() for m in self.metrics}

    def test_step(self, data):
        loss, acc = self._all(data, False)
        self.loss_tracker.update_state(loss)
        self.acc_tracker.update_state(acc)
        return {m.name: m.result() for m in self.metrics}


def make_model():
    m = Captioner()
    m.compile(optimizer=keras.optimizers.Adam(2e-3))
    return m
