from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(id='spans_swapped_for_sentinels',
            title='T5 pretraining: hidden spans become sentinels at the top of the vocabulary; the decoder starts with the padding token',
            source='https://gist.github.com/alexcpn/b9bb2b0f01833d1bb862502faf99bab8',
            keras='any',
            trap='decoder inputs begin with 0, the padding; targets are shorter than inputs and share only the sentinels with them; weight 0 on padded targets; new spans in every epoch')

VOCABULARY, EOS, LENGTH, INPUTS, TARGETS = 64, 1, 24, 24, 14


def _sentences():
    rng = np.random.default_rng(43)
    step = rng.integers(1, 4, 200)
    start = rng.integers(2, 58, 200)
    return [(start[i] + step[i] * np.arange(rng.integers(16, LENGTH))) % 56 + 2 for i in range(200)]


class SpanCorruption(keras.utils.Sequence):
    def __init__(self, sentences, batch_size, seed):
        super().__init__()
        self.sentences, self.batch_size = sentences, batch_size
        self.rng = np.random.default_rng(seed)
        self.order = np.arange(len(sentences))

    def __len__(self):
        return int(np.ceil(len(self.sentences) / self.batch_size))

    def _corrupt(self, tokens):
        starts = np.sort(self.rng.choice(np.arange(1, len(tokens) - 3, 4), 3, replace=False))
        source, target, at = [], [], 0
        for k, s in enumerate(starts):
            sentinel = VOCABULARY - 1 - k
            width = int(self.rng.integers(1, 4))
            source += list(tokens[at:s]) + [sentinel]
            target += [sentinel] + list(tokens[s:s + width])
            at = s + width
        return source + list(tokens[at:]) + [EOS], target + [EOS]

    def __getitem__(self, i):
        rows = self.order[i * self.batch_size:(i + 1) * self.batch_size]
        source = np.zeros((len(rows), INPUTS), 'int32')
        target = np.zeros((len(rows), TARGETS), 'int32')
        for r, row in enumerate(rows):
            a, b = self._corrupt(self.sentences[row])
            source[r, :len(a)], target[r, :len(b)] = a, b
        shifted = np.concatenate([np.zeros((len(rows), 1), 'int32'), target[:, :-1]], axis=1)
        return {'inputs': source, 'decoder_inputs': shifted}, target, (target != 0).astype('float32')

    def on_epoch_end(self):
        self.rng.shuffle(self.order)


def make_dataset():
    return SpanCorruption(_sentences()[:160], 20, 1)


def make_validation():
    return SpanCorruption(_sentences()[160:], 40, 2)[0]          # drawn once, so that epochs compare


def make_model():
    source = keras.Input((INPUTS,), dtype='int32', name='inputs')
    before = keras.Input((TARGETS,), dtype='int32', name='decoder_inputs')
    h = keras.layers.Embedding(VOCABULARY, 24, mask_zero=True)(source)
    h = keras.layers.GlobalAveragePooling1D()(h)
    d = keras.layers.Embedding(VOCABULARY, 24)(before)
    d = keras.layers.Concatenate()([d, keras.layers.RepeatVector(TARGETS)(h)])
    d = keras.layers.Conv1D(48, 5, padding='causal', activation='relu')(d)
    model = keras.Model({'inputs': source, 'decoder_inputs': before}, keras.layers.Dense(VOCABULARY)(d))
    model.compile('adam', keras.losses.SparseCategoricalCrossentropy(from_logits=True), weighted_metrics=['accuracy'])
    return model
