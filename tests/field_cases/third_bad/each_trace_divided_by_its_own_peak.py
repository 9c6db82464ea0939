CASE = {'id': 'each_trace_divided_by_its_own_peak',
 'title': 'Each seismogram is divided by its own largest amplitude before the network has to tell the '
          'magnitude, which stands in the amplitude.',
 'kind': 'silent',
 'groups': ['values'],
 'keras': '3',
 'evidence': 'validation MAE in magnitudes 0.75 with the mistake, 0.17 mended'}

import os
import tempfile

import keras
import numpy as np
import tensorflow as tf
from keras import layers

SAMPLES = 300
FOLDER = tempfile.mkdtemp(prefix="quakes_")


def record_quake(magnitude, rng):
    t = np.arange(SAMPLES) / 50.0
    onset = rng.uniform(0.5, 1.5)
    since = np.maximum(t - onset, 0)
    envelope = (t > onset) * since * np.exp(-since / rng.uniform(0.6, 1.0))
    wave = sum(np.sin(2 * np.pi * f * t + rng.uniform(0, 6)) for f in rng.uniform(2, 9, 6))
    amplitude = 10 ** (0.5 * (magnitude - 3) + rng.normal(0, 0.05))
    return amplitude * envelope * wave + rng.normal(0, 0.01, SAMPLES)


def write_station(part, count, seed):
    rng = np.random.default_rng(seed)
    magnitudes = rng.uniform(2.0, 5.0, count)
    for i, magnitude in enumerate(magnitudes):
        trace = record_quake(magnitude, rng).astype("<f4")
        with open(os.path.join(FOLDER, f"{part}_{i:04d}_M{magnitude:.2f}.bin"), "wb") as file:
            file.write(trace.tobytes())


write_station("train", 900, 1)
write_station("valid", 200, 2)


def read_trace(path):
    trace = tf.reshape(tf.io.decode_raw(tf.io.read_file(path), tf.float32), [SAMPLES])
    trace = trace / tf.reduce_max(tf.abs(trace))
    magnitude = tf.strings.to_number(tf.strings.regex_replace(path, r".*_M([0-9.]+)\.bin$", r"\1"))
    return trace[:, None], magnitude


def make_dataset():
    files = tf.data.Dataset.list_files(os.path.join(FOLDER, "train_*.bin"), shuffle=True)
    return files.map(read_trace, num_parallel_calls=2).batch(30).prefetch(2)


def make_validation():
    files = tf.data.Dataset.list_files(os.path.join(FOLDER, "valid_*.bin"), shuffle=False)
    return files.map(read_trace).batch(100)


def make_model():
    keras.utils.set_random_seed(24)
    model = keras.Sequential([
        keras.Input((SAMPLES, 1)),
        layers.Conv1D(16, 9, strides=2, activation="relu"),
        layers.MaxPooling1D(4),
        layers.Conv1D(32, 5, activation="relu"),
        layers.GlobalMaxPooling1D(),
        layers.Dense(32, activation="relu"),
        layers.Dense(1, bias_initializer=keras.initializers.Constant(3.5)),
    ])
    model.compile(optimizer=keras.optimizers.Adam(0.005), loss="mse", metrics=["mae"])
    return model


FIT = dict(epochs=10)
