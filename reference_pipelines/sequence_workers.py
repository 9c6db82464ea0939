"""Batches made by Python code in worker processes: a keras Sequence (PyDataset on Keras 3).

Use it when an example needs Python that TensorFlow cannot express: a decoder, a simulator, a
database. Not when tf.data can say it: num_parallel_calls there is threads without Python's lock,
no process to start (each imports TensorFlow) and nothing to pickle.

Mistakes it avoids:

* fit(workers=4) on Keras 3: TypeError "unexpected keyword argument 'workers'"; there they
  belong to the constructor, hence `fit_arguments`. No super().__init__: Keras 3 warns.
* len(x) // batch_size drops the last partial batch; the length is rounded up here.
* Forked workers inherit one random state: 8 to 10 of 17 draws were repeated, on every version.
  Here the generator of a batch is made from (seed, epoch, batch), whoever makes the batch.
* State that cannot be pickled (lambda, lock, open file): under spawn Keras 3 raises and Keras 2
  hangs. The state here is paths and numbers; a worker maps the file it needs.
* A cursor or a counter in __getitem__: it is called once or twice more than there are batches.

Domain: uint8 arrays (N, ...), labels integers from 0 (N,).
"""

from __future__ import annotations

import inspect
from pathlib import Path

import numpy as np
import tensorflow as tf
from tensorflow import keras

DATA = Path(__file__).with_name("data") / "digits.npz"
WORKERS_IN_FIT = "workers" in inspect.signature(keras.Model.fit).parameters
BRIGHTNESS = 0.2


def examples() -> dict:
    """499 handwritten digits, 8 by 8 pixels."""
    with np.load(DATA) as members:
        return {"features": members["image"], "label": members["label"]}


def make_source(directory, examples: dict) -> dict:
    """Write both arrays as .npy, which workers map instead of copying."""
    paths = {name: str(Path(directory) / (name + ".npy")) for name in ("features", "label")}
    for name, path in paths.items():
        np.save(path, examples[name])
    return {**paths, "classes": int(examples["label"].max(initial=0)) + 1}


class Batches(keras.utils.Sequence):
    """(float32 (B, ...) in [0, 1], one-hot float32 (B, classes)) by batch number."""

    def __init__(self, source, batch_size, shuffle, seed, drop_remainder, augment, **workers):
        super().__init__(**workers)
        self.paths, self.classes = (source["features"], source["label"]), source["classes"]
        self.shape = np.load(self.paths[0], mmap_mode="r").shape
        self.batch_size, self.shuffle, self.augment = batch_size, shuffle, augment
        self.partial = not drop_remainder
        self.entropy = np.random.SeedSequence(seed).entropy  # fresh where seed is None
        self.epoch = -1
        self.on_epoch_end()

    def on_epoch_end(self):
        """Draw the next order; Keras calls this once or twice an epoch."""
        self.epoch += 1
        rows = np.arange(self.shape[0])
        shuffled = np.random.default_rng([self.entropy, self.epoch]).permutation(rows)
        self.order = shuffled if self.shuffle else rows

    def __len__(self):
        whole, rest = divmod(self.shape[0], self.batch_size)
        return whole + (self.partial and rest > 0)

    def __getitem__(self, index):
        if not 0 <= index < len(self):
            raise IndexError(index)
        rows = self.order[index * self.batch_size : (index + 1) * self.batch_size]
        images, label = (np.load(path, mmap_mode="r")[rows] for path in self.paths)
        images = images.astype(np.float32) * np.float32(1 / 255)
        if self.augment:
            generator = np.random.default_rng([self.entropy, self.epoch, index])
            shift = generator.uniform(-BRIGHTNESS, BRIGHTNESS, len(rows)).astype(np.float32)
            images += shift.reshape((-1,) + (1,) * (images.ndim - 1))
            images = images.clip(0, 1)
        return images, np.eye(self.classes, dtype=np.float32)[label]

    @property
    def element_spec(self):
        """What tf.data would say of its batches."""
        shapes = (None, *self.shape[1:]), (None, self.classes)
        return tuple(tf.TensorSpec(shape, tf.float32) for shape in shapes)


def make_dataset(
    source: dict,
    *,
    batch_size: int = 32,
    shuffle: bool = True,
    seed: int | None = None,
    drop_remainder: bool = False,
    augment: bool = True,
    **workers,
) -> Batches:
    """model.fit(make_dataset(source, **w), **fit_arguments(**w)), w = {"workers": 4, ...}."""
    mine = {} if WORKERS_IN_FIT else workers
    return Batches(source, batch_size, shuffle, seed, drop_remainder, augment, **mine)


def fit_arguments(**workers) -> dict:
    """The same workers, use_multiprocessing, max_queue_size where fit is told them: Keras 2."""
    return workers if WORKERS_IN_FIT else {}


def make_model(spec, *, units: int = 16) -> keras.Model:
    """A softmax over the classes that the one-hot labels of `spec` have."""
    features, label = spec
    inputs = keras.Input(tuple(features.shape[1:]))
    hidden = keras.layers.Dense(units, activation="relu")(keras.layers.Flatten()(inputs))
    outputs = keras.layers.Dense(label.shape[-1], activation="softmax")(hidden)
    model = keras.Model(inputs, outputs)
    model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
    return model


def expected(examples: dict) -> tuple:
    """Pixels divided by 255, classes one-hot."""
    known = np.arange(examples["label"].max(initial=0) + 1)
    y = np.float32(examples["label"][:, None] == known)
    return examples["features"].astype(np.float32) * np.float32(1 / 255), y
