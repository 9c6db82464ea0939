CASE = {'id': 'noise_of_validation_fixed_by_number',
 'title': 'Training pictures get new noise in every epoch; each validation picture gets a noise of its own, '
          'fixed by its number, so that epochs can be compared.',
 'kind': 'good',
 'groups': [],
 'keras': '3',
 'trap': 'the validation noise is the same in every pass, the training noise is not',
 'evidence': 'val_loss 0.0433 after the last epoch, 0.153 after the first'}

import keras
import numpy as np
import tensorflow as tf
from keras import layers

SIDE = 20


def glyphs(count, seed):
    rng = np.random.default_rng(seed)
    images = np.zeros((count, SIDE, SIDE, 1), "float32")
    for i in range(count):
        for _ in range(3):
            a, b = rng.integers(2, SIDE - 2, 2)
            length = int(rng.integers(5, 12))
            if rng.random() < 0.5:
                images[i, a, b:b + length, 0] = 1
                images[i, a - 1, b:b + length, 0] = 1
            else:
                images[i, a:a + length, b, 0] = 1
                images[i, a:a + length, b - 1, 0] = 1
    return images


def new_noise(image):
    return image + tf.random.normal(tf.shape(image), stddev=0.5), image


def numbered_noise(number, image):
    seed = tf.stack([tf.cast(number, tf.int32), 2024])
    return image + tf.random.stateless_normal(tf.shape(image), seed, stddev=0.5), image


def make_dataset():
    return tf.data.Dataset.from_tensor_slices(glyphs(1200, 1)).shuffle(1200).map(new_noise).batch(40).prefetch(2)


def make_validation():
    return tf.data.Dataset.from_tensor_slices(glyphs(200, 2)).enumerate().map(numbered_noise).batch(100)


def make_model():
    keras.utils.set_random_seed(50)
    model = keras.Sequential([
        keras.Input((SIDE, SIDE, 1)),
        layers.Conv2D(16, 5, padding="same", activation="relu"),
        layers.Conv2D(16, 3, padding="same", activation="relu"),
        layers.Conv2D(1, 3, padding="same", activation="sigmoid"),
    ])
    model.compile(optimizer=keras.optimizers.Adam(0.004), loss="binary_crossentropy")
    return model


FIT = dict(epochs=5)
