CASE = {'id': 'each_window_a_dataset_of_its_own',
 'title': 'Every sliding window of a week is made as a dataset of its own (window with shift 1, flat_map, '
          'batch) one element at a time, so the model waits for the pipeline most of the time.',
 'source': 'https://github.com/tensorflow/tensorflow/issues/44046',
 'kind': 'slow',
 'groups': ['efficiency'],
 'keras': 'any',
 'check': 'epoch-uncached',
 'evidence': 'one pass over 60 batches 2.0 s against 0.08 s mended (25 times; 3.6 s against 0.20 s in an '
             'earlier run under load); an epoch 2.6 s against 1.0 s; the same model on cached batches '
             '0.2-0.3 s'}

import keras
import numpy as np
import tensorflow as tf
from keras import layers

WEEK = 168


def read_load():
    rng = np.random.default_rng(2)
    hours = np.arange(5000)
    day = np.sin(2 * np.pi * hours / 24)
    week = np.where((hours // 24) % 7 < 5, 1.0, 0.4)
    temperature = 10 + 8 * np.sin(2 * np.pi * hours / 2000) + rng.normal(0, 1, len(hours))
    load = 50 + 12 * day * week - 0.8 * temperature + rng.normal(0, 1.5, len(hours))
    table = np.stack([load, temperature, week], axis=1).astype("float32")
    return (table - table[:4000].mean(0)) / table[:4000].std(0)


def windows(load, shuffle):
    ds = tf.data.Dataset.from_tensor_slices(load)
    ds = ds.window(WEEK + 1, shift=1, drop_remainder=True)
    ds = ds.flat_map(lambda window: window.batch(WEEK + 1, drop_remainder=True))
    ds = ds.map(lambda window: (window[:-1], window[-1, 0]))
    if shuffle:
        ds = ds.shuffle(2000)
    return ds.batch(64).prefetch(tf.data.AUTOTUNE)


def make_dataset():
    return windows(read_load()[:4000], shuffle=True)


def make_validation():
    return windows(read_load()[4000:], shuffle=False)


def make_model():
    keras.utils.set_random_seed(3)
    model = keras.Sequential([
        keras.Input((WEEK, 3)),
        layers.Lambda(lambda x: x[:, -48:]),
        layers.Flatten(),
        layers.Dense(32, activation="relu"),
        layers.Dense(1),
    ])
    model.compile(optimizer="adam", loss="mse", metrics=["mae"])
    return model
