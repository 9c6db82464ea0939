from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='waves_beside_themselves_for_melgan', keras='any',
    title='MelGAN: the same wave as input and as truth, the layer inside the generator takes the spectrogram',
    source='https://keras.io/examples/audio/melgan_spectrogram_inversion/',
    trap='y is x itself (the generator sees only the mel spectrogram of x); the set repeats without end and steps are given; there is '
         'no validation and no loss in the usual sense, train_step makes two')

LENGTH, RATE = 512, 4000
FIT = dict(steps_per_epoch=6)


def _waves():
    rng = np.random.default_rng(321)
    t = np.arange(LENGTH) / RATE
    for _ in range(48):
        pitch = rng.uniform(100, 500)
        wave = sum(np.sin(2 * np.pi * pitch * k * t + rng.uniform(0, 6)) / k for k in (1, 2, 3))
        wave = 0.4 * wave / np.abs(wave).max() + rng.normal(0, 0.01, LENGTH)
        n = int(rng.integers(400, LENGTH + 200))
        yield np.concatenate([wave[:n], np.zeros(max(0, LENGTH - n))])[:, None].astype('float32')


def _pairs():
    for wave in _waves():
        yield wave, wave


def make_dataset():
    spec = tf.TensorSpec((LENGTH, 1), tf.float32)
    ds = tf.data.Dataset.from_generator(_pairs, output_signature=(spec, spec))
    return ds.shuffle(48).batch(8).repeat().prefetch(tf.data.AUTOTUNE)


class MelSpec(keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.filters = tf.signal.linear_to_mel_weight_matrix(20, 65, RATE, 60.0, 1900.0)

    def call(self, audio):
        stft = tf.signal.stft(tf.squeeze(audio, -1), 128, 32, pad_end=True)
        mel = tf.matmul(tf.square(tf.abs(stft)), self.filters)
        return tf.math.log(tf.maximum(mel, 1e-6)) / 5.0


def _generator():
    inputs = keras.Input((LENGTH, 1))
    x = keras.layers.Conv1D(32, 7, padding='same')(MelSpec()(inputs))
    for filters, factor in ((24, 8), (16, 4)):
        x = keras.layers.LeakyReLU()(keras.layers.Conv1DTranspose(filters, 16, strides=factor, padding='same')(x))
        x = keras.layers.Add()([x, keras.layers.Conv1D(filters, 3, padding='same', activation='relu')(x)])
    return keras.Model(inputs, keras.layers.Conv1D(1, 7, padding='same', activation='tanh')(x))


def _discriminator():
    inputs = keras.Input((LENGTH, 1))
    maps = []
    x = inputs
    for filters, stride in ((8, 1), (16, 4), (16, 4)):
        x = keras.layers.LeakyReLU()(keras.layers.Conv1D(filters, 11, strides=stride, padding='same')(x))
        maps.append(x)
    maps.append(keras.layers.Conv1D(1, 3, padding='same')(x))
    return keras.Model(inputs, maps)


class MelGAN(keras.Model):
    def __init__(self):
        super().__init__()
        self.generator = _generator()
        self.discriminator = _discriminator()
        self.gen_tracker = keras.metrics.Mean(name='gen_loss')
        self.disc_tracker = keras.metrics.Mean(name='disc_loss')

    def compile(self, gen_optimizer, disc_optimizer):
        super().compile()
        self.gen_optimizer, self.disc_optimizer = gen_optimizer, disc_optimizer

    @property
    def metrics(self):
        return [self.gen_tracker, self.disc_tracker]

    def train_step(self, batch):
        x, y = batch
        with tf.GradientTape() as gen_tape, tf.GradientTape() as disc_tape:
            fake_wave = self.generator(x, training=True)
            real = self.discriminator(y)
            fake = self.discriminator(fake_wave)
            matching = tf.add_n([tf.reduce_mean(tf.abs(a - b)) for a, b in zip(real[:-1], fake[:-1])])
            gen_loss = tf.reduce_mean(tf.square(fake[-1] - 1.0)) + 10.0 * matching
            disc_loss = tf.reduce_mean(tf.square(real[-1] - 1.0)) + tf.reduce_mean(tf.square(fake[-1]))
        for model, tape, loss, optimizer in ((self.generator, gen_tape, gen_loss, self.gen_optimizer),
                                             (self.discriminator, disc_tape, disc_loss, self.disc_optimizer)):
            grads = tape.gradient(loss, model.trainable_weights)
            optimizer.apply_gradients(zip(grads, model.trainable_weights))
        self.gen_tracker.update_state(gen_loss)
        self.disc_tracker.update_state(disc_loss)
        return {'gen_loss': self.gen_tracker.result(), 'disc_loss': self.disc_tracker.result()}


def make_model():
    m = MelGAN()
    m.compile(keras.optimizers.Adam(1e-4, beta_1=0.5), keras.optimizers.Adam(1e-4, beta_1=0.5))
    return m
