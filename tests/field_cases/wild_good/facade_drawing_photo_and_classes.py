from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='facade_drawing_photo_and_classes', keras='any',
    title='GauGAN: triples of drawing, photo and one-hot class map, all three cropped alike, two networks against each other',
    source='https://keras.io/examples/generative/gaugan/',
    trap='the third component is the one-hot map of classes, no sample weight; the second one is negative in half of its values and is no '
         'label; the remainder is dropped in validation too (the sampler needs the fixed batch); model(x) is never called on the drawing')

SIZE, LARGE, CLASSES, BATCH, LATENT = 16, 20, 4, 4, 8
COLOURS = np.array([[0, 0, 170], [0, 85, 255], [255, 85, 0], [170, 0, 0]])
MATERIALS = np.array([[190, 180, 160], [60, 90, 120], [110, 70, 50], [220, 220, 225]])


def _facades(seed, n):
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, CLASSES, (n, 5, 5)).repeat(4, 1).repeat(4, 2).astype('uint8')
    photo = MATERIALS[labels] * rng.uniform(0.8, 1.1, (n, 1, 1, 1)) + rng.normal(0, 8, (n, LARGE, LARGE, 3))
    return COLOURS[labels].astype('uint8'), np.clip(photo, 0, 255).astype('uint8'), labels


def _scale(drawing, photo, labels):
    return tf.cast(drawing, tf.float32) / 127.5 - 1, tf.cast(photo, tf.float32) / 127.5 - 1, labels


def _crop(drawing, photo, labels):
    y = tf.random.uniform((), maxval=LARGE - SIZE + 1, dtype=tf.int32)
    x = tf.random.uniform((), maxval=LARGE - SIZE + 1, dtype=tf.int32)
    return tuple(t[y:y + SIZE, x:x + SIZE] for t in (drawing, photo, labels))


def _middle(drawing, photo, labels):
    edge = (LARGE - SIZE) // 2
    return tuple(t[edge:edge + SIZE, edge:edge + SIZE] for t in (drawing, photo, labels))


def _one_hot(drawing, photo, labels):
    one_hot = tf.one_hot(labels, CLASSES)
    return tf.ensure_shape(drawing, (SIZE, SIZE, 3)), tf.ensure_shape(photo, (SIZE, SIZE, 3)), tf.ensure_shape(one_hot, (SIZE, SIZE, CLASSES))


def make_dataset():
    ds = tf.data.Dataset.from_tensor_slices(_facades(81, 48)).shuffle(48).map(_scale, num_parallel_calls=tf.data.AUTOTUNE)
    ds = ds.map(_crop, num_parallel_calls=tf.data.AUTOTUNE).map(_one_hot, num_parallel_calls=tf.data.AUTOTUNE)
    return ds.batch(BATCH, drop_remainder=True)


def make_validation():
    ds = tf.data.Dataset.from_tensor_slices(_facades(82, 12)).map(_scale).map(_middle).map(_one_hot)
    return ds.batch(BATCH, drop_remainder=True)


class Spade(keras.layers.Layer):
    def __init__(self, filters):
        super().__init__()
        self.shared = keras.layers.Conv2D(16, 3, padding='same', activation='relu')
        self.gamma, self.beta = keras.layers.Conv2D(filters, 3, padding='same'), keras.layers.Conv2D(filters, 3, padding='same')

    def call(self, x, classes):
        h = self.shared(tf.image.resize(classes, tf.shape(x)[1:3], method='nearest'))
        mean, variance = tf.nn.moments(x, (0, 1, 2), keepdims=True)
        return self.gamma(h) * (x - mean) / tf.sqrt(variance + 1e-5) + self.beta(h)


class Painter(keras.Model):
    def __init__(self):
        super().__init__()
        self.start = keras.layers.Dense(8 * 8 * 16)
        self.norms = [Spade(16), Spade(16)]
        self.convs = [keras.layers.Conv2D(16, 3, padding='same') for _ in range(2)]
        self.up = keras.layers.UpSampling2D()
        self.to_rgb = keras.layers.Conv2D(3, 3, padding='same', activation='tanh')

    def call(self, inputs):
        latent, classes = inputs
        h = tf.reshape(self.start(latent), (-1, 8, 8, 16))
        for norm, conv in zip(self.norms, self.convs):
            h = h + conv(tf.nn.leaky_relu(norm(h, classes), 0.2))
        return self.to_rgb(self.up(h))


def _critic():
    a, b = keras.Input((SIZE, SIZE, 3)), keras.Input((SIZE, SIZE, 3))
    h1 = keras.layers.LeakyReLU()(keras.layers.Conv2D(12, 4, strides=2, padding='same')(keras.layers.Concatenate()([a, b])))
    h2 = keras.layers.LeakyReLU()(keras.layers.Conv2D(24, 4, strides=2, padding='same')(h1))
    return keras.Model([a, b], [h1, h2, keras.layers.Conv2D(1, 3)(h2)])


class GauGAN(keras.Model):
    def __init__(self):
        super().__init__()
        self.encoder = keras.Sequential([
            keras.Input((SIZE, SIZE, 3)), keras.layers.Conv2D(12, 3, strides=2, activation='relu'),
            keras.layers.Flatten(), keras.layers.Dense(2 * LATENT)])
        self.generator, self.discriminator = Painter(), _critic()
        self.trackers = [keras.metrics.Mean(name=n) for n in ('disc_loss', 'gen_loss', 'feat_loss', 'kl_loss')]

    @property
    def metrics(self):
        return self.trackers

    def compile(self, gen_optimizer, disc_optimizer, **kwargs):
        super().compile(**kwargs)
        self.gen_optimizer, self.disc_optimizer = gen_optimizer, disc_optimizer

    def _paint(self, photo, classes):
        mean, log_var = tf.split(self.encoder(photo), 2, axis=-1)
        latent = mean + tf.exp(0.5 * log_var) * tf.random.normal((BATCH, LATENT))
        kl = -0.5 * tf.reduce_mean(1 + log_var - tf.square(mean) - tf.exp(log_var))
        return self.generator([latent, classes]), kl

    def _critic_loss(self, drawing, photo, fake):
        real_score, fake_score = self.discriminator([drawing, photo])[-1], self.discriminator([drawing, fake])[-1]
        return 0.5 * (tf.reduce_mean(tf.nn.relu(1 - real_score)) + tf.reduce_mean(tf.nn.relu(1 + fake_score)))

    def _painter_loss(self, drawing, photo, classes):
        fake, kl = self._paint(photo, classes)
        real_features, fake_features = self.discriminator([drawing, photo]), self.discriminator([drawing, fake])
        match = tf.add_n([tf.reduce_mean(tf.abs(tf.stop_gradient(r) - f)) for r, f in zip(real_features[:-1], fake_features[:-1])])
        return -tf.reduce_mean(fake_features[-1]) + 10.0 * match + 0.1 * kl, match, kl

    def _report(self, values):
        for tracker, value in zip(self.trackers, values):
            tracker.update_state(value)
        return {t.name: t.result() for t in self.trackers}

    def train_step(self, data):
        drawing, photo, classes = data
        fake, _ = self._paint(photo, classes)
        with tf.GradientTape() as tape:
            critic = self._critic_loss(drawing, photo, fake)
        weights = self.discriminator.trainable_variables
        self.disc_optimizer.apply_gradients(zip(tape.gradient(critic, weights), weights))
        with tf.GradientTape() as tape:
            painter, match, kl = self._painter_loss(drawing, photo, classes)
        weights = self.generator.trainable_variables + self.encoder.trainable_variables
        self.gen_optimizer.apply_gradients(zip(tape.gradient(painter, weights), weights))
        return self._report((critic, painter, match, kl))

    def test_step(self, data):
        drawing, photo, classes = data
        critic = self._critic_loss(drawing, photo, self._paint(photo, classes)[0])
        return self._report((critic,) + tuple(self._painter_loss(drawing, photo, classes)))


def make_model():
    m = GauGAN()
    m.compile(gen_optimizer=keras.optimizers.Adam(1e-3, beta_1=0.0, beta_2=0.999),
              disc_optimizer=keras.optimizers.Adam(1e-3, beta_1=0.0, beta_2=0.999))
    return m
