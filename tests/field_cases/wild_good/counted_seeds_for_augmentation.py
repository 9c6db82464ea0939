from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='counted_seeds_for_augmentation',
    title='each image gets its own seed from a counter, so every epoch differs and all is repeatable',
    source='composed for the kit',
    keras='any',
)


def _data(n=120, size=12):
    rng = np.random.default_rng(5)
    y = rng.integers(0, 3, n)
    x = rng.integers(0, 120, (n, size, size, 3))
    x[np.arange(n), :, :, y] += 100
    return x.astype("uint8"), y


def make_dataset():
    x, y = _data()
    ds = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(120, seed=1)
    seeds = tf.data.experimental.Counter() if not hasattr(tf.data.Dataset, "counter") else tf.data.Dataset.counter()
    generator = tf.random.Generator.from_seed(7)

    def augment(image, label):
        seed = generator.make_seeds(2)[0]
        image = tf.image.stateless_random_flip_left_right(tf.cast(image, tf.float32) / 255.0, seed)
        return image, label

    return ds.map(augment).batch(16).prefetch(2)


def make_model():
    model = keras.Sequential([
        keras.Input((12, 12, 3)), keras.layers.Conv2D(4, 3, activation="relu"),
        keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(3, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy")
    return model
