from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='captcha_text_goes_into_the_model', keras='any',
    title='Captcha reading: dict of image and label, both are inputs of the model, the last layer adds the CTC loss',
    source='https://keras.io/examples/vision/captcha_ocr/',
    trap='the label is among the inputs and there is no y; compile without any loss; the image is transposed so that time runs along its '
         'width; letters come as ids from StringLookup with no id for unknown ones; 24 time steps for 4 letters')

HEIGHT, WIDTH, TEXT = 12, 48, 4
LETTERS = sorted('2345bdfm')


def _captchas(seed, n):
    glyphs = (np.random.default_rng(280).random((len(LETTERS), 8, 8)) < 0.45).astype('float64')
    rng = np.random.default_rng(seed)
    ids = rng.integers(0, len(LETTERS), (n, TEXT))
    paper = np.full((n, HEIGHT, WIDTH), 235.0)
    for i in range(n):
        for k in range(TEXT):
            a, b = rng.integers(1, 4), 3 + 11 * k + rng.integers(0, 2)
            paper[i, a:a + 8, b:b + 8] -= 190 * glyphs[ids[i, k]]
    images = np.clip(paper + rng.normal(0, 10, paper.shape), 0, 255).astype('uint8')
    return images[..., None], np.array([''.join(LETTERS[c] for c in row) for row in ids])


def _encode(image, text, shuffled):
    char_to_num = keras.layers.StringLookup(vocabulary=LETTERS, num_oov_indices=0, mask_token=None)

    def step(image, text):
        image = tf.transpose(tf.image.convert_image_dtype(image, tf.float32), (1, 0, 2))
        label = char_to_num(tf.strings.unicode_split(text, 'UTF-8'))
        return {'image': image, 'label': tf.ensure_shape(label, (TEXT,))}

    ds = tf.data.Dataset.from_tensor_slices((image, text))
    if shuffled:
        ds = ds.shuffle(len(text))
    return ds.map(step, num_parallel_calls=tf.data.AUTOTUNE).batch(16).prefetch(tf.data.AUTOTUNE)


def make_dataset():
    return _encode(*_captchas(281, 320), shuffled=True)


def make_validation():
    return _encode(*_captchas(282, 32), shuffled=False)


class CTCLayer(keras.layers.Layer):
    def call(self, label, logits):
        label = tf.cast(label, tf.int32)
        n, steps = tf.shape(logits)[0], tf.shape(logits)[1]
        loss = tf.nn.ctc_loss(label, logits, tf.fill((n,), TEXT), tf.fill((n,), steps), logits_time_major=False, blank_index=-1)
        self.add_loss(tf.reduce_mean(loss))
        return logits

    def compute_output_shape(self, label_shape, logits_shape):
        return logits_shape


def make_model():
    image, label = keras.Input((WIDTH, HEIGHT, 1), name='image'), keras.Input((TEXT,), name='label', dtype='int64')
    h = keras.layers.Conv2D(16, 3, padding='same', activation='relu')(image)
    h = keras.layers.MaxPooling2D((2, 2))(h)
    h = keras.layers.Reshape((WIDTH // 2, HEIGHT // 2 * 16))(h)
    h = keras.layers.Dropout(0.2)(keras.layers.Dense(32, activation='relu')(h))
    h = keras.layers.Bidirectional(keras.layers.LSTM(24, return_sequences=True))(h)
    logits = keras.layers.Dense(len(LETTERS) + 1)(h)
    m = keras.Model([image, label], CTCLayer(name='ctc_loss')(label, logits))
    m.compile(optimizer=keras.optimizers.Adam(1e-2))
    return m
