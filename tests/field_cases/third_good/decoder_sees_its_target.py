CASE = {'id': 'decoder_sees_its_target',
 'title': 'In the teacher-forced translation the decoder is fed the start mark and the tokens before the one '
          'it has to give.',
 'kind': 'good',
 'groups': [],
 'keras': '3',
 'evidence': 'the mended twin: tokens right in greedy decoding of new sentences 0.13 with the mistake '
             '(teacher-forced validation 1.00), 1.00 mended'}

import keras
import numpy as np
import tensorflow as tf
from keras import layers

LENGTH, START, END = 9, 1, 2
ENGLISH = "the a red old small big cat dog house tree bird sees likes finds".split()
FRENCH = "le un rouge vieux petit grand chat chien maison arbre oiseau voit aime trouve".split()
WORDS = {word: i + 3 for i, word in enumerate(ENGLISH)}
MOTS = {word: i + 3 for i, word in enumerate(FRENCH)}
DICTIONARY = dict(zip(ENGLISH, FRENCH))


def phrase(rng):
    """A noun phrase; in the French the adjective follows the noun."""
    article, noun = rng.choice(ENGLISH[:2]), rng.choice(ENGLISH[6:11])
    if rng.random() < 0.6:
        adjective = rng.choice(ENGLISH[2:6])
        return [article, adjective, noun], [article, noun, adjective]
    return [article, noun], [article, noun]


def sentences(count, seed):
    rng = np.random.default_rng(seed)
    pairs = []
    for _ in range(count):
        (left, gauche), (right, droite) = phrase(rng), phrase(rng)
        verb = rng.choice(ENGLISH[11:])
        pairs.append((left + [verb] + right, [DICTIONARY[w] for w in gauche + [verb] + droite]))
    return pairs


def pad(tokens):
    return tokens + [0] * (LENGTH - len(tokens))


def to_arrays(pairs):
    source = np.array([pad([WORDS[w] for w in english]) for english, _ in pairs])
    target = np.array([pad([MOTS[w] for w in french] + [END]) for _, french in pairs])
    decoder_input = np.concatenate([np.full((len(target), 1), START), target[:, :-1]], axis=1)
    weight = (target != 0).astype("float32")
    return {"source": source, "decoder_input": decoder_input}, target, weight


def make_dataset():
    return tf.data.Dataset.from_tensor_slices(to_arrays(sentences(2000, 1))).shuffle(2000).batch(50).prefetch(2)


def make_validation():
    return tf.data.Dataset.from_tensor_slices(to_arrays(sentences(200, 2))).batch(100)


def make_model():
    keras.utils.set_random_seed(13)
    source = keras.Input((LENGTH,), dtype="int32", name="source")
    decoder_input = keras.Input((LENGTH,), dtype="int32", name="decoder_input")
    memory = layers.Bidirectional(layers.GRU(32, return_sequences=True))(
        layers.Embedding(len(WORDS) + 3, 24)(source))
    state = layers.Dense(64, activation="tanh")(layers.Flatten()(memory))
    hidden = layers.GRU(64, return_sequences=True)(
        layers.Embedding(len(MOTS) + 3, 24)(decoder_input), initial_state=state)
    context = layers.Attention()([hidden, layers.Dense(64)(memory)])
    output = layers.Dense(len(MOTS) + 3, activation="softmax")(layers.Concatenate()([hidden, context]))
    model = keras.Model({"source": source, "decoder_input": decoder_input}, output)
    model.compile(optimizer=keras.optimizers.Adam(0.005), loss="sparse_categorical_crossentropy",
                  weighted_metrics=["accuracy"])
    return model


FIT = dict(epochs=8)
