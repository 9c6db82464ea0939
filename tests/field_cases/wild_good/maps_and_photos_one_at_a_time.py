from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='maps_and_photos_one_at_a_time', keras='any',
    title='pix2pix: batches of one pair, cropped and mirrored together, values in [-1, 1], adversarial train_step',
    source='https://www.tensorflow.org/tutorials/generative/pix2pix',
    trap='batch size 1; x and y are images of the same shape and y is negative in half of its values; the random crop is applied to '
         'the stacked pair, so both get the same; in validation only the size is changed')

SIZE, LARGE = 16, 20


def _pairs(part):
    rng = np.random.default_rng(161 if part == 'train' else 162)
    n = 32 if part == 'train' else 8
    # a map of two-colour blocks beside its photo: a joint picture of double width, as the facades come
    plan = rng.integers(0, 2, (n, 4, 4)).repeat(SIZE // 4, 1).repeat(SIZE // 4, 2)
    drawing = np.stack([plan * 255, np.zeros_like(plan), (1 - plan) * 255], -1)
    photo = np.stack([plan * 120 + 60, (1 - plan) * 150 + 40, plan * 40 + 80], -1) + rng.integers(-20, 20, (n, SIZE, SIZE, 3))
    return np.concatenate([photo, drawing], axis=2).clip(0, 255).astype('uint8')


def _split(joint):
    w = tf.shape(joint)[1] // 2
    return tf.cast(joint[:, w:], tf.float32), tf.cast(joint[:, :w], tf.float32)


def _normalize(a, b):
    return a / 127.5 - 1.0, b / 127.5 - 1.0


def _load_train(joint):
    drawing, photo = _split(joint)
    both = tf.stack([drawing, photo])
    both = tf.image.resize(both, (LARGE, LARGE), method=tf.image.ResizeMethod.NEAREST_NEIGHBOR)
    both = tf.image.random_crop(both, (2, SIZE, SIZE, 3))
    both = tf.cond(tf.random.uniform(()) > 0.5, lambda: tf.reverse(both, axis=[2]), lambda: both)
    return _normalize(both[0], both[1])


def _load_test(joint):
    drawing, photo = _split(joint)
    drawing.set_shape((SIZE, SIZE, 3))
    photo.set_shape((SIZE, SIZE, 3))
    return _normalize(drawing, photo)


def make_dataset():
    ds = tf.data.Dataset.from_tensor_slices(_pairs('train'))
    return ds.map(_load_train, num_parallel_calls=tf.data.AUTOTUNE).shuffle(32).batch(1)


def make_validation():
    return tf.data.Dataset.from_tensor_slices(_pairs('validation')).map(_load_test).batch(1)


class Pix2Pix(keras.Model):
    def __init__(self):
        super().__init__()
        self.generator = keras.Sequential([
            keras.Input((SIZE, SIZE, 3)), keras.layers.Conv2D(16, 3, padding='same', activation='relu'),
            keras.layers.Conv2D(16, 3, padding='same', activation='relu'),
            keras.layers.Conv2D(3, 3, padding='same', activation='tanh')])
        a, b = keras.Input((SIZE, SIZE, 3)), keras.Input((SIZE, SIZE, 3))
        h = keras.layers.Conv2D(16, 4, strides=2, padding='same')(keras.layers.Concatenate()([a, b]))
        self.discriminator = keras.Model([a, b], keras.layers.Conv2D(1, 3)(keras.layers.LeakyReLU()(h)))
        self.bce = keras.losses.BinaryCrossentropy(from_logits=True)
        self.trackers = [keras.metrics.Mean(name=n) for n in ('loss', 'l1', 'd_loss')]

    @property
    def metrics(self):
        return self.trackers

    def compile(self, g_optimizer, d_optimizer, **kwargs):
        super().compile(**kwargs)
        self.g_optimizer, self.d_optimizer = g_optimizer, d_optimizer

    def _objectives(self, drawing, photo, training):
        fake = self.generator(drawing, training=training)
        real_score = self.discriminator([drawing, photo], training=training)
        fake_score = self.discriminator([drawing, fake], training=training)
        l1 = tf.reduce_mean(tf.abs(photo - fake))
        g = self.bce(tf.ones_like(fake_score), fake_score) + 100.0 * l1
        d = self.bce(tf.ones_like(real_score), real_score) + self.bce(tf.zeros_like(fake_score), fake_score)
        return g, l1, d

    def _report(self, values):
        for t, v in zip(self.trackers, values):
            t.update_state(v)
        return {t.name: t.result() for t in self.trackers}

    def train_step(self, data):
        drawing, photo = data
        with tf.GradientTape() as g_tape, tf.GradientTape() as d_tape:
            g, l1, d = self._objectives(drawing, photo, True)
        gw, dw = self.generator.trainable_variables, self.discriminator.trainable_variables
        g_grads, d_grads = g_tape.gradient(g, gw), d_tape.gradient(d, dw)
        self.g_optimizer.apply_gradients(zip(g_grads, gw))
        self.d_optimizer.apply_gradients(zip(d_grads, dw))
        return self._report((g, l1, d))

    def test_step(self, data):
        return self._report(self._objectives(data[0], data[1], False))


def make_model():
    m = Pix2Pix()
    m.compile(g_optimizer=keras.optimizers.Adam(1e-3, beta_1=0.5), d_optimizer=keras.optimizers.Adam(2e-4, beta_1=0.5))
    return m
