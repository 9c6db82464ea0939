from __future__ import annotations

import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='speakers_with_noise_then_fft', keras='any',
    title='Speaker recognition: WAV folders, noise of a random recording added to each training batch, magnitudes of the FFT as input',
    source='https://keras.io/examples/audio/speaker_recognition_using_cnn/',
    trap='training has noise and validation none, so their values differ; the magnitudes go from 0 to hundreds and are not scaled; '
         'noise is drawn after batching; the second half of the spectrum is dropped')

RATE, SPEAKERS, SCALE = 1600, ('benjamin', 'jens', 'julia', 'margaret'), 0.5


def _voice(rng, k):
    t = np.arange(RATE) / RATE
    pitch = (90, 130, 190, 250)[k] * rng.uniform(0.94, 1.06)
    wave = sum(np.sin(2 * np.pi * pitch * h * t + rng.uniform(0, 6)) / (h + k % 2) for h in (1, 2, 3))
    wave *= 0.5 + 0.5 * np.abs(np.sin(2 * np.pi * rng.uniform(1, 4) * t))
    return (0.3 * wave / np.abs(wave).max() + rng.normal(0, 0.01, RATE)).astype('float32')


def _folders():
    rng = np.random.default_rng(311)
    root = tempfile.mkdtemp()
    for k, name in enumerate(SPEAKERS):
        os.makedirs(os.path.join(root, name))
        for i in range(25):
            data = tf.audio.encode_wav(_voice(rng, k)[:, None], RATE)
            tf.io.write_file(os.path.join(root, name, '%d.wav' % i), data)
    return root


def _paths(root):
    paths, labels = [], []
    for k, name in enumerate(SPEAKERS):
        for f in sorted(os.listdir(os.path.join(root, name))):
            paths.append(os.path.join(root, name, f))
            labels.append(k)
    order = np.random.default_rng(43).permutation(len(paths))
    return [paths[i] for i in order], [labels[i] for i in order]


def _audio(path):
    audio, _ = tf.audio.decode_wav(tf.io.read_file(path), 1, RATE)
    return audio


def _noises():
    rng = np.random.default_rng(312)
    hum = np.sin(2 * np.pi * 50 * np.arange(RATE) / RATE)
    rows = [0.2 * rng.normal(size=RATE) if i % 2 else hum * rng.uniform(0.3, 0.8) + 0.05 * rng.normal(size=RATE) for i in range(6)]
    return tf.constant(np.stack(rows)[:, :, None].astype('float32'))


def _add_noise(audio, noises):
    which = tf.random.uniform((tf.shape(audio)[0],), 0, tf.shape(noises)[0], dtype=tf.int32)
    noise = tf.gather(noises, which)
    loudness = tf.reduce_max(audio, axis=1) / tf.reduce_max(noise, axis=1)
    return audio + noise * loudness[:, None] * SCALE


def _to_fft(audio):
    spectrum = tf.signal.fft(tf.cast(tf.squeeze(audio, -1), tf.complex64))
    return tf.math.abs(spectrum[:, :RATE // 2, tf.newaxis])


def _dataset(paths, labels):
    audio = tf.data.Dataset.from_tensor_slices(paths).map(_audio)
    return tf.data.Dataset.zip((audio, tf.data.Dataset.from_tensor_slices(labels)))


def make_dataset():
    paths, labels = _paths(_folders())
    noises = _noises()
    ds = _dataset(paths[10:], labels[10:]).shuffle(90, seed=43).batch(16)
    ds = ds.map(lambda a, y: (_add_noise(a, noises), y), num_parallel_calls=tf.data.AUTOTUNE)
    return ds.map(lambda a, y: (_to_fft(a), y), num_parallel_calls=tf.data.AUTOTUNE).prefetch(tf.data.AUTOTUNE)


def make_validation():
    paths, labels = _paths(_folders())
    return _dataset(paths[:10], labels[:10]).batch(16).map(lambda a, y: (_to_fft(a), y))


def _block(x, filters):
    s = keras.layers.Conv1D(filters, 1, padding='same')(x)
    x = keras.layers.Conv1D(filters, 3, padding='same', activation='relu')(x)
    x = keras.layers.Conv1D(filters, 3, padding='same')(x)
    x = keras.layers.Activation('relu')(keras.layers.Add()([x, s]))
    return keras.layers.MaxPooling1D(4)(x)


def make_model():
    inputs = keras.Input((RATE // 2, 1), name='input')
    x = _block(_block(inputs, 8), 16)
    x = keras.layers.Flatten()(keras.layers.AveragePooling1D(3, strides=3)(x))
    x = keras.layers.Dense(32, activation='relu')(x)
    m = keras.Model(inputs, keras.layers.Dense(len(SPEAKERS), activation='softmax', name='output')(x))
    m.compile('Adam', 'sparse_categorical_crossentropy', metrics=['accuracy'])
    return m
