CASE = {'id': 'vocabulary_adapted_for_each_part',
 'title': 'One TextVectorization, adapted on the training texts, prepares both parts.',
 'kind': 'good',
 'groups': [],
 'keras': '3',
 'evidence': 'the mended twin: validation accuracy 0.13 (training 1.00) with the mistake, 1.00 mended'}

import keras
import numpy as np
import tensorflow as tf
from keras import layers

TOPICS = {
    "billing": "invoice refund charge card payment price receipt discount".split(),
    "delivery": "parcel courier late tracking address depot missing doorstep".split(),
    "returns": "return label wrong size exchange damaged replace faulty".split(),
    "account": "password login email reset username profile verify locked".split(),
}
FILLER = "hello please my the is was a order help thanks i have with and you today again".split()
NAMES = list(TOPICS)


def tickets(count, seed, months):
    rng = np.random.default_rng(seed)
    fashions = rng.dirichlet(np.ones(8) * months, len(NAMES))  # which words of a topic are in use changes
    texts, labels = [], []
    for _ in range(count):
        topic = int(rng.integers(len(NAMES)))
        words = list(rng.choice(FILLER, rng.integers(5, 10)))
        words += list(rng.choice(TOPICS[NAMES[topic]], rng.integers(2, 5), p=fashions[topic]))
        rng.shuffle(words)
        texts.append(" ".join(words))
        labels.append(topic)
    return np.array(texts), np.array(labels)


TRAIN, VALID = tickets(1200, 1, 4), tickets(300, 2, 4)
LENGTH = 14

vectorize = layers.TextVectorization(max_tokens=500, output_sequence_length=LENGTH)
vectorize.adapt(TRAIN[0])

def prepare(part, shuffle=False):
    texts, labels = part
    data = tf.data.Dataset.from_tensor_slices((texts, labels))
    if shuffle:
        data = data.shuffle(len(labels))
    return data.batch(32).map(lambda text, label: (vectorize(text), label)).prefetch(2)


def make_dataset():
    return prepare(TRAIN, shuffle=True)


def make_validation():
    return prepare(VALID)


def make_model():
    keras.utils.set_random_seed(15)
    model = keras.Sequential([
        keras.Input((LENGTH,), dtype="int64"),
        layers.Embedding(500, 16),
        layers.GlobalAveragePooling1D(),
        layers.Dense(24, activation="relu"),
        layers.Dense(len(NAMES), activation="softmax"),
    ])
    model.compile(optimizer=keras.optimizers.Adam(0.01), loss="sparse_categorical_crossentropy",
                  metrics=["accuracy"])
    return model


FIT = dict(epochs=8)
