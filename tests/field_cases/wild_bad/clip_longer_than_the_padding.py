from __future__ import annotations

import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="clip_longer_than_the_padding",
    title="clips are padded with tf.zeros([16000] - tf.shape(waveform)); a few recordings last longer than a second",
    source="https://www.tensorflow.org/tutorials/audio/simple_audio (2021: zero_padding = tf.zeros([16000] - tf.shape(waveform))); the NumPy twin in https://github.com/google-research/google-research/issues/968",
    kind="error", cause="negative-padding", groups=['elements'], keras="any",
    explain="The padding of a clip of 17200 samples has length -1200: fit stops with 'Dimension -1200 must be >= 0', without "
            "a file name, as soon as the shuffle brings one of the 3 long clips out of 60. Cut to 16000 samples first.")

WORDS = np.array(["down", "go", "left", "stop"])


def record_words():
    rng = np.random.default_rng(320)
    folder = tempfile.mkdtemp()
    for k in range(60):
        w = k % 4
        n = int(rng.integers(11000, 16001)) if k not in (17, 38, 51) else 17200
        tone = 0.4 * np.sin(2 * np.pi * (300 + 250 * w) * np.arange(n) / 16000) + rng.normal(0, 0.03, n)
        os.makedirs(os.path.join(folder, WORDS[w]), exist_ok=True)
        wav = tf.audio.encode_wav(tone.astype("float32")[:, None], 16000)
        tf.io.write_file(os.path.join(folder, WORDS[w], "%03d_nohash_0.wav" % k), wav)
    return folder


def get_waveform_and_label(file_path):
    label = tf.strings.split(file_path, os.path.sep)[-2]
    audio, _ = tf.audio.decode_wav(tf.io.read_file(file_path))
    return tf.squeeze(audio, axis=-1), label


def get_spectrogram(waveform):
    zero_padding = tf.zeros([16000] - tf.shape(waveform), dtype=tf.float32)
    waveform = tf.cast(waveform, tf.float32)
    equal_length = tf.concat([waveform, zero_padding], 0)
    spectrogram = tf.abs(tf.signal.stft(equal_length, frame_length=255, frame_step=128))
    return tf.ensure_shape(spectrogram, (124, 129))


def get_spectrogram_and_label_id(audio, label):
    return get_spectrogram(audio)[..., tf.newaxis], tf.argmax(label == WORDS)


def make_dataset():
    files = tf.io.gfile.glob(os.path.join(record_words(), "*", "*.wav"))
    ds = tf.data.Dataset.from_tensor_slices(tf.random.shuffle(sorted(files), seed=4))
    ds = ds.map(get_waveform_and_label, num_parallel_calls=tf.data.AUTOTUNE)
    ds = ds.map(get_spectrogram_and_label_id, num_parallel_calls=tf.data.AUTOTUNE)
    return ds.batch(12).cache().prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential([
        keras.Input((124, 129, 1)),
        keras.layers.AveragePooling2D(4),
        keras.layers.Conv2D(8, 3, activation="relu"),
        keras.layers.Flatten(),
        keras.layers.Dense(4),
    ])
    model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"])
    return model
