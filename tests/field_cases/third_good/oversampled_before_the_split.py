CASE = {'id': 'oversampled_before_the_split',
 'title': 'The rows are divided first, and only the frauds of the training part are multiplied.',
 'kind': 'good',
 'groups': [],
 'keras': '3',
 'source': 'https://bitsfolio.com/smote-data-leakage-validation-set/',
 'evidence': 'the mended twin: validation AUC 0.99 but 0.73 on new payments; mended 0.65 and 0.71'}

import keras
import numpy as np
import tensorflow as tf
from keras import layers

COLUMNS = 20


def card_payments(count, seed, fraud_rate=0.04):
    rng = np.random.default_rng(seed)
    fraud = rng.random(count) < fraud_rate
    x = rng.normal(0, 1, (count, COLUMNS))
    x[:, :4] += 0.9 * fraud[:, None]
    return x.astype("float32"), fraud.astype("float32")


def multiply_frauds(x, y, rng, times=20):
    frauds = x[y == 1]
    copies = np.repeat(frauds, times, axis=0)
    copies = copies + rng.normal(0, 0.03, copies.shape).astype("float32")
    return np.concatenate([x, copies]), np.concatenate([y, np.ones(len(copies), "float32")])


def divide(x, y, rng):
    order = rng.permutation(len(x))
    cut = int(0.75 * len(x))
    return (x[order[:cut]], y[order[:cut]]), (x[order[cut:]], y[order[cut:]])


def load():
    rng = np.random.default_rng(6)
    x, y = card_payments(1500, 21)
    train, valid = divide(x, y, rng)
    return multiply_frauds(*train, rng), valid


TRAIN, VALID = load()


def batches(x, y, size=32):
    rng = np.random.default_rng(1)

    def generate():
        for rows in np.array_split(rng.permutation(len(x)), len(x) // size):
            yield x[rows], y[rows]
    return generate


def make_dataset():
    signature = (tf.TensorSpec((None, COLUMNS), tf.float32), tf.TensorSpec((None,), tf.float32))
    return tf.data.Dataset.from_generator(batches(*TRAIN), output_signature=signature).prefetch(2)


def make_validation():
    return tf.data.Dataset.from_tensor_slices(VALID).batch(128)


def make_model():
    keras.utils.set_random_seed(18)
    model = keras.Sequential([
        keras.Input((COLUMNS,)),
        layers.Dense(96, activation="relu"),
        layers.Dense(48, activation="relu"),
        layers.Dense(1, activation="sigmoid"),
    ])
    model.compile(optimizer=keras.optimizers.Adam(0.003), loss="binary_crossentropy",
                  metrics=[keras.metrics.AUC(name="auc")])
    return model


FIT = dict(epochs=12)
