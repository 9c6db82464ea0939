from __future__ import annotations

import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="unsup_folder_counted_as_a_class",
    title="the folder of unlabelled reviews beside neg and pos becomes class 2 of a binary crossentropy",
    source="https://www.tensorflow.org/tutorials/keras/text_classification",
    kind="silent",
    groups=["labels"],
    keras="any",
)

GOOD = ["lovely", "great", "moving", "bright", "superb"]
BAD = ["dull", "awful", "boring", "weak", "clumsy"]
PLAIN = ["the", "film", "plot", "actor", "scene", "music", "was", "and", "story", "end"]


def _write_tree():
    rng = np.random.default_rng(28)
    root = tempfile.mkdtemp()
    for folder, words, count in (("neg", BAD, 50), ("pos", GOOD, 50), ("unsup", GOOD + BAD, 100)):
        os.makedirs(os.path.join(root, folder))
        for i in range(count):
            text = list(rng.choice(PLAIN, 8)) + list(rng.choice(words, 3))
            rng.shuffle(text)
            with open(os.path.join(root, folder, f"{i}_0.txt"), "w") as f:
                f.write(" ".join(text))
    return root


def make_dataset():
    reviews = keras.utils.text_dataset_from_directory(_write_tree(), batch_size=20, seed=5)
    vectorizer = keras.layers.TextVectorization(max_tokens=40, output_sequence_length=12)
    vectorizer.adapt(reviews.map(lambda text, label: text))
    return reviews.map(lambda text, label: (vectorizer(text), label)).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((12,), dtype="int64"),
            keras.layers.Embedding(40, 8),
            keras.layers.GlobalAveragePooling1D(),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile("adam", "binary_crossentropy")
    return model
