CASE = {'id': 'telephone_clips_at_half_rate',
 'title': 'Recordings at 8 kHz are brought to 16 kHz before they are used.',
 'kind': 'good',
 'groups': [],
 'keras': '3',
 'evidence': 'the mended twin: validation accuracy 0.60 with the mistake, 0.97 mended'}

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
    wave, rate = tf.audio.decode_wav(tf.io.read_file(path), desired_channels=1)
    wave = tf.squeeze(wave, -1)
    if rate < RATE:
        between = (wave + tf.concat([wave[1:], wave[-1:]], 0)) / 2
        wave = tf.reshape(tf.stack([wave, between], axis=1), [-1])
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
