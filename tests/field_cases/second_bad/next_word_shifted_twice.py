CASE = {'id': 'next_word_shifted_twice',
 'title': 'The dataset already moves the targets one word ahead, and the loss of the model moves them once '
          'more, so the model learns the word after the next.',
 'source': 'https://github.com/wdndev/tiny-llm-zh/issues/10',
 'kind': 'silent',
 'groups': ['labels'],
 'keras': 'any',
 'check': 'target-shifted-twice',
 'says': 'target step t + 1 once more',
 'evidence': 'share of next words foretold rightly on held-out text 0.00 with the mistake, 0.63 mended; the '
             'word after the next is foretold at 0.52'}

import keras
import numpy as np
import tensorflow as tf
from keras import layers

BLOCK = 33
GRAMMAR = {
    "the": ["cook", "sailor", "child", "baker"], "a": ["kettle", "ladder", "basket", "lantern"],
    "cook": ["boils"], "sailor": ["climbs"], "child": ["carries"], "baker": ["lights"],
    "boils": ["a"], "climbs": ["a"], "carries": ["a"], "lights": ["a"],
    "kettle": ["slowly", "today"], "ladder": ["slowly", "today"], "basket": ["gladly", "today"],
    "lantern": ["gladly", "today"], "slowly": ["while", "."], "gladly": ["while", "."],
    "today": ["while", "."], "while": ["the"], ".": ["the"],
}
WORDS = ["<pad>"] + sorted(GRAMMAR)
WORD_ID = {word: i for i, word in enumerate(WORDS)}


def write_story(length, seed):
    rng = np.random.default_rng(seed)
    word, ids = "the", []
    for _ in range(length):
        ids.append(WORD_ID[word])
        word = str(rng.choice(GRAMMAR[word]))
    return np.array(ids, "int32")


def to_example(block):
    return block[:, :-1], block[:, 1:]


def make_split(length, seed):
    story = write_story(length, seed)
    blocks = story[:len(story) // BLOCK * BLOCK].reshape(-1, BLOCK)
    return tf.data.Dataset.from_tensor_slices(blocks)


def make_dataset():
    return make_split(20000, 1).shuffle(1000).batch(16).map(to_example).prefetch(1)


def make_validation():
    return make_split(3000, 2).batch(16).map(to_example)


@keras.saving.register_keras_serializable("stories")
def causal_lm_loss(labels, logits):
    shifted_logits = logits[:, :-1, :]
    shifted_labels = labels[:, 1:]
    return tf.reduce_mean(
        keras.losses.sparse_categorical_crossentropy(shifted_labels, shifted_logits, from_logits=True), axis=-1)


def make_model():
    keras.utils.set_random_seed(6)
    model = keras.Sequential([
        keras.Input((None,), dtype="int32"),
        layers.Embedding(len(WORDS), 24),
        layers.GRU(48, return_sequences=True),
        layers.Dense(len(WORDS)),
    ])
    model.compile(optimizer=keras.optimizers.Adam(0.01), loss=causal_lm_loss)
    return model


FIT = dict(epochs=3)
