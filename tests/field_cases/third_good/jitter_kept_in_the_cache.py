CASE = {'id': 'jitter_kept_in_the_cache',
 'title': 'The training tiles are cached as read and shifted and mirrored anew in each epoch.',
 'kind': 'good',
 'groups': [],
 'keras': '3',
 'source': 'https://bobondemon.github.io/2020/06/26/TF-Notes-some-TF2-x-eager-mode-practices/tf_dataset_api_cache_and_map.ipynb',
 'evidence': 'the mended twin: validation accuracy 0.49 with the mistake, 0.72 mended'}

import keras
import numpy as np
import tensorflow as tf
from keras import layers

SIDE, PAD = 28, 6


def draw_tiles(count, seed):
    rng = np.random.default_rng(seed)
    images = rng.normal(0.3, 0.12, (count, SIDE, SIDE, 1)).astype("float32")
    labels = rng.integers(0, 4, count).astype("int32")
    stamps = np.random.default_rng(99).uniform(0, 1, (4, 7, 7, 1)) > 0.55
    for i, label in enumerate(labels):
        top, left = rng.integers(0, SIDE - 7, 2)
        images[i, top:top + 7, left:left + 7] += 0.45 * stamps[label]
    return np.clip(images, 0, 1), labels


def jitter(image, label):
    image = tf.pad(image, [[PAD, PAD], [PAD, PAD], [0, 0]], mode="SYMMETRIC")
    image = tf.image.random_crop(image, [SIDE, SIDE, 1])
    image = tf.image.random_brightness(image, 0.15)
    return image, label


def make_dataset():
    images, labels = draw_tiles(400, 1)
    tiles = tf.data.Dataset.from_tensor_slices((images, labels))
    return tiles.cache().shuffle(400).map(jitter).batch(25).prefetch(2)


def make_validation():
    images, labels = draw_tiles(300, 2)
    return tf.data.Dataset.from_tensor_slices((images, labels)).batch(100)


def make_model():
    keras.utils.set_random_seed(5)
    model = keras.Sequential([
        keras.Input((SIDE, SIDE, 1)),
        layers.Conv2D(24, 7, activation="relu"),
        layers.MaxPooling2D(4),
        layers.Flatten(),
        layers.Dense(64, activation="relu"),
        layers.Dense(4, activation="softmax"),
    ])
    model.compile(optimizer=keras.optimizers.Adam(0.003), loss="sparse_categorical_crossentropy",
                  metrics=["accuracy"])
    return model


FIT = dict(epochs=25)
