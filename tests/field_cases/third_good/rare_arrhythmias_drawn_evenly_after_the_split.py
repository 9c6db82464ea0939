CASE = {'id': 'rare_arrhythmias_drawn_evenly_after_the_split',
 'title': 'After the patients were divided, beats of the rare class are drawn as often as normal ones in '
          'training (sample_from_datasets over endless repeats); validation keeps the true share.',
 'kind': 'good',
 'groups': [],
 'keras': '3',
 'trap': 'the same rare beats come back many times in an epoch, and the class shares of training and '
         'validation differ',
 'evidence': 'val_auc 1 after the last epoch, 1 after the first'}

import keras
import numpy as np
import tensorflow as tf
from keras import layers

LENGTH = 96


def heart_beats(patients, seed):
    rng = np.random.default_rng(seed)
    t = np.arange(LENGTH) / LENGTH
    beats, labels = [], []
    for _ in range(patients):
        height, width, baseline = rng.uniform(0.8, 1.3), rng.uniform(0.012, 0.02), rng.normal(0, 0.1)
        for _ in range(25):
            ectopic = rng.random() < 0.06
            centre = 0.5 + rng.normal(0, 0.02) - 0.06 * ectopic
            qrs = height * np.exp(-((t - centre) / (width * (2.2 if ectopic else 1.0))) ** 2)
            p_wave = 0.0 if ectopic else 0.15 * np.exp(-((t - centre + 0.18) / 0.03) ** 2)
            t_wave = (-0.25 if ectopic else 0.3) * np.exp(-((t - centre - 0.22) / 0.05) ** 2)
            beats.append(baseline + qrs + p_wave + t_wave + rng.normal(0, 0.12, LENGTH))
            labels.append(float(ectopic))
    return np.array(beats, "float32")[..., None], np.array(labels, "float32")


TRAIN, VALID = heart_beats(60, 1), heart_beats(20, 2)
BATCH = 32


def endless(wanted):
    rows = TRAIN[1] == wanted
    return tf.data.Dataset.from_tensor_slices((TRAIN[0][rows], TRAIN[1][rows])).shuffle(1500).repeat()


def make_dataset():
    evenly = tf.data.Dataset.sample_from_datasets([endless(0.0), endless(1.0)], weights=[0.5, 0.5])
    return evenly.batch(BATCH).prefetch(2)


def make_validation():
    return tf.data.Dataset.from_tensor_slices(VALID).batch(100)


def make_model():
    keras.utils.set_random_seed(41)
    model = keras.Sequential([
        keras.Input((LENGTH, 1)),
        layers.Conv1D(12, 9, strides=2, activation="relu"),
        layers.Conv1D(16, 5, strides=2, activation="relu"),
        layers.GlobalMaxPooling1D(),
        layers.Dense(1, activation="sigmoid"),
    ])
    model.compile(optimizer=keras.optimizers.Adam(0.004), loss="binary_crossentropy",
                  metrics=[keras.metrics.AUC(name="auc", curve="PR")])
    return model


FIT = dict(epochs=6, steps_per_epoch=len(TRAIN[1]) // BATCH)
