CASE = {'id': 'validation_folder_lacks_a_species',
 'title': 'Each part is read by image_dataset_from_directory from its own folder; the validation folder has '
          'no picture (and no folder) of the second species, so all later species get a smaller number '
          'there.',
 'kind': 'silent',
 'groups': ['labels', 'completeness'],
 'keras': '3',
 'source': 'https://github.com/huggingface/pytorch-image-models/issues/957',
 'evidence': 'validation accuracy 0.26 (training 0.94) with the mistake, 0.95 mended; the network is the '
             'same'}

import os
import tempfile

import keras
import numpy as np
import tensorflow as tf
from keras import layers

SIDE = 24
SPECIES = ["ash", "beech", "hazel", "maple", "oak"]
ROOT = tempfile.mkdtemp(prefix="leaves_")


def leaf(kind, rng):
    yy, xx = np.mgrid[:SIDE, :SIDE] - SIDE / 2 + rng.uniform(-2, 2, (2, 1, 1))
    angle = np.arctan2(yy, xx) + rng.normal(0, 0.2)
    radius = np.hypot(yy, xx)
    lobes = (0, 2, 3, 5, 7)[kind]
    edge = rng.uniform(7, 9) * (1 + 0.3 * np.cos(lobes * angle) * (lobes > 0))
    picture = np.full((SIDE, SIDE, 3), 235.0)
    picture[radius < edge] = np.array([70, 130, 60]) + rng.normal(0, 12, 3)
    return np.clip(picture + rng.normal(0, 10, picture.shape), 0, 255).astype("uint8")


def write_part(part, count, seed, seen):
    rng = np.random.default_rng(seed)
    for kind, name in enumerate(SPECIES):
        folder = os.path.join(ROOT, part, name)
        if name in seen:
            os.makedirs(folder)
            for i in range(count):
                tf.io.write_file(f"{folder}/{i:03d}.png", tf.io.encode_png(leaf(kind, rng)))


write_part("spring", 120, 1, SPECIES)
write_part("autumn", 30, 2, [name for name in SPECIES if name != "beech"])


def load(part, shuffle):
    return keras.utils.image_dataset_from_directory(
        os.path.join(ROOT, part), image_size=(SIDE, SIDE), batch_size=32, shuffle=shuffle, seed=3, verbose=False)


def make_dataset():
    return load("spring", True).prefetch(2)


def make_validation():
    return load("autumn", False)


def make_model():
    keras.utils.set_random_seed(4)
    model = keras.Sequential([
        keras.Input((SIDE, SIDE, 3)),
        layers.Rescaling(1 / 255.0),
        layers.Conv2D(16, 5, strides=2, activation="relu"),
        layers.Conv2D(32, 3, activation="relu"),
        layers.Flatten(),
        layers.Dense(48, activation="relu"),
        layers.Dense(len(SPECIES), activation="softmax"),
    ])
    model.compile(optimizer=keras.optimizers.Adam(0.002), loss="sparse_categorical_crossentropy",
                  metrics=["accuracy"])
    return model


FIT = dict(epochs=6)
