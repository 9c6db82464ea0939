CASE = {'id': 'votes_of_volunteers_as_targets',
 'title': 'The targets are the shares of volunteers who voted for each class, learnt with categorical '
          'cross-entropy.',
 'kind': 'good',
 'groups': [],
 'keras': '3',
 'trap': 'the targets are neither one-hot nor class numbers, and the loss cannot come near 0',
 'evidence': 'val_kl_divergence 0.116 after the last epoch, 0.388 after the first'}

import keras
import numpy as np
import tensorflow as tf
from keras import layers

SIDE, VOTERS = 24, 12


def survey(count, seed):
    rng = np.random.default_rng(seed)
    yy, xx = np.mgrid[:SIDE, :SIDE] - SIDE / 2
    images, votes = np.zeros((count, SIDE, SIDE, 1), "float32"), np.zeros((count, 3), "float32")
    for i in range(count):
        ratio, arms = rng.uniform(0.3, 1.0), rng.uniform(0, 1)
        turn = rng.uniform(0, np.pi)
        u, v = xx * np.cos(turn) + yy * np.sin(turn), yy * np.cos(turn) - xx * np.sin(turn)
        radius, angle = np.hypot(u, v / ratio), np.arctan2(v / ratio, u)
        light = np.exp(-radius / 4) * (1 + arms * np.cos(2 * angle - 0.8 * radius))
        images[i, :, :, 0] = light + rng.normal(0, 0.04, light.shape)
        appeal = np.exp(4 * np.array([ratio * (1 - arms), arms, 0.9 * (1 - ratio)]))
        votes[i] = rng.multinomial(VOTERS, appeal / appeal.sum()) / VOTERS
    return images, votes


def make_dataset():
    return tf.data.Dataset.from_tensor_slices(survey(1200, 1)).shuffle(1200).batch(32).prefetch(2)


def make_validation():
    return tf.data.Dataset.from_tensor_slices(survey(200, 2)).batch(100)


def make_model():
    keras.utils.set_random_seed(42)
    model = keras.Sequential([
        keras.Input((SIDE, SIDE, 1)),
        layers.Conv2D(12, 5, strides=2, activation="relu"),
        layers.Conv2D(24, 3, activation="relu"),
        layers.GlobalAveragePooling2D(),
        layers.Dense(24, activation="relu"),
        layers.Dense(3, activation="softmax"),
    ])
    model.compile(optimizer=keras.optimizers.Adam(0.005), loss="categorical_crossentropy",
                  metrics=["kl_divergence"])
    return model


FIT = dict(epochs=8)
