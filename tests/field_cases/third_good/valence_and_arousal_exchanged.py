CASE = {'id': 'valence_and_arousal_exchanged',
 'title': 'The dataset gives the ratings in the order of the heads, (arousal, valence).',
 'kind': 'good',
 'groups': [],
 'keras': '3',
 'evidence': 'the mended twin: correlation of head and rating, arousal 0.01 and valence -0.04 with the '
             'mistake (losses as low as in the mended one), 0.99 and 0.98 mended'}

import keras
import numpy as np
import tensorflow as tf
from keras import layers

FRAMES, BANDS = 20, 8


def speech_clips(count, seed):
    rng = np.random.default_rng(seed)
    arousal, valence = rng.uniform(-1, 1, count), rng.uniform(-1, 1, count)
    t = np.arange(FRAMES)[None, :, None]
    band = np.arange(BANDS)[None, None, :]
    loudness = 0.5 * arousal[:, None, None] * np.ones((1, FRAMES, BANDS))
    tilt = 0.15 * valence[:, None, None] * (band - 3.5)
    pace = 0.3 * np.sin(2 * np.pi * t * (0.1 + 0.06 * arousal[:, None, None]) + rng.uniform(0, 6, (count, 1, 1)))
    x = loudness + tilt + pace + rng.normal(0, 0.5, (count, FRAMES, BANDS))
    return x.astype("float32"), valence.astype("float32"), arousal.astype("float32")


def ratings(clip, valence, arousal):
    return clip, (arousal, valence)


def make_part(count, seed):
    return tf.data.Dataset.from_tensor_slices(speech_clips(count, seed)).map(ratings)


def make_dataset():
    return make_part(1200, 1).shuffle(1200).batch(32).prefetch(2)


def make_validation():
    return make_part(250, 2).batch(125)


def make_model():
    keras.utils.set_random_seed(29)
    clip = keras.Input((FRAMES, BANDS))
    x = layers.Conv1D(24, 5, activation="relu")(clip)
    x = layers.GlobalAveragePooling1D()(x)
    x = layers.Dense(24, activation="relu")(x)
    arousal = layers.Dense(1, activation="tanh", name="arousal")(x)
    valence = layers.Dense(1, activation="tanh", name="valence")(x)
    model = keras.Model(clip, [arousal, valence])
    model.compile(optimizer=keras.optimizers.Adam(0.003), loss=["mse", "mse"], loss_weights=[1.0, 0.5])
    return model


FIT = dict(epochs=6)
