from __future__ import annotations

import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="validation_folder_lacks_a_class",
    title="the validation folder has no pictures of one class, so every later class gets the number before its own",
    source="https://github.com/ultralytics/ultralytics/issues/13936 (the same in https://github.com/huggingface/pytorch-image-models/issues/957; image_dataset_from_directory numbers the folders it finds)",
    kind="silent",
    cause="label-index-shift",
    groups=['labels', 'completeness'],
    keras="any",
    explain="train has daisy, poppy, rose, tulip; valid has daisy, rose, tulip. rose is 2 in training and 1 in validation, tulip 3 and "
    "2. Give class_names (or the same class_names list) to both. Checked: of the validation pictures, the share "
    "whose number means the same flower as in training is 1/3 (daisy), and label 3 never occurs.",
)

TINT = {"daisy": (230, 230, 220), "poppy": (210, 60, 40), "rose": (200, 90, 150), "tulip": (230, 190, 60)}
FLOWERS = sorted(TINT)


def _write(flowers, count, seed):
    rng = np.random.default_rng(seed)
    root = tempfile.mkdtemp()
    for flower in flowers:
        os.makedirs(os.path.join(root, flower))
        for i in range(count):
            picture = np.full((32, 32, 3), (50, 110, 50), "float32")
            r, c = rng.integers(4, 14, 2)
            picture[r : r + 14, c : c + 14] = TINT[flower]
            picture = np.clip(picture + rng.normal(0, 12, picture.shape), 0, 255).astype("uint8")
            tf.io.write_file(os.path.join(root, flower, "%03d.png" % i), tf.io.encode_png(picture))
    return root


def make_dataset():
    root = _write(FLOWERS, 30, seed=1)
    ds = keras.preprocessing.image_dataset_from_directory(root, image_size=(32, 32), batch_size=20, seed=5)
    return ds.prefetch(tf.data.AUTOTUNE)


def make_validation():
    root = _write(["daisy", "rose", "tulip"], 10, seed=2)
    ds = keras.preprocessing.image_dataset_from_directory(root, image_size=(32, 32), batch_size=20, shuffle=False)
    return ds.prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((32, 32, 3)),
            keras.layers.Rescaling(1.0 / 255),
            keras.layers.Conv2D(8, 3, activation="relu"),
            keras.layers.MaxPooling2D(4),
            keras.layers.Flatten(),
            keras.layers.Dense(len(FLOWERS), activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
