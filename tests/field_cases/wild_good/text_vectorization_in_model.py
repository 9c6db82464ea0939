from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="text_vectorization_in_model",
    title="Strings go to the model, which starts with an adapted TextVectorization",
    source=(
        "https://keras.io/examples/nlp/text_classification_from_scratch/ (option 1: part of "
        "the model)"
    ),
    trap="string elements; adapt on the training texts only",
    keras="any",
)

_rng = np.random.default_rng(59)
_words = np.array("good fine great poor bad awful plot cast film scene score end".split())
_texts = [" ".join(_rng.choice(_words, int(_rng.integers(3, 9)))) for _ in range(200)]
_y = np.array(
    [sum(w in ("good", "fine", "great") for w in t.split()) >= 2 for t in _texts], "float32"
)


def _pipe(part):
    return tf.data.Dataset.from_tensor_slices((np.array(_texts[part])[:, None], _y[part]))


def make_dataset():
    return _pipe(slice(0, 160)).shuffle(160).batch(16).prefetch(tf.data.AUTOTUNE)


def make_validation():
    return _pipe(slice(160, 200)).batch(20)


def make_model():
    vectorize = keras.layers.TextVectorization(max_tokens=60, output_sequence_length=8)
    vectorize.adapt(_texts[:160])
    text = keras.Input((1,), dtype="string")
    hidden = keras.layers.GlobalAveragePooling1D()(keras.layers.Embedding(60, 8)(vectorize(text)))
    model = keras.Model(text, keras.layers.Dense(1, activation="sigmoid")(hidden))
    model.compile("adam", "binary_crossentropy", jit_compile=False)
    return model
