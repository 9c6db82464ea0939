CASE = {'id': 'attention_mask_marks_the_padding',
 'title': 'The padding mask handed to MultiHeadAttention is one where the sentence is padded (tutorial '
          'convention) while Keras attends where the mask is one, so the model only ever looks at padding.',
 'source': 'https://github.com/tensorflow/text/issues/938',
 'kind': 'silent',
 'groups': ['values', 'wiring', 'elements'],
 'keras': 'any',
 'check': 'padding-attended',
 'says': "x['tokens']",
 'evidence': 'validation accuracy after 3 epochs 0.33 with the mistake (chance), 0.96 mended; the mask is 1 '
             'on every padding and 0 on every word'}

import keras
import numpy as np
import tensorflow as tf
from keras import layers

MAX_LEN = 20
WORDS = {
    "sport": "match goal team coach league striker season stadium referee score".split(),
    "money": "market shares bank profit interest investor inflation bond currency loan".split(),
    "science": "cell galaxy experiment protein telescope theory particle climate genome orbit".split(),
    "other": "the a of in on said was has new last after people year week will".split(),
}
VOCABULARY = sorted(word for group in WORDS.values() for word in group)
WORD_ID = {word: i + 1 for i, word in enumerate(VOCABULARY)}
SECTIONS = ("money", "science", "sport")


def load_headlines(count, seed):
    rng = np.random.default_rng(seed)
    sentences, labels = [], []
    for _ in range(count):
        label = int(rng.integers(0, 3))
        length = int(rng.integers(4, 16))
        words = [rng.choice(WORDS[SECTIONS[label]] if rng.random() < 0.35 else WORDS["other"]) for _ in range(length)]
        sentences.append([WORD_ID[word] for word in words])
        labels.append(label)
    return sentences, np.array(labels, "int32")


def pad(sentences):
    tokens = np.zeros((len(sentences), MAX_LEN), "int32")
    for row, sentence in enumerate(sentences):
        tokens[row, :len(sentence)] = sentence
    return tokens


def add_mask(tokens, label):
    return {"tokens": tokens, "padding_mask": tf.cast(tf.equal(tokens, 0), tf.float32)}, label


def make_split(count, seed):
    sentences, labels = load_headlines(count, seed)
    return tf.data.Dataset.from_tensor_slices((pad(sentences), labels))


def make_dataset():
    return make_split(1600, 1).shuffle(1600).batch(32).map(add_mask).prefetch(2)


def make_validation():
    return make_split(400, 2).batch(64).map(add_mask)


@keras.saving.register_keras_serializable("headlines")
class MaskedAverage(layers.Layer):
    def call(self, hidden, mask):
        mask = keras.ops.expand_dims(mask, -1)
        return keras.ops.sum(hidden * mask, axis=1) / (keras.ops.sum(mask, axis=1) + 1e-6)


def make_model():
    keras.utils.set_random_seed(8)
    tokens = keras.Input((MAX_LEN,), dtype="int32", name="tokens")
    mask = keras.Input((MAX_LEN,), dtype="float32", name="padding_mask")
    x = layers.Embedding(len(VOCABULARY) + 1, 24)(tokens)
    attended = layers.MultiHeadAttention(2, 12)(x, x, attention_mask=layers.Reshape((1, MAX_LEN))(mask))
    x = layers.LayerNormalization()(x + attended)
    x = MaskedAverage()(x, mask)
    out = layers.Dense(3, activation="softmax")(x)
    model = keras.Model({"tokens": tokens, "padding_mask": mask}, out)
    model.compile(optimizer=keras.optimizers.Adam(0.003), loss="sparse_categorical_crossentropy",
                  metrics=["accuracy"])
    return model


FIT = dict(epochs=3)
