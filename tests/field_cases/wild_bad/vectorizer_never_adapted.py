from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="vectorizer_never_adapted",
    title="TextVectorization is used in map without adapt",
    source=(
        "https://keras.io/api/layers/preprocessing_layers/text/text_vectorization/ (adapt or "
        "set a vocabulary first)"
    ),
    kind="error",
    cause="preprocessing-not-adapted",
    groups=["values", "training"],
    keras="any",
    explain=("The vocabulary table is empty or not initialised. Call adapt on the training texts."),
)


def make_dataset():
    rng = np.random.default_rng(54)
    words = np.array("good fine poor bad plot cast film scene score end".split())
    texts = [" ".join(rng.choice(words, 6)) for _ in range(120)]
    y = np.array(
        [t.count("good") + t.count("fine") > t.count("bad") + t.count("poor") for t in texts],
        "float32",
    )
    vectorize = keras.layers.TextVectorization(max_tokens=100, output_sequence_length=8)
    ds = tf.data.Dataset.from_tensor_slices((texts, y)).shuffle(120).batch(12)
    return ds.map(lambda s, t: (vectorize(s), t), num_parallel_calls=tf.data.AUTOTUNE).prefetch(
        tf.data.AUTOTUNE
    )


def make_model():
    model = keras.Sequential(
        [
            keras.Input((8,), dtype="int64"),
            keras.layers.Embedding(100, 8),
            keras.layers.GlobalAveragePooling1D(),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile("adam", "binary_crossentropy")
    return model
