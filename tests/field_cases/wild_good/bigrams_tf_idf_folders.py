from __future__ import annotations

import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="bigrams_tf_idf_folders",
    title="Reviews from two folders as tf-idf of words and bigrams",
    source="https://www.tensorflow.org/tutorials/load_data/text",
    trap="sixty float columns that are mostly zero and reach beyond one",
    keras="any",
)

GOOD = ["lovely", "great", "moving", "bright", "superb"]
BAD = ["dull", "awful", "boring", "weak", "clumsy"]
PLAIN = ["film", "plot", "actor", "scene", "music", "story", "end", "camera"]


def _write_tree():
    rng = np.random.default_rng(46)
    root = tempfile.mkdtemp()
    for folder, words in (("neg", BAD), ("pos", GOOD)):
        os.makedirs(os.path.join(root, folder))
        for i in range(80):
            text = []
            for _ in range(rng.integers(2, 5)):
                text += [rng.choice(words), rng.choice(PLAIN)]
            with open(os.path.join(root, folder, f"{i:03d}.txt"), "w") as f:
                f.write(" ".join(text))
    return root


def make_dataset():
    reviews = keras.utils.text_dataset_from_directory(_write_tree(), batch_size=16, seed=8)
    vectorizer = keras.layers.TextVectorization(max_tokens=60, ngrams=2, output_mode="tf_idf", pad_to_max_tokens=True)
    vectorizer.adapt(reviews.map(lambda text, label: text))
    ds = reviews.map(lambda text, label: (vectorizer(text), label), num_parallel_calls=tf.data.AUTOTUNE)
    return ds.prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [keras.Input((60,)), keras.layers.Dense(8, activation="relu"), keras.layers.Dense(1, activation="sigmoid")]
    )
    model.compile("adam", "binary_crossentropy")
    return model
