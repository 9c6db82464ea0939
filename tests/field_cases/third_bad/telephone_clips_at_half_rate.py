CASE = {'id': 'telephone_clips_at_half_rate',
 'title': 'Half of the recordings are sampled at 8 kHz and half at 16 kHz; the rate returned by decode_wav '
          'is thrown away, so in half of the clips every tone is read an octave too high.',
 'kind': 'silent',
 'groups': ['values', 'elements'],
 'keras': '3',
 'evidence': 'validation accuracy 0.60 with the mistake, 0.97 mended'}

import os
import tempfile

import keras
import numpy as np
import tensorflow as tf
from keras import layers

RATE, USED = 16000, 4096
FOLDER = tempfile.mkdtemp(prefix="hum_")
TONES = [220.0, 311.1, 440.0, 622.3, 880.0, 1244.5]


def hum(tone, rate, rng):
    t = np.arange(int(rate * 0.6)) / rate
    pitch = tone * 2 ** rng.normal(0, 0.05)
    wave = sum(rng.uniform(0.3, 1) / k * np.sin(2 * np.pi * k * pitch * t + rng.uniform(0, 6)) for k in (1, 2, 3))
    return np.clip(0.25 * wave + rng.normal(0, 0.03, len(t)), -1, 1).astype("float32")


def write_part(part, count, seed):
    rng = np.random.default_rng(seed)
    os.makedirs(os.path.join(FOLDER, part))
    for i in range(count):
        tone = int(rng.integers(len(TONES)))
        rate = 8000 if rng.random() < 0.5 else 16000  # telephone or studio
        clip = tf.audio.encode_wav(hum(TONES[tone], rate, rng)[:, None], rate)
        tf.io.write_file(os.path.join(FOLDER, part, f"{tone}_{i:04d}.wav"), clip)


write_part("train", 700, 1)
write_part("valid", 200, 2)


def spectrum(wave):
    wave = wave[:USED] * tf.signal.hann_window(USED)
    return tf.math.log(tf.abs(tf.signal.rfft(wave))[:512] + 0.1)


def load(path):
    tone = tf.strings.to_number(tf.strings.substr(tf.strings.split(path, os.sep)[-1], 0, 1), tf.int32)
    wave, _ = tf.audio.decode_wav(tf.io.read_file(path), desired_channels=1)
    wave = tf.squeeze(wave, -1)
    return spectrum(wave), tone


def make_dataset():
    files = tf.data.Dataset.list_files(os.path.join(FOLDER, "train", "*.wav"), shuffle=False)
    return files.map(load, num_parallel_calls=2).cache().shuffle(700).batch(25).prefetch(2)


def make_validation():
    files = tf.data.Dataset.list_files(os.path.join(FOLDER, "valid", "*.wav"), shuffle=False)
    return files.map(load, num_parallel_calls=2).batch(100)


def make_model():
    keras.utils.set_random_seed(26)
    model = keras.Sequential([
        keras.Input((512,)),
        layers.Reshape((512, 1)),
        layers.Conv1D(12, 7, strides=2, activation="relu"),
        layers.MaxPooling1D(2),
        layers.Flatten(),
        layers.Dense(48, activation="relu"),
        layers.Dense(len(TONES), activation="softmax"),
    ])
    model.compile(optimizer=keras.optimizers.Adam(0.002), loss="sparse_categorical_crossentropy",
                  metrics=["accuracy"])
    return model


FIT = dict(epochs=8)
