CASE = {'id': 'short_sentences_first_by_length',
 'title': 'Sentences are gathered by length (bucket_by_sequence_length), so a batch holds sentences of '
          'nearly one length and its width changes from batch to batch; the zeros are masked.',
 'kind': 'good',
 'groups': [],
 'keras': '3',
 'trap': 'the width of the batches changes, batches are of unequal size, and each is uniform in length',
 'evidence': 'val_accuracy 1 after the last epoch, 1 after the first'}

import keras
import numpy as np
import tensorflow as tf
from keras import layers

WORDS, TAGS = 60, 4
_rng = np.random.default_rng(55)
USUAL_TAG = _rng.integers(1, TAGS, WORDS)


def sentences(count, seed):
    """Words with their tags; a word after word 1 ('to') is always tagged as a verb (tag 1)."""
    rng = np.random.default_rng(seed)
    for _ in range(count):
        length = int(np.clip(rng.gamma(3, 4), 3, 40))
        words = rng.integers(1, WORDS, length)
        words[rng.random(length) < 0.15] = 1
        tags = USUAL_TAG[words]
        tags[1:][words[:-1] == 1] = 1
        yield words.astype("int32"), tags.astype("int32")


def with_weights(words, tags):
    return words, tags, tf.cast(words > 0, tf.float32)


def make_part(count, seed, shuffle):
    signature = (tf.TensorSpec((None,), tf.int32), tf.TensorSpec((None,), tf.int32))
    data = tf.data.Dataset.from_generator(lambda: sentences(count, seed), output_signature=signature).cache()
    if shuffle:
        data = data.shuffle(count)
    data = data.bucket_by_sequence_length(lambda words, tags: tf.shape(words)[0],
                                          bucket_boundaries=[8, 14, 22], bucket_batch_sizes=[64, 48, 32, 16])
    return data.map(with_weights).prefetch(2)


def make_dataset():
    return make_part(1200, 1, True)


def make_validation():
    return make_part(200, 2, False)


def make_model():
    keras.utils.set_random_seed(52)
    model = keras.Sequential([
        keras.Input((None,), dtype="int32"),
        layers.Embedding(WORDS, 16, mask_zero=True),
        layers.GRU(32, return_sequences=True),
        layers.Dense(TAGS, activation="softmax"),
    ])
    model.compile(optimizer=keras.optimizers.Adam(0.01), loss="sparse_categorical_crossentropy",
                  weighted_metrics=["accuracy"])
    return model


FIT = dict(epochs=6)
