CASE = {'id': 'curriculum_level_frozen',
 'title': 'The noise level of a curriculum is a tf.Variable assigned by a callback and read for every clip.',
 'kind': 'good',
 'groups': [],
 'keras': '3',
 'evidence': 'the mended twin: accuracy on clips with field noise 0.27 with the mistake, 0.95 mended'}

import keras
import numpy as np
import tensorflow as tf
from keras import layers

RATE, LENGTH = 4000, 800
LOWEST, HIGHEST, EPOCHS = 0.05, 2.0, 12

NOISE = tf.Variable(LOWEST, trainable=False, dtype=tf.float32)


def noise_level():
    return NOISE.read_value()


def set_noise(value):
    NOISE.assign(value)


class RaiseNoise(keras.callbacks.Callback):
    def on_epoch_begin(self, epoch, logs=None):
        set_noise(LOWEST + (HIGHEST - LOWEST) * min(1.0, epoch / (0.6 * EPOCHS)))


def bird_calls(count, seed):
    rng = np.random.default_rng(seed)
    t = np.arange(LENGTH) / RATE
    labels = rng.integers(0, 4, count)
    clips = np.zeros((count, LENGTH), "float32")
    for i, label in enumerate(labels):
        base, length = rng.uniform(500, 700), LENGTH / RATE
        sweep = [base + 0 * t, base + 400 * t / length, base + 400 - 400 * t / length,
                 base + 200 + 200 * np.sin(2 * np.pi * 2.5 * t / length)][label]
        clips[i] = np.sin(2 * np.pi * np.cumsum(sweep) / RATE + rng.uniform(0, 6)) * rng.uniform(0.8, 1.2)
    return clips, labels


def spectrogram(clip):
    return tf.math.log(tf.abs(tf.signal.stft(clip, 128, 64)) + 0.1)[..., None]


def with_noise(clip, label):
    clip = clip + noise_level() * tf.random.normal(tf.shape(clip))
    return spectrogram(clip), label


def in_the_field(clip, label):
    return spectrogram(clip + HIGHEST * tf.random.normal(tf.shape(clip))), label


def make_dataset():
    return (tf.data.Dataset.from_tensor_slices(bird_calls(1000, 1)).shuffle(1000)
            .map(with_noise, num_parallel_calls=2).batch(32).prefetch(2))


def make_validation():
    return tf.data.Dataset.from_tensor_slices(bird_calls(300, 2)).map(in_the_field).batch(100)


def make_model():
    keras.utils.set_random_seed(16)
    model = keras.Sequential([
        keras.Input((11, 65, 1)),
        layers.Conv2D(16, (3, 5), activation="relu"),
        layers.MaxPooling2D((2, 2)),
        layers.Conv2D(24, 3, activation="relu"),
        layers.Flatten(),
        layers.Dropout(0.3),
        layers.Dense(4, activation="softmax"),
    ])
    model.compile(optimizer=keras.optimizers.Adam(0.002), loss="sparse_categorical_crossentropy",
                  metrics=["accuracy"])
    return model


FIT = dict(epochs=EPOCHS, callbacks=[RaiseNoise()])
