from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='style_beside_content', keras='any',
    title='AdaIN: paintings zipped with photos that have nothing to do with them, steps_per_epoch over an endless zip',
    source='https://keras.io/examples/generative/adain/',
    trap='x and y are images of two collections of unequal size, shuffled apart on purpose, both repeated without end; the encoder is '
         'frozen; no output is compared with the second component')

SIZE, BATCH = 24, 8


def _paintings(seed, n):
    rng = np.random.default_rng(seed)
    ink, paper = rng.integers(0, 130, (n, 1, 1, 3)), rng.integers(140, 256, (n, 1, 1, 3))
    stripes = np.sin(np.arange(32)[None, :, None] * rng.uniform(0.5, 2.0, (n, 1, 1)) + np.arange(32) * rng.uniform(0, 1, (n, 1, 1)))
    return np.where(stripes[..., None] > 0, ink, paper).astype('uint8')


def _photos(seed, n):
    rng = np.random.default_rng(seed)
    yy, xx = np.mgrid[0:32, 0:32]
    cy, cx = rng.uniform(8, 24, (2, n, 1, 1))
    disc = (((yy - cy) ** 2 + (xx - cx) ** 2) < 60)[..., None]
    sky = (120 + 3 * yy)[None, :, :, None] * np.array([0.6, 0.8, 1.0])
    return np.clip(np.where(disc, [230, 200, 90], sky) + rng.normal(0, 6, (n, 32, 32, 3)), 0, 255).astype('uint8')


def _prepare(image):
    return tf.image.resize(tf.image.convert_image_dtype(image, tf.float32), (SIZE, SIZE))


def _endless(images, shuffled):
    ds = tf.data.Dataset.from_tensor_slices(images)
    if shuffled:
        ds = ds.shuffle(len(images))
    return ds.repeat().map(_prepare, num_parallel_calls=tf.data.AUTOTUNE)


def make_dataset():
    ds = tf.data.Dataset.zip((_endless(_paintings(91, 72), True), _endless(_photos(92, 120), True)))
    return ds.batch(BATCH).prefetch(tf.data.AUTOTUNE)


def make_validation():
    ds = tf.data.Dataset.zip((_endless(_paintings(93, 16), False), _endless(_photos(94, 24), False)))
    return ds.batch(BATCH).prefetch(tf.data.AUTOTUNE)


FIT = dict(steps_per_epoch=15, validation_steps=3)


def _statistics(x):
    mean, variance = tf.nn.moments(x, (1, 2), keepdims=True)
    return mean, tf.sqrt(variance + 1e-5)


class StyleTransfer(keras.Model):
    def __init__(self, style_weight=4.0):
        super().__init__()
        inputs = keras.Input((SIZE, SIZE, 3))
        h1 = keras.layers.Conv2D(16, 3, padding='same', activation='relu')(inputs)
        h2 = keras.layers.Conv2D(32, 3, strides=2, padding='same', activation='relu')(h1)
        self.extractor = keras.Model(inputs, [h1, h2])
        self.extractor.trainable = False
        self.decoder = keras.Sequential([
            keras.Input((SIZE // 2, SIZE // 2, 32)), keras.layers.UpSampling2D(),
            keras.layers.Conv2D(24, 3, padding='same', activation='relu'), keras.layers.Conv2D(3, 3, padding='same', activation='sigmoid')])
        self.style_weight = style_weight
        self.trackers = [keras.metrics.Mean(name=n) for n in ('style_loss', 'content_loss', 'total_loss')]

    @property
    def metrics(self):
        return self.trackers

    def _objectives(self, style, content):
        style_features, content_features = self.extractor(style), self.extractor(content)[-1]
        (sm, ss), (cm, cs) = _statistics(style_features[-1]), _statistics(content_features)
        wanted = ss * (content_features - cm) / cs + sm
        made = self.extractor(self.decoder(wanted))
        content_loss = tf.reduce_mean(tf.square(wanted - made[-1]))
        style_loss = 0.0
        for s, g in zip(style_features, made):
            (a, b), (c, d) = _statistics(s), _statistics(g)
            style_loss += tf.reduce_mean(tf.square(a - c)) + tf.reduce_mean(tf.square(b - d))
        style_loss *= self.style_weight
        return style_loss, content_loss, style_loss + content_loss

    def _report(self, values):
        for tracker, value in zip(self.trackers, values):
            tracker.update_state(value)
        return {t.name: t.result() for t in self.trackers}

    def train_step(self, data):
        style, content = data
        with tf.GradientTape() as tape:
            losses = self._objectives(style, content)
        weights = self.decoder.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(losses[-1], weights), weights))
        return self._report(losses)

    def test_step(self, data):
        return self._report(self._objectives(*data))


def make_model():
    m = StyleTransfer()
    m.compile(optimizer=keras.optimizers.Adam(2e-3))
    return m
