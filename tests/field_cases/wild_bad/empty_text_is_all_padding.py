from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="empty_text_is_all_padding",
    title="after cleaning a few reviews are empty; their mask has no step left and the masked mean is 0 / 0",
    source="https://github.com/keras-team/keras/pull/10913 (GlobalAveragePooling1D divides by the sum of the mask; the use in https://github.com/keras-team/keras/issues/10895)",
    kind="silent",
    cause="all-padding-row",
    groups=['values', 'training'],
    keras="any",
    explain="Six of 240 reviews have only digits and signs, which the cleaning removes. Their ids are all 0, Embedding(mask_zero=True) "
    "masks every step, the mean is NaN, and so are the loss and, after one update, all weights. Filter the empty texts. "
    "Checked: 6 rows all 0; loss of epoch 2 and the weights are NaN; without these rows the loss is finite.",
)

GOOD = "lovely great warm friendly tasty clean quick fresh cosy happy".split()
POOR = "cold rude slow dirty stale noisy greasy bland late awful".split()
OTHER = "the food was and place with we came for dinner service table".split()


def _reviews():
    rng = np.random.default_rng(10913)
    texts, labels = [], []
    for i in range(240):
        label = int(rng.integers(0, 2))
        words = list(rng.choice(OTHER, 6)) + list(rng.choice(GOOD if label else POOR, 3))
        rng.shuffle(words)
        texts.append(" ".join(words) if i % 40 != 17 else ("10/10 !!!" if label else "0/10 ..."))
        labels.append(label)
    return texts, np.array(labels, "float32")


def _clean(text):
    text = tf.strings.lower(text)
    return tf.strings.strip(tf.strings.regex_replace(text, "[^a-z ]", ""))


def make_dataset():
    texts, labels = _reviews()
    vectorize = keras.layers.TextVectorization(
        max_tokens=200, standardize=_clean, output_sequence_length=16
    )
    vectorize.adapt(texts)
    ds = tf.data.Dataset.from_tensor_slices((texts, labels)).shuffle(240).batch(24)
    return ds.map(lambda text, label: (vectorize(text), label)).prefetch(1)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((16,), dtype="int64"),
            keras.layers.Embedding(200, 8, mask_zero=True),
            keras.layers.GlobalAveragePooling1D(),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    return model
