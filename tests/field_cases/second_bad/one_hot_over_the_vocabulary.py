import numpy as np
import tensorflow as tf

CASE = dict(
    id='one_hot_over_the_vocabulary',
    title='Every next-word target is spread into a one-hot row over the whole vocabulary for categorical cross-entropy, thousands of times the bytes of the word id that the sparse loss would take.',
    source='https://stackoverflow.com/questions/50623129',
    kind='slow',
    groups=['efficiency'],
    keras='any',
    check='bytes-wasted',
    says='one-hot over 8000 classes',
    evidence='49,152,000 bytes of float64 targets a batch against 3,072 of int32; reading one epoch (20 batches) takes 2.9 s of CPU against 0.0002 s, an epoch of fit 3.6 s of CPU (22.7 s wall on a busy machine) against 1.7 s (9.1 s).')

SYLLABLES = ['ba', 'ke', 'lo', 'mi', 'nu', 'ra', 'se', 'ti', 'vo', 'zu']
VOCABULARY = [a + b + c + d for a in SYLLABLES for b in SYLLABLES for c in SYLLABLES for d in SYLLABLES][:8000]
LENGTH = 24
BATCH = 32


def make_lines(count=640, seed=29):
    rng = np.random.default_rng(seed)
    word = rng.zipf(1.3, size=count).clip(1, len(VOCABULARY)) - 1
    lines = [word]
    for _ in range(LENGTH):
        follow = (lines[-1] * 7 + rng.integers(0, 3, size=count)) % len(VOCABULARY)
        lines.append(np.where(rng.random(count) < 0.8, follow,
                              rng.zipf(1.3, size=count).clip(1, len(VOCABULARY)) - 1))
    ids = np.stack(lines, axis=1)
    return [' '.join(VOCABULARY[i] for i in row) for row in ids]


class NextWords(tf.keras.utils.Sequence):
    def __init__(self, lines, **kwargs):
        super().__init__(**kwargs)
        word_id = {word: i for i, word in enumerate(VOCABULARY)}
        self.ids = np.array([[word_id[w] for w in line.split()] for line in lines], 'int32')
        self.order = np.arange(len(self.ids))
        self.on_epoch_end()

    def __len__(self):
        return int(np.ceil(len(self.ids) / BATCH))

    def __getitem__(self, index):
        rows = self.ids[self.order[index * BATCH:(index + 1) * BATCH]]
        x, y = rows[:, :-1], rows[:, 1:]
        return x, tf.keras.utils.to_categorical(y, num_classes=len(VOCABULARY))

    def on_epoch_end(self):
        np.random.shuffle(self.order)


def make_dataset():
    return NextWords(make_lines())


def make_model():
    tf.keras.utils.set_random_seed(13)
    model = tf.keras.Sequential([
        tf.keras.Input((LENGTH,), dtype='int32'),
        tf.keras.layers.Embedding(len(VOCABULARY), 16),
        tf.keras.layers.Conv1D(16, 3, padding='causal', activation='relu'),
        tf.keras.layers.Dense(len(VOCABULARY), activation='softmax'),
    ])
    model.compile('adam', 'categorical_crossentropy')
    return model


FIT = dict(epochs=1)
