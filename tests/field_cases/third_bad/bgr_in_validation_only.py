CASE = {'id': 'bgr_in_validation_only',
 'title': 'Training pictures are decoded as RGB from PNG, the validation frames were dumped by an OpenCV '
          'client and are BGR; nobody turns the channels round.',
 'kind': 'silent',
 'groups': ['values', 'completeness'],
 'keras': '3',
 'source': 'https://github.com/udacity/sdc-issue-reports/issues/623',
 'evidence': 'validation accuracy 0.50 (training 1.00) with the mistake, 1.00 mended'}

import os
import tempfile

import keras
import numpy as np
import tensorflow as tf
from keras import layers

SIDE = 32
FRUITS = ["apple", "blueberry", "lime", "plum"]
SKIN = {"apple": (200, 45, 40), "blueberry": (50, 70, 190), "lime": (90, 190, 60), "plum": (120, 40, 130)}


def photograph(fruit, rng):
    yy, xx = np.mgrid[:SIDE, :SIDE]
    picture = rng.normal((150, 140, 120), 14, (SIDE, SIDE, 3)) + rng.normal(0, 12)
    cy, cx, r = rng.uniform(10, 22), rng.uniform(10, 22), rng.uniform(5, 10)
    disc = (yy - cy) ** 2 + (xx - cx) ** 2 < r * r
    picture[disc] = rng.normal(SKIN[fruit], 28, (int(disc.sum()), 3)) * rng.uniform(0.7, 1.2)
    return np.clip(picture, 0, 255).astype("uint8")


FOLDER = tempfile.mkdtemp(prefix="orchard_")


def prepare():
    rng = np.random.default_rng(5)
    for i in range(600):
        fruit = FRUITS[int(rng.integers(4))]
        path = os.path.join(FOLDER, f"{fruit}-{i:04d}.png")
        tf.io.write_file(path, tf.io.encode_png(photograph(fruit, rng)))
    for i in range(160):
        fruit = FRUITS[int(rng.integers(4))]
        frame = photograph(fruit, rng)[:, :, ::-1]  # cv2.VideoCapture.read() hands out BGR
        np.save(os.path.join(FOLDER, f"{fruit}-cam{i:04d}.npy"), frame)


prepare()


class Pictures(keras.utils.PyDataset):
    def __init__(self, suffix, batch_size=32, shuffle=True):
        super().__init__()
        self.paths = sorted(os.path.join(FOLDER, f) for f in os.listdir(FOLDER) if f.endswith(suffix))
        self.batch_size, self.shuffle = batch_size, shuffle
        self.rng = np.random.default_rng(0)
        self.on_epoch_end()

    def __len__(self):
        return int(np.ceil(len(self.paths) / self.batch_size))

    def on_epoch_end(self):
        if self.shuffle:
            self.rng.shuffle(self.paths)

    def read(self, path):
        if path.endswith(".npy"):
            return np.load(path)
        return tf.io.decode_png(tf.io.read_file(path), channels=3).numpy()

    def __getitem__(self, index):
        paths = self.paths[index * self.batch_size:(index + 1) * self.batch_size]
        images = np.stack([self.read(p) for p in paths]).astype("float32") / 255.0
        labels = np.array([FRUITS.index(os.path.basename(p).split("-")[0]) for p in paths])
        return images, labels


def make_dataset():
    return Pictures(".png")


def make_validation():
    return Pictures(".npy", shuffle=False)


def make_model():
    keras.utils.set_random_seed(1)
    model = keras.Sequential([
        keras.Input((SIDE, SIDE, 3)),
        layers.Conv2D(16, 3, strides=2, activation="relu"),
        layers.Conv2D(24, 3, strides=2, activation="relu"),
        layers.GlobalMaxPooling2D(),
        layers.Dense(24, activation="relu"),
        layers.Dense(4, activation="softmax"),
    ])
    model.compile(optimizer=keras.optimizers.Adam(0.005), loss="sparse_categorical_crossentropy",
                  metrics=["accuracy"])
    return model


FIT = dict(epochs=6)
