from __future__ import annotations

import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="spectrogram_keeps_real_part",
    title="tf.signal.stft is cast to float32 instead of taking tf.abs: only the real part is kept",
    source="https://github.com/yongxuUSTC/sednn/issues/21 (astype throws the imaginary part away; and keras-team/keras-io#654)",
    kind="silent", cause="complex-cast-to-float", groups=['values'], keras="any",
    explain="stft gives complex64; the cast drops the imaginary part (TensorFlow only logs a warning). What is left "
            "depends on the phase of the tone: half of the values are negative, which no spectrogram has, and about half "
            "of the energy is gone. Measured: 50 % of the cells below zero, 37 to 60 % of |X|^2 kept.")

RATE = 8000


def write_clips(n=64):
    rng = np.random.default_rng(306)
    root = tempfile.mkdtemp()
    t = np.arange(RATE // 2) / RATE
    for name, low, high in (("bark", 300, 700), ("siren", 1200, 2200)):
        os.makedirs(os.path.join(root, name))
        for k in range(n // 2):
            f = np.linspace(rng.uniform(low, high), rng.uniform(low, high), len(t))
            wave = 0.5 * np.sin(2 * np.pi * np.cumsum(f) / RATE + rng.uniform(0, 6.28)) + rng.normal(0, 0.05, len(t))
            data = tf.audio.encode_wav(np.clip(wave, -1, 1).astype("float32")[:, None], RATE)
            tf.io.write_file(os.path.join(root, name, "%02d.wav" % k), data)
    return root


def get_spectrogram(path):
    audio, _ = tf.audio.decode_wav(tf.io.read_file(path), desired_channels=1, desired_samples=RATE // 2)
    spectrogram = tf.signal.stft(tf.squeeze(audio, -1), frame_length=256, frame_step=128)
    spectrogram = tf.cast(spectrogram, tf.float32)
    label = tf.strings.split(path, os.sep)[-2] == "siren"
    return spectrogram[..., tf.newaxis], tf.cast(label, tf.float32)


def make_dataset():
    files = tf.io.gfile.glob(os.path.join(write_clips(), "*", "*.wav"))
    ds = tf.data.Dataset.from_tensor_slices(sorted(files)).shuffle(len(files), seed=3)
    ds = ds.map(get_spectrogram, num_parallel_calls=tf.data.AUTOTUNE).cache()
    return ds.batch(16).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential([
        keras.Input((30, 129, 1)),
        keras.layers.Conv2D(8, 3, activation="relu"),
        keras.layers.MaxPooling2D(3),
        keras.layers.Flatten(),
        keras.layers.Dense(1, activation="sigmoid"),
    ])
    model.compile("adam", loss="binary_crossentropy", metrics=["accuracy"])
    return model
