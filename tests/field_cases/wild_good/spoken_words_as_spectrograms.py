from __future__ import annotations

import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='spoken_words_as_spectrograms', keras='any',
    title='Keyword spotting: WAV folders, squeezed waveforms, magnitude spectrograms, Normalization adapted on them',
    source='https://www.tensorflow.org/tutorials/audio/simple_audio',
    trap='short recordings end in exact zeros; magnitudes reach far above 1 and are neither logarithmic nor scaled in the pipeline '
         '(the adapted layer in the model does it); the file names of a class are equal to those of another; validation comes from '
         'the same folder call, split by seed')

RATE, SECONDS_LEN, WORDS = 4000, 4000, ('down', 'go', 'stop')


def _folder():
    root = tempfile.mkdtemp()
    rng = np.random.default_rng(111)
    for k, word in enumerate(WORDS):
        os.makedirs(os.path.join(root, word))
        for i in range(24):
            n = int(rng.integers(2800, SECONDS_LEN + 1))
            t = np.arange(n) / RATE
            f = 300 * (k + 1) + rng.uniform(-30, 30)
            wave = 0.5 * np.sin(2 * np.pi * f * t + rng.uniform(0, 6)) * np.hanning(n) + rng.normal(0, 0.02, n)
            wav = tf.audio.encode_wav(np.clip(wave, -1, 1)[:, None].astype('float32'), RATE)
            tf.io.write_file(os.path.join(root, word, 'speaker_%02d.wav' % i), wav)
    return root


def _squeeze(audio, label):
    return tf.squeeze(audio, axis=-1), label


def _spectrogram(wave, label):
    s = tf.abs(tf.signal.stft(wave, frame_length=255, frame_step=128))
    return s[..., tf.newaxis], label


_made = {}


def _splits():
    if 'root' not in _made:
        _made['root'] = _folder()
    train, held_out = keras.utils.audio_dataset_from_directory(
        _made['root'], batch_size=12, validation_split=0.25, seed=0, output_sequence_length=SECONDS_LEN, subset='both')
    return tuple(d.map(_squeeze, tf.data.AUTOTUNE).map(_spectrogram, tf.data.AUTOTUNE) for d in (train, held_out))


def make_dataset():
    return _splits()[0].cache().shuffle(100).prefetch(tf.data.AUTOTUNE)


def make_validation():
    return _splits()[1].cache().prefetch(tf.data.AUTOTUNE)


def make_model():
    train = _splits()[0]
    norm = keras.layers.Normalization(axis=None)
    norm.adapt(train.map(lambda s, label: s))
    m = keras.Sequential([keras.Input((30, 129, 1)), keras.layers.Resizing(32, 32), norm,
                          keras.layers.Conv2D(8, 3, activation='relu'), keras.layers.MaxPooling2D(),
                          keras.layers.Conv2D(16, 3, activation='relu'), keras.layers.MaxPooling2D(), keras.layers.Dropout(0.25),
                          keras.layers.Flatten(), keras.layers.Dense(16, activation='relu'), keras.layers.Dense(len(WORDS))])
    m.compile(keras.optimizers.Adam(2e-3), keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=['accuracy'])
    return m
