CASE = {'id': 'simulated_collisions_with_negative_weights',
 'title': 'Next-to-leading-order simulation gives part of the collisions a negative weight; they are used as '
          'sample weights with their sign, and the sums over any region are right.',
 'kind': 'good',
 'groups': [],
 'keras': '3',
 'source': 'https://arxiv.org/abs/2007.11586',
 'trap': 'a sixth of the sample weights is negative',
 'evidence': 'val_accuracy 0.795 after the last epoch, 0.66 after the first'}

import keras
import numpy as np
import tensorflow as tf
from keras import layers


def collisions(count, seed):
    """Signal against background; generator weights of +1 and -1, the negative ones where the subtraction acts."""
    rng = np.random.default_rng(seed)
    signal = rng.integers(0, 2, count)
    mass = np.where(signal, rng.normal(125, 12, count), 60 + rng.exponential(60, count))
    momentum = rng.gamma(2 + signal, 30, count)
    angle = rng.uniform(-2.5, 2.5, count) * np.where(signal, 0.7, 1.0)
    jets = rng.poisson(1.5 + signal, count)
    negative = rng.random(count) < 0.08 + 0.15 * (momentum < 40)
    weight = np.where(negative, -1.0, 1.0)
    x = np.stack([mass / 100 - 1, np.log1p(momentum) - 4, angle, jets / 3], axis=1)
    return x.astype("float32"), signal.astype("float32"), weight.astype("float32")


def make_dataset():
    return tf.data.Dataset.from_tensor_slices(collisions(2000, 1)).shuffle(2000).batch(100).prefetch(2)


def make_validation():
    return tf.data.Dataset.from_tensor_slices(collisions(1000, 2)).batch(250)


def make_model():
    keras.utils.set_random_seed(43)
    model = keras.Sequential([
        keras.Input((4,)),
        layers.Dense(24, activation="relu"),
        layers.Dense(1, activation="sigmoid"),
    ])
    model.compile(optimizer=keras.optimizers.Adam(0.003), loss="binary_crossentropy", metrics=["accuracy"])
    return model


FIT = dict(epochs=8)
