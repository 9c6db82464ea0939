from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="python_loop_per_element",
    title="A py_function runs a Python loop for every element",
    source=(
        "tensorflow/tensorflow#15694, https://www.tensorflow.org/guide/data_performance "
        "(vectorised mapping)"
    ),
    kind="slow",
    cause="python-in-map",
    groups=["efficiency"],
    keras="any",
    explain=(
        "The interpreter lock serialises the map however many threads it has. Write the "
        "smoothing with TensorFlow ops, or run it once and cache."
    ),
    evidence=(
        "0.32 s an epoch, 0.014 s when the smoothed rows are in memory (TensorFlow 2.15; 0.61 "
        "and 0.12 on 2.21)"
    ),
)


def smooth(signal):
    signal = signal.numpy()
    out = np.zeros_like(signal)
    for i in range(len(signal)):
        low, high = max(0, i - 2), min(len(signal), i + 3)
        total = 0.0
        for value in signal[low:high]:
            total += float(value)
        out[i] = total / (high - low)
    return out


def make_dataset():
    rng = np.random.default_rng(106)
    x = rng.normal(size=(320, 256)).astype("float32")
    y = (x[:, :128].mean(1) > 0).astype("float32")

    def prepare(signal, label):
        signal = tf.py_function(smooth, [signal], tf.float32)
        return tf.ensure_shape(signal, (256,)), label

    ds = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(320)
    return ds.map(prepare, num_parallel_calls=tf.data.AUTOTUNE).batch(32).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential([keras.Input((256,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile("adam", "binary_crossentropy")
    return model
