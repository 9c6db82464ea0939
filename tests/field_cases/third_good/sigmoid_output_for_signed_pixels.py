CASE = {'id': 'sigmoid_output_for_signed_pixels',
 'title': 'The pictures are scaled to 0..1, the range of the sigmoid the autoencoder ends in.',
 'kind': 'good',
 'groups': [],
 'keras': '3',
 'evidence': 'the mended twin: root of the squared error in grey values 69 with the mistake, 26 mended'}

import keras
import numpy as np
import tensorflow as tf
from keras import layers

SIDE = 24


def portraits(count, seed):
    rng = np.random.default_rng(seed)
    yy, xx = np.mgrid[:SIDE, :SIDE]
    out = np.zeros((count, SIDE, SIDE, 1), "uint8")
    for i in range(count):
        cy, cx, a, b = rng.uniform(10, 14), rng.uniform(10, 14), rng.uniform(5, 8), rng.uniform(6, 10)
        face = ((xx - cx) / a) ** 2 + ((yy - cy) / b) ** 2 < 1
        picture = np.full((SIDE, SIDE), rng.uniform(10, 110))
        picture[face] = rng.uniform(140, 230)
        picture[face & (yy < cy - b * rng.uniform(0.3, 0.7))] = rng.uniform(20, 120)
        for side in (-1, 1):
            picture[np.hypot(yy - cy + 1, xx - cx - side * a * 0.4) < 1.4] = 30
        out[i, :, :, 0] = np.clip(picture + rng.normal(0, 4, picture.shape), 0, 255)
    return out


def scale(image):
    image = tf.cast(image, tf.float32) / 255.0
    return image, image


def make_dataset():
    return tf.data.Dataset.from_tensor_slices(portraits(1200, 1)).map(scale).cache().shuffle(1200).batch(40).prefetch(2)


def make_validation():
    return tf.data.Dataset.from_tensor_slices(portraits(200, 2)).map(scale).batch(100)


def make_model():
    keras.utils.set_random_seed(11)
    encoder = keras.Sequential([
        layers.Flatten(), layers.Dense(128, activation="relu"), layers.Dense(24)], name="encoder")
    decoder = keras.Sequential([
        layers.Dense(128, activation="relu"), layers.Dense(SIDE * SIDE, activation="sigmoid"),
        layers.Reshape((SIDE, SIDE, 1))], name="decoder")
    picture = keras.Input((SIDE, SIDE, 1))
    model = keras.Model(picture, decoder(encoder(picture)))
    model.compile(optimizer=keras.optimizers.Adam(0.002), loss="mse")
    return model


FIT = dict(epochs=8)
