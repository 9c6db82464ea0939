from __future__ import annotations

import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='stereo_clip_squeezed',
    title='A few stereo recordings among mono ones, and squeeze(axis=-1)',
    source='https://github.com/magenta/ddsp/issues/323 ; https://www.tensorflow.org/tutorials/audio/simple_audio',
    kind='error', cause='stereo-among-mono',
    groups=['elements'], keras='any',
    explain='decode_wav gives (samples, channels) and the map squeezes the channel axis away. Three of the sixty '
            'files were recorded in stereo: "Can not squeeze dim[1], expected a dimension of 1, got 2", in the '
            'middle of the epoch and without the name of a file. Ask decode_wav for desired_channels=1.')

RATE, N = 8000, 4000


def write_recordings():
    folder = tempfile.mkdtemp()
    rng = np.random.default_rng(12)
    t = np.arange(N) / RATE
    for i in range(60):
        label = i % 3
        wave = 0.4 * np.sin(2 * np.pi * (300, 700, 1500)[label] * t + rng.uniform(0, 6)) + 0.05 * rng.normal(size=N)
        wave = wave[:, None].astype('float32')
        if i in (17, 34, 52):                      # made with the other telephone
            wave = np.concatenate([wave, 0.8 * wave], 1)
        name = os.path.join(folder, ('yes', 'no', 'stop')[label] + '_%02d.wav' % i)
        tf.io.write_file(name, tf.audio.encode_wav(np.clip(wave, -1, 1), RATE))
    return folder


def make_dataset():
    folder = write_recordings()
    words = tf.constant(['yes', 'no', 'stop'])

    def load(path):
        audio, _ = tf.audio.decode_wav(tf.io.read_file(path), desired_samples=N)
        audio = tf.squeeze(audio, axis=-1)
        name = tf.strings.split(path, os.sep)[-1]
        label = tf.argmax(tf.cast(words == tf.strings.split(name, '_')[0], tf.int32))
        spectrogram = tf.abs(tf.signal.stft(audio, 255, 128))
        return tf.ensure_shape(spectrogram[..., None], (30, 129, 1)), label

    paths = sorted(tf.io.gfile.glob(os.path.join(folder, '*.wav')))
    ds = tf.data.Dataset.from_tensor_slices(paths).shuffle(60, seed=3)
    return ds.map(load, num_parallel_calls=tf.data.AUTOTUNE).batch(10).prefetch(1)


def make_model():
    m = keras.Sequential([
        keras.Input((30, 129, 1)),
        keras.layers.Conv2D(8, 3, strides=2, activation='relu'),
        keras.layers.GlobalAveragePooling2D(),
        keras.layers.Dense(3, activation='softmax')])
    m.compile('adam', 'sparse_categorical_crossentropy', metrics=['accuracy'])
    return m
