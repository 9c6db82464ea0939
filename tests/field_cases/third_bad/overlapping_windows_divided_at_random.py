CASE = {'id': 'overlapping_windows_divided_at_random',
 'title': 'Windows of 40 samples are cut every 4 samples and then divided at random: nearly every validation '
          'window shares most of its samples with training windows.',
 'kind': 'silent',
 'groups': ['completeness'],
 'keras': '3',
 'evidence': 'validation accuracy 0.93 but 0.83 on another recording; mended 0.59 and 0.81'}

import keras
import numpy as np
import tensorflow as tf
from keras import layers

WINDOW, STRIDE, SENSORS = 40, 4, 6


def pump_station(samples, seed):
    """Slowly wandering sensors; an operator noted for each stretch whether the pump cavitated."""
    rng = np.random.default_rng(seed)
    wander = np.cumsum(rng.normal(0, 0.04, (samples, SENSORS)), axis=0)
    wander = wander - 0.9 * np.array([wander[max(0, i - 400):i + 1].mean(axis=0) for i in range(samples)])
    state = np.repeat(rng.integers(0, 2, samples // 100 + 1), 100)[:samples]
    signal = wander + rng.normal(0, 0.2, wander.shape)
    signal[:, :2] += 0.6 * state[:, None] * rng.normal(0, 1, (samples, 2))
    return signal.astype("float32"), state.astype("float32")


SIGNAL, STATE = pump_station(6000, 2)


def cut(first, last):
    starts = np.arange(first, last - WINDOW, STRIDE)
    x = np.stack([SIGNAL[s:s + WINDOW] for s in starts])
    y = np.array([STATE[s + WINDOW - 1] for s in starts])
    return x, y


def load():
    x, y = cut(0, len(SIGNAL))
    order = np.random.default_rng(0).permutation(len(x))
    held = len(x) // 5
    return (x[order[held:]], y[order[held:]]), (x[order[:held]], y[order[:held]])


TRAIN, VALID = load()


def make_dataset():
    return tf.data.Dataset.from_tensor_slices(TRAIN).shuffle(2000).batch(32).prefetch(2)


def make_validation():
    return tf.data.Dataset.from_tensor_slices(VALID).batch(100)


def make_model():
    keras.utils.set_random_seed(20)
    model = keras.Sequential([
        keras.Input((WINDOW, SENSORS)),
        layers.Conv1D(32, 5, activation="relu"),
        layers.Conv1D(32, 5, strides=2, activation="relu"),
        layers.GlobalAveragePooling1D(),
        layers.Dense(64, activation="relu"),
        layers.Dense(1, activation="sigmoid"),
    ])
    model.compile(optimizer=keras.optimizers.Adam(0.003), loss="binary_crossentropy", metrics=["accuracy"])
    return model


FIT = dict(epochs=15)
