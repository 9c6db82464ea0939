from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(id='ctc_targets_all_zero',
            title='image_ocr style: text, input length and label length go in as inputs, the target is a dummy of zeros',
            source='https://www.dlology.com/blog/how-to-train-a-keras-model-to-recognize-variable-length-text/',
            keras='any',
            trap='every target is 0: the layer named ctc already puts out the loss, and the compiled loss only hands it on; the labels are padded with -1')

LETTERS, LONGEST, WIDTH = 12, 6, 64


class CtcLoss(keras.layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.supports_jit = False

    def call(self, inputs):
        logits, labels, input_length, label_length = inputs
        kept = tf.sequence_mask(label_length[:, 0], LONGEST)
        where = tf.where(kept)
        sparse = tf.SparseTensor(where, tf.gather_nd(labels, where), tf.shape(labels, out_type=tf.int64))
        loss = tf.nn.ctc_loss(sparse, tf.transpose(logits, [1, 0, 2]), None, input_length[:, 0], blank_index=LETTERS)
        return loss[:, None]

    def compute_output_shape(self, shapes):
        return (shapes[0][0], 1)


class TextImages(keras.utils.Sequence):
    def __init__(self, count, batch_size, seed):
        super().__init__()
        rng = np.random.default_rng(seed)
        self.batch_size = batch_size
        self.images = rng.normal(0.0, 0.05, (count, 16, WIDTH, 1)).astype('float32')
        self.labels = np.full((count, LONGEST), -1, 'int32')
        self.lengths = rng.integers(3, LONGEST + 1, (count, 1)).astype('int32')
        for i in range(count):
            word = rng.integers(0, LETTERS, self.lengths[i, 0])
            self.labels[i, :len(word)] = word
            for j, letter in enumerate(word):
                self.images[i, letter:letter + 4, 4 + 10 * j:10 + 10 * j] += 0.8
        self.order = np.arange(count)
        self.rng = rng

    def __len__(self):
        return len(self.order) // self.batch_size

    def __getitem__(self, index):
        rows = self.order[index * self.batch_size:(index + 1) * self.batch_size]
        inputs = {'the_input': self.images[rows], 'the_labels': self.labels[rows],
                  'input_length': np.full((len(rows), 1), WIDTH // 4, 'int32'), 'label_length': self.lengths[rows]}
        return inputs, {'ctc': np.zeros((len(rows), 1), 'float32')}

    def on_epoch_end(self):
        self.rng.shuffle(self.order)


def make_dataset():
    return TextImages(96, 16, 0)


def make_validation():
    return TextImages(32, 16, 1)


def make_model():
    image = keras.Input((16, WIDTH, 1), name='the_input')
    labels = keras.Input((LONGEST,), dtype='int32', name='the_labels')
    input_length = keras.Input((1,), dtype='int32', name='input_length')
    label_length = keras.Input((1,), dtype='int32', name='label_length')
    h = keras.layers.Conv2D(8, 3, padding='same', activation='relu')(image)
    h = keras.layers.MaxPooling2D((2, 4))(h)
    h = keras.layers.Permute((2, 1, 3))(h)
    h = keras.layers.Reshape((WIDTH // 4, 8 * 8))(h)
    h = keras.layers.Bidirectional(keras.layers.GRU(16, return_sequences=True))(h)
    logits = keras.layers.Dense(LETTERS + 1)(h)
    loss = CtcLoss(name='ctc')([logits, labels, input_length, label_length])
    model = keras.Model([image, labels, input_length, label_length], {'ctc': loss})
    model.compile(optimizer='adam', loss={'ctc': lambda y_true, y_pred: y_pred})
    return model
