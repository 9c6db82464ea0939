CASE = {'id': 'same_noise_for_every_picture',
 'title': 'The noise of the denoising autoencoder is drawn with one constant stateless seed inside map(): '
          'every picture of every epoch gets the very same noise, and the network learns to subtract that '
          'one pattern.',
 'kind': 'silent',
 'groups': ['randomness'],
 'keras': '3',
 'evidence': 'squared error on new pictures with new noise 0.097 with the mistake (its own validation says '
             '0.023), 0.030 mended'}

import keras
import numpy as np
import tensorflow as tf
from keras import layers

SIDE = 20
SEED = (42, 7)


def draw_cells(count, seed):
    rng = np.random.default_rng(seed)
    yy, xx = np.mgrid[:SIDE, :SIDE]
    images = np.zeros((count, SIDE, SIDE, 1), "float32")
    for i in range(count):
        for _ in range(rng.integers(2, 6)):
            cy, cx, r = rng.uniform(2, SIDE - 2), rng.uniform(2, SIDE - 2), rng.uniform(1.5, 4)
            images[i, :, :, 0] += rng.uniform(0.4, 1) * (((yy - cy) ** 2 + (xx - cx) ** 2) < r * r)
    return np.clip(images, 0, 1)


def add_noise(image):
    noise = tf.random.stateless_normal(tf.shape(image), seed=SEED, stddev=0.4)
    return image + noise, image


def make_dataset():
    return tf.data.Dataset.from_tensor_slices(draw_cells(1200, 1)).shuffle(1200).map(add_noise).batch(40).prefetch(2)


def make_validation():
    return tf.data.Dataset.from_tensor_slices(draw_cells(200, 2)).map(add_noise).batch(100)


def make_model():
    keras.utils.set_random_seed(6)
    model = keras.Sequential([
        keras.Input((SIDE, SIDE, 1)),
        layers.Flatten(),
        layers.Dense(256, activation="relu"),
        layers.Dense(256, activation="relu"),
        layers.Dense(SIDE * SIDE, activation="sigmoid"),
        layers.Reshape((SIDE, SIDE, 1)),
    ])
    model.compile(optimizer=keras.optimizers.Adam(0.002), loss="mse")
    return model


FIT = dict(epochs=8)
