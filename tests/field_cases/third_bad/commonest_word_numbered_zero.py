CASE = {'id': 'commonest_word_numbered_zero',
 'title': 'Words are numbered from 0 in order of frequency and sentences are padded with 0 under mask_zero: '
          'the commonest word ("not") is masked away as if it were padding.',
 'kind': 'silent',
 'groups': ['values', 'elements'],
 'keras': '3',
 'source': 'https://blog.isaaclin.cn/en/posts/2019/tensorflow-tokenizer/',
 'evidence': 'validation accuracy 0.54 with the mistake, 0.93 mended'}

from collections import Counter

import keras
import numpy as np
import tensorflow as tf
from keras import layers

GOOD = "lovely warm fresh quick honest bright tasty".split()
POOR = "cold slow stale rude dirty bland broken".split()
THINGS = "soup staff room coffee bill table view bread".split()
LENGTH = 24


def reviews(count, seed):
    """Guests of a hotel who like litotes: 'soup not cold' is praise."""
    rng = np.random.default_rng(seed)
    texts, labels = [], []
    for _ in range(count):
        happy = int(rng.integers(0, 2))
        words = []
        for _ in range(rng.integers(3, 7)):
            words.append(rng.choice(THINGS))
            opinion = happy if rng.random() < 0.85 else 1 - happy
            if rng.random() < 0.5:
                words += ["not", rng.choice(POOR if opinion else GOOD)]
            else:
                words.append(rng.choice(GOOD if opinion else POOR))
        texts.append(" ".join(words))
        labels.append(happy)
    return texts, np.array(labels, "float32")


TEXTS, LABELS = reviews(1500, 1)
COUNTS = Counter(word for text in TEXTS for word in text.split())
INDEX = {word: i for i, (word, _) in enumerate(COUNTS.most_common())}


def encode(texts):
    sequences = [[INDEX[word] for word in text.split()] for text in texts]
    return keras.utils.pad_sequences(sequences, maxlen=LENGTH, padding="post")


def make_dataset():
    return tf.data.Dataset.from_tensor_slices((encode(TEXTS), LABELS)).shuffle(1500).batch(32).prefetch(2)


def make_validation():
    texts, labels = reviews(300, 2)
    return tf.data.Dataset.from_tensor_slices((encode(texts), labels)).batch(100)


def make_model():
    keras.utils.set_random_seed(14)
    model = keras.Sequential([
        keras.Input((LENGTH,), dtype="int32"),
        layers.Embedding(len(INDEX) + 1, 16, mask_zero=True),
        layers.GRU(24),
        layers.Dense(1, activation="sigmoid"),
    ])
    model.compile(optimizer=keras.optimizers.Adam(0.005), loss="binary_crossentropy", metrics=["accuracy"])
    return model


FIT = dict(epochs=8)
