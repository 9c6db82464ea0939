from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="ctc_text_longer_than_columns",
    title="some lines of text have more characters than the recogniser has time steps",
    source="https://github.com/YCG09/chinese_ocr/issues/312 (the same in https://github.com/nl8590687/ASRT_SpeechRecognition/issues/33)",
    kind="error",
    cause="label-longer-than-output",
    groups=['labels', 'training'],
    keras="any",
    explain="The convolutions shrink the 128 columns to 16 time steps. Texts are 4 to 20 characters long, and CTC needs a step "
    "for each character and one more between equal neighbours. The loss op stops in some batch with 'Not enough time "
    "for target transition sequence'. Make the net shrink less or drop the long lines. Checked: 31 of 120 texts are longer "
    "than 16, 42 need more than 16 steps; fit raises; with only the texts of at most 8 it trains.",
)

CHARS, WIDTH, LONGEST = 12, 128, 20


def _lines():
    rng = np.random.default_rng(312)
    glyphs = rng.random((CHARS, 20, 6)).astype("float32")
    for _ in range(120):
        text = rng.integers(0, CHARS, rng.integers(4, LONGEST + 1))
        page = rng.normal(0.0, 0.05, (32, WIDTH, 1)).astype("float32")
        for k, char in enumerate(text):
            page[6:26, 2 + 6 * k : 8 + 6 * k, 0] += glyphs[char]
        label = np.full(LONGEST, -1, "int32")
        label[: len(text)] = text
        yield page, label


def make_dataset():
    ds = tf.data.Dataset.from_generator(
        _lines,
        output_signature=(
            tf.TensorSpec((32, WIDTH, 1), tf.float32),
            tf.TensorSpec((LONGEST,), tf.int32),
        ),
    )
    return ds.cache().shuffle(120, seed=3).batch(12).prefetch(1)


def ctc(y_true, y_pred):
    y_true = tf.cast(y_true, tf.int32)
    lengths = tf.reduce_sum(tf.cast(y_true >= 0, tf.int32), axis=1)
    labels = tf.RaggedTensor.from_tensor(y_true, lengths=lengths).to_sparse()
    steps = tf.fill([tf.shape(y_pred)[0]], tf.shape(y_pred)[1])
    return tf.compat.v1.nn.ctc_loss(
        labels=labels,
        inputs=tf.math.log(y_pred + 1e-7),
        sequence_length=steps,
        time_major=False,
    )


def make_model():
    inputs = keras.Input((32, WIDTH, 1))
    h = inputs
    for filters in (8, 16, 16):
        h = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(h)
        h = keras.layers.MaxPooling2D()(h)
    h = keras.layers.Permute((2, 1, 3))(h)
    h = keras.layers.Reshape((WIDTH // 8, 4 * 16))(h)
    h = keras.layers.Bidirectional(keras.layers.GRU(16, return_sequences=True))(h)
    outputs = keras.layers.Dense(CHARS + 1, activation="softmax")(h)
    model = keras.Model(inputs, outputs)
    model.compile("adam", ctc)
    return model
