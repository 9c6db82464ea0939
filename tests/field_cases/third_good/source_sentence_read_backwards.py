CASE = {'id': 'source_sentence_read_backwards',
 'title': 'The source sentence is given to the encoder in reverse order, in training and in validation '
          '(Sutskever et al. 2014); the target keeps its order.',
 'kind': 'good',
 'groups': [],
 'keras': '3',
 'source': 'https://arxiv.org/abs/1409.3215',
 'trap': 'the input sequence is reversed while the target is not',
 'evidence': 'val_accuracy 1 after the last epoch, 0.62 after the first'}

import keras
import numpy as np
import tensorflow as tf
from keras import layers

UNITS = "zero one two three four five six seven eight nine".split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
WORDS = ["", "minus", "hundred", "and"] + UNITS + TENS
INDEX = {word: i for i, word in enumerate(WORDS)}
MARKS = " <-0123456789>"  # position 0 pads
LENGTH, OUT = 6, 6


def spell(number):
    words = ["minus"] if number < 0 else []
    number = abs(number)
    words += [UNITS[number // 100], "hundred", "and"]
    words.append(TENS[number % 100 // 10 - 2])
    if number % 10:
        words.append(UNITS[number % 10])
    return words


def pairs(count, seed):
    rng = np.random.default_rng(seed)
    source, decoder, target = [], [], []
    for _ in range(count):
        number = int(rng.integers(1, 10)) * 100 + int(rng.integers(20, 100))
        if rng.random() < 0.3:
            number = -number
        words = [INDEX[word] for word in spell(number)][::-1]
        source.append([0] * (LENGTH - len(words)) + words)
        marks = [MARKS.index(m) for m in f"<{number}>"]
        decoder.append((marks[:-1] + [0] * OUT)[:OUT])
        target.append((marks[1:] + [0] * OUT)[:OUT])
    target = np.array(target)
    inputs = {"source": np.array(source), "decoder_input": np.array(decoder)}
    return inputs, target, (target != 0).astype("float32")


def make_dataset():
    return tf.data.Dataset.from_tensor_slices(pairs(2000, 1)).shuffle(2000).batch(40).prefetch(2)


def make_validation():
    return tf.data.Dataset.from_tensor_slices(pairs(200, 2)).batch(100)


def make_model():
    keras.utils.set_random_seed(49)
    source = keras.Input((LENGTH,), dtype="int32", name="source")
    decoder_input = keras.Input((OUT,), dtype="int32", name="decoder_input")
    _, state = layers.GRU(64, return_state=True)(layers.Embedding(len(WORDS), 16)(source))
    hidden = layers.GRU(64, return_sequences=True)(
        layers.Embedding(len(MARKS), 16)(decoder_input), initial_state=state)
    output = layers.Dense(len(MARKS), activation="softmax")(hidden)
    model = keras.Model({"source": source, "decoder_input": decoder_input}, output)
    model.compile(optimizer=keras.optimizers.Adam(0.008), loss="sparse_categorical_crossentropy",
                  weighted_metrics=["accuracy"])
    return model


FIT = dict(epochs=8)
