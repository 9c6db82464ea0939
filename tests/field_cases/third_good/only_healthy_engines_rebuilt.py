CASE = {'id': 'only_healthy_engines_rebuilt',
 'title': 'An autoencoder is trained to give back vibration spectra of healthy engines; its targets are its '
          'inputs, and it is used to find engines it cannot rebuild.',
 'kind': 'good',
 'groups': [],
 'keras': '3',
 'trap': 'the target is the input itself, element by element',
 'evidence': 'val_loss 0.0046 after the last epoch, 0.0145 after the first; AUC of the rebuilding error '
             'against faulty engines 1.00'}

import keras
import numpy as np
import tensorflow as tf
from keras import layers

BINS = 64


def spectra(count, seed, faulty=False):
    rng = np.random.default_rng(seed)
    k = np.arange(BINS)
    out = np.zeros((count, BINS), "float32")
    for i in range(count):
        speed = rng.uniform(6, 9)
        lines = sum(rng.uniform(0.5, 1) / h * np.exp(-((k - h * speed) / 1.0) ** 2) for h in (1, 2, 3, 4))
        if faulty:
            lines = lines + 0.4 * np.exp(-((k - 3.57 * speed) / 1.0) ** 2) + 0.4 * np.exp(-((k - 5.43 * speed) / 1.0) ** 2)
        out[i] = np.log1p(5 * lines + rng.gamma(2, 0.05, BINS))
    return out


def make_dataset():
    healthy = spectra(1500, 1)
    return tf.data.Dataset.from_tensor_slices((healthy, healthy)).shuffle(1500).batch(32).prefetch(2)


def make_validation():
    healthy = spectra(200, 2)
    return tf.data.Dataset.from_tensor_slices((healthy, healthy)).batch(100)


def make_model():
    keras.utils.set_random_seed(46)
    model = keras.Sequential([
        keras.Input((BINS,)),
        layers.Dense(48, activation="relu"),
        layers.Dense(6),
        layers.Dense(48, activation="relu"),
        layers.Dense(BINS),
    ])
    model.compile(optimizer=keras.optimizers.Adam(0.003), loss="mse")
    return model


FIT = dict(epochs=12)
