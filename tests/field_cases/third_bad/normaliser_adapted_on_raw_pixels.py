CASE = {'id': 'normaliser_adapted_on_raw_pixels',
 'title': 'The Normalization layer is adapted on the pictures as stored (0..255), the pipeline hands the '
          'network pictures divided by 255: after the layer every picture is nearly the same constant.',
 'kind': 'silent',
 'groups': ['values', 'wiring'],
 'keras': '3',
 'evidence': 'validation accuracy 0.34 (of 3 classes) with the mistake, 1.00 mended'}

import keras
import numpy as np
import tensorflow as tf
from keras import layers

SIDE = 24


def galaxies(count, seed):
    rng = np.random.default_rng(seed)
    yy, xx = np.mgrid[:SIDE, :SIDE] - SIDE / 2
    images, labels = np.zeros((count, SIDE, SIDE, 1), "uint8"), rng.integers(0, 3, count)
    for i, label in enumerate(labels):
        turn = rng.uniform(0, np.pi)
        u, v = xx * np.cos(turn) + yy * np.sin(turn), yy * np.cos(turn) - xx * np.sin(turn)
        if label == 0:
            light = np.exp(-(u ** 2 + v ** 2) / rng.uniform(15, 30))
        elif label == 1:
            light = np.exp(-(u ** 2 / rng.uniform(40, 60) + v ** 2 / rng.uniform(4, 8)))
        else:
            radius, angle = np.hypot(u, v), np.arctan2(v, u)
            light = np.exp(-radius ** 2 / 40) * (0.55 + 0.45 * np.cos(2 * angle - 0.7 * radius))
        images[i, :, :, 0] = np.clip(25 + rng.uniform(80, 180) * light + rng.normal(0, 14, light.shape), 0, 255)
    return images, labels


TRAIN, VALID = galaxies(1000, 1), galaxies(250, 2)


def scale(image, label):
    return tf.cast(image, tf.float32) / 255.0, label


def make_dataset():
    return tf.data.Dataset.from_tensor_slices(TRAIN).shuffle(1000).map(scale).batch(40).prefetch(2)


def make_validation():
    return tf.data.Dataset.from_tensor_slices(VALID).map(scale).batch(125)


def make_model():
    keras.utils.set_random_seed(10)
    normalise = layers.Normalization(axis=None)
    normalise.adapt(TRAIN[0])
    model = keras.Sequential([
        keras.Input((SIDE, SIDE, 1)),
        normalise,
        layers.Conv2D(12, 5, strides=2, activation="relu"),
        layers.Conv2D(24, 3, activation="relu"),
        layers.Flatten(),
        layers.Dense(32, activation="relu"),
        layers.Dense(3, activation="softmax"),
    ])
    model.compile(optimizer=keras.optimizers.SGD(0.01, momentum=0.9), loss="sparse_categorical_crossentropy",
                  metrics=["accuracy"])
    return model


FIT = dict(epochs=6)
