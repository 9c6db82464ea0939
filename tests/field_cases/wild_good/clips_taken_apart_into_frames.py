from __future__ import annotations

import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='clips_taken_apart_into_frames', keras='any',
    title='Accents: every clip becomes several frames with its label, classes weighted by their frames',
    source='https://keras.io/examples/audio/uk_ireland_accent_recognition/',
    trap='many rows in succession have one label and resemble each other (they are frames of a clip; the split was made by clip before); '
         'one clip gives 5 rows and another 20; class_weight together with one-hot labels; class 0 has a third of the frames of class 1')

RATE, ACCENTS, FRAME = 1000, 3, 200
PER_CLASS = (8, 24, 16)


def _write(part):
    rng = np.random.default_rng(581 if part == 'train' else 582)
    folder = tempfile.mkdtemp()
    names, labels = [], []
    for k in range(ACCENTS):
        for i in range(PER_CLASS[k] if part == 'train' else 4):
            t = np.arange(int(rng.integers(1100, 4000))) / RATE
            pitch = rng.uniform(60, 140)
            wave = np.sin(2 * np.pi * pitch * t) + 0.7 * np.sin(2 * np.pi * (180 + 90 * k) * t * rng.uniform(0.95, 1.05))
            wave = 0.3 * wave + rng.normal(0, 0.05, t.size)
            names.append(os.path.join(folder, '%d_%d.wav' % (k, i)))
            tf.io.write_file(names[-1], tf.audio.encode_wav(np.clip(wave, -1, 1)[:, None].astype('float32'), RATE))
            labels.append(k)
    return names, labels


def _frames(path, label):
    audio, _ = tf.audio.decode_wav(tf.io.read_file(path), 1)
    frames = tf.signal.frame(audio[:, 0], FRAME, FRAME)
    spectrum = tf.math.log(tf.abs(tf.signal.rfft(frames)) + 1e-2)
    n = tf.shape(spectrum)[0]
    return spectrum, tf.repeat(tf.one_hot(label, ACCENTS)[None], n, axis=0)


def _dataset(part):
    names, labels = _write(part)
    ds = tf.data.Dataset.from_tensor_slices((names, labels))
    return ds.map(_frames, num_parallel_calls=tf.data.AUTOTUNE).unbatch()


def make_dataset():
    return _dataset('train').cache().shuffle(1000).batch(32).prefetch(tf.data.AUTOTUNE)


def make_validation():
    return _dataset('validation').batch(32)


# frames per class, counted once: 107, 291, 189
FRAMES = (107, 291, 189)
FIT = dict(class_weight={k: sum(FRAMES) / (ACCENTS * n) for k, n in enumerate(FRAMES)})


def make_model():
    m = keras.Sequential([keras.Input((FRAME // 2 + 1,)), keras.layers.Dense(32, activation='relu'), keras.layers.Dropout(0.2),
                          keras.layers.Dense(16, activation='relu'), keras.layers.Dense(ACCENTS, activation='softmax')])
    m.compile(keras.optimizers.Adam(2e-3), keras.losses.CategoricalCrossentropy(), metrics=['accuracy', keras.metrics.AUC(name='auc')])
    return m
