import numpy as np
import tensorflow as tf

CASE = dict(
    id='stop_token_masked_as_padding',
    title='The padding id is the end-of-text id, so the zero weights meant for padding also fall on every end-of-text target and the model never learns to stop.',
    source='https://stackoverflow.com/questions/76446228/setting-padding-token-as-eos-token-when-using-datacollatorforlanguagemodeling-fr',
    kind='silent',
    groups=['labels', 'values'],
    keras='any',
    check='end-untaught',
    says='no end of `y` is ever taught',
    evidence='0 of 2400 end-of-text targets carry weight (good: 2400). Mean P(end) after a finished sentence 0.0001 against 0.84; greedy generation stops within the window for 0 of 7 subjects against 7 of 7. Training loss looks better in the bad one (0.28 against 0.33).')

SUBJECTS = 'dog cat horse child farmer teacher sailor'.split()
VERBS = {'dog': 'barks', 'cat': 'sleeps', 'horse': 'runs', 'child': 'plays',
         'farmer': 'works', 'teacher': 'reads', 'sailor': 'sings'}
TAILS = [[], ['today'], ['in', 'town'], ['at', 'home', 'alone'], ['near', 'the', 'old', 'mill']]
WORDS = sorted({'the', *SUBJECTS, *VERBS.values(), *(w for t in TAILS for w in t)})
VOCAB = ['<|endoftext|>'] + WORDS
WORD_ID = {w: i for i, w in enumerate(VOCAB)}
EOS = WORD_ID['<|endoftext|>']
PAD = EOS
LENGTH = 12
BATCH = 64


def make_sentences(count=2400, seed=4):
    rng = np.random.default_rng(seed)
    sentences = []
    for _ in range(count):
        who = SUBJECTS[rng.integers(len(SUBJECTS))]
        tail = TAILS[rng.integers(len(TAILS))]
        sentences.append(' '.join(['the', who, VERBS[who], *tail]))
    return sentences


def encode(sentence):
    ids = [WORD_ID[w] for w in sentence.split()] + [EOS]
    return ids + [PAD] * (LENGTH - len(ids))


def to_causal(tokens):
    inputs, targets = tokens[:, :-1], tokens[:, 1:]
    weights = tf.cast(tf.not_equal(targets, PAD), tf.float32)
    return inputs, targets, weights


def make_dataset():
    tokens = np.array([encode(s) for s in make_sentences()], 'int32')
    ds = tf.data.Dataset.from_tensor_slices(tokens)
    return ds.shuffle(len(tokens), seed=1).batch(BATCH).map(to_causal).prefetch(2)


def make_model():
    tf.keras.utils.set_random_seed(0)
    tokens = tf.keras.Input((LENGTH - 1,), dtype='int32')
    x = tf.keras.layers.Embedding(len(VOCAB), 24)(tokens)
    x = tf.keras.layers.GRU(48, return_sequences=True)(x)
    logits = tf.keras.layers.Dense(len(VOCAB))(x)
    model = tf.keras.Model(tokens, logits)
    model.compile(tf.keras.optimizers.Adam(5e-3),
                  tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    return model


FIT = dict(epochs=3)
