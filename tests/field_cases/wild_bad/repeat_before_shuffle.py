from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="repeat_before_shuffle",
    title="repeat() comes before a shuffle larger than the data, an epoch of steps_per_epoch sees some pictures many times and others never",
    source="https://www.tensorflow.org/guide/data#randomly_shuffling_input_data",
    kind="silent", cause="repeat-before-shuffle", groups=['completeness', 'randomness'], keras="any",
    explain="The buffer of 1000 holds more than six copies of the 160 pictures, so the 10 steps of an epoch are draws with "
            "replacement. Measured over the first 160 examples: about 100 distinct pictures, some 4 times, 60 not at "
            "all. shuffle(160).repeat() gives each once per epoch.")

N, BATCH = 160, 16


def make_dataset():
    rng = np.random.default_rng(305)
    label = rng.integers(0, 5, N).astype("int32")
    image = rng.integers(0, 256, (N, 24, 24, 3)).astype("uint8")
    image[np.arange(N), :, label * 4, :] = 255

    ds = tf.data.Dataset.from_tensor_slices((image, label))
    ds = ds.map(lambda im, lb: (tf.cast(im, tf.float32) / 255.0, lb), num_parallel_calls=4)
    ds = ds.repeat()
    ds = ds.shuffle(buffer_size=1000)
    ds = ds.batch(BATCH)
    return ds.prefetch(1)


def make_model():
    net = keras.models.Sequential()
    net.add(keras.Input(shape=(24, 24, 3)))
    net.add(keras.layers.Conv2D(8, 3, activation="relu"))
    net.add(keras.layers.MaxPooling2D())
    net.add(keras.layers.Flatten())
    net.add(keras.layers.Dense(5, activation="softmax"))
    net.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return net


FIT = dict(steps_per_epoch=N // BATCH)
