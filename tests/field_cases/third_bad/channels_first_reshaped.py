CASE = {'id': 'channels_first_reshaped',
 'title': 'The archive holds pictures channels first (3, height, width) and they are brought to (height, '
          'width, 3) by reshape instead of transpose, which scrambles them.',
 'kind': 'silent',
 'groups': ['values', 'elements'],
 'keras': '3',
 'evidence': 'validation accuracy 0.23 (of 4 classes) with the mistake, 0.75 mended'}

import os
import pickle
import tempfile

import keras
import numpy as np
import tensorflow as tf
from keras import layers

SIDE = 28
FOLDER = tempfile.mkdtemp(prefix="signs_")


def write_batches():
    """Five pickled batches in the layout of CIFAR: one flat row of bytes for each picture, red plane first."""
    rng = np.random.default_rng(3)
    yy, xx = np.mgrid[:SIDE, :SIDE]
    for name, count in [("data_batch_1", 400), ("data_batch_2", 400), ("data_batch_3", 400), ("test_batch", 300)]:
        rows, labels = [], []
        for _ in range(count):
            label = int(rng.integers(4))
            planes = rng.normal(110, 30, (3, 1, 1)) + rng.normal(0, 18, (3, SIDE, SIDE))
            cy, cx, r = rng.uniform(10, 18), rng.uniform(10, 18), rng.uniform(5, 8)
            dy, dx = abs(yy - cy), abs(xx - cx)
            shape = [np.hypot(dy, dx) < r, (dy + dx) < r * 1.2, np.maximum(dy, dx) < r * 0.85,
                     (np.minimum(dy, dx) < r * 0.35) & (np.maximum(dy, dx) < r)][label]
            planes[:, shape] += rng.normal(60, 15, (3, 1))
            rows.append(np.clip(planes, 0, 255).astype("uint8").ravel())
            labels.append(label)
        with open(os.path.join(FOLDER, name), "wb") as file:
            pickle.dump({"data": np.stack(rows), "labels": labels}, file)


write_batches()


def load_batch(name):
    with open(os.path.join(FOLDER, name), "rb") as file:
        batch = pickle.load(file)
    images = batch["data"].reshape(-1, SIDE, SIDE, 3)
    return images.astype("float32") / 255.0, np.array(batch["labels"])


def make_dataset():
    parts = [load_batch(f"data_batch_{i}") for i in (1, 2, 3)]
    images, labels = (np.concatenate(column) for column in zip(*parts))
    return tf.data.Dataset.from_tensor_slices((images, labels)).shuffle(1200, seed=1).batch(40).prefetch(2)


def make_validation():
    return tf.data.Dataset.from_tensor_slices(load_batch("test_batch")).batch(100)


def make_model():
    keras.utils.set_random_seed(8)
    model = keras.Sequential([
        keras.Input((SIDE, SIDE, 3)),
        layers.Conv2D(16, 3, activation="relu"),
        layers.MaxPooling2D(2),
        layers.Conv2D(32, 3, activation="relu"),
        layers.MaxPooling2D(2),
        layers.Conv2D(32, 3, activation="relu"),
        layers.GlobalMaxPooling2D(),
        layers.Dense(4, activation="softmax"),
    ])
    model.compile(optimizer=keras.optimizers.Adam(0.004), loss="sparse_categorical_crossentropy",
                  metrics=["accuracy"])
    return model


FIT = dict(epochs=8)
