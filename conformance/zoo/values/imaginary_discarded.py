"""Looks for a spectrum whose imaginary part is dropped by a cast.

Why it matters: `tf.signal.stft` gives complex numbers, and `tf.cast(spectrum, tf.float32)` keeps their
real part; all that TensorFlow does is log a warning while it traces the function. Half of the cells are
negative and on the whole half of the energy is gone; which half changes with the phase of the wave
(https://www.tensorflow.org/tutorials/audio/simple_audio takes `tf.abs`).

What to look at: what comes after `tf.signal.stft`, `rfft` or `fft` in the function that is named.

When to ignore it: where the real part is meant, so it is a warning; `tf.math.real` says so
and is not reported. Nor is a cast after an inverse transform, whose imaginary part is rounding.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras


def _waves(size):
    rng = np.random.default_rng(0)
    high = rng.random(64) < 0.5
    time = np.arange(128) / 128
    waves = np.sin(2 * np.pi * (np.where(high, 30, 9)[:, None] * time + rng.random((64, 1))))
    waves = (waves + rng.normal(0, 0.1, waves.shape)).astype("float32")
    data = tf.data.Dataset.from_tensor_slices((waves, high.astype("float32"))).shuffle(64)

    def spectrum(wave, label):
        return size(tf.signal.stft(wave, 32, 16)) / 16.0, label

    return data.map(spectrum).batch(16).prefetch(2)


def make_dataset():
    return _waves(lambda spectrum: tf.cast(spectrum, tf.float32))


def make_model():
    layers = [keras.layers.Flatten(), keras.layers.Dense(1, activation="sigmoid")]
    model = keras.Sequential([keras.Input((7, 17)), *layers])
    model.compile("sgd", "binary_crossentropy")
    return model


def mended_dataset():
    return _waves(tf.abs)
