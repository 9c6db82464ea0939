"""Looks for batches of a generator or Sequence that leave the shape of the first ones.

Why it matters: Keras 3 makes a static spec from the first two batches: an axis they share becomes
fixed. A later batch padded to another length raises `Generator yielded an element of shape (8, 11)
where an element of shape (None, 8) was expected`, which depends on the order of the data and so
comes and goes (TensorFlow 2.16 and 2.21, `NUM_BATCHES_FOR_TENSOR_SPEC` in Keras 3.15). Keras 2
takes each batch as it comes. A batch with other components than the first is wrong on both.

What to look at: `where` names the first batch that does not fit. Pad all batches to one length, or
declare the open axis with `tf.data.Dataset.from_generator` and `output_signature`.

When to ignore it: never on Keras 3. A pipeline that must stay as it is can be run on Keras 2, where
the check does not fire.
"""

import numpy as np
from tensorflow import keras

KERAS = 3


class Sequences(keras.utils.Sequence):
    """Sequences padded to the longest of their batch, or to one length."""

    def __init__(self, lengths):
        super().__init__()
        self.lengths = lengths
        self.x = np.random.default_rng(0).normal(size=(240, 6)).astype("float32")
        self.order = np.arange(240)

    def __len__(self):
        return len(self.lengths)

    def __getitem__(self, index):
        rows = self.x[self.order[index * 24 : (index + 1) * 24]]
        return rows[:, : self.lengths[index], None], (rows[:, :4].sum(axis=1) > 0).astype("float32")

    def on_epoch_end(self):
        self.order = np.random.default_rng(int(self.order[0])).permutation(240)


def make_dataset():
    return Sequences([4, 4, 4, 4, 4, 6, 4, 4, 4, 4])


def make_model():
    layers = [
        keras.Input((None, 1)),
        keras.layers.GlobalAveragePooling1D(),
        keras.layers.Dense(1, activation="sigmoid"),
    ]
    model = keras.Sequential(layers)
    model.compile("sgd", "binary_crossentropy")
    return model


def mended_dataset():
    return Sequences([4] * 10)
