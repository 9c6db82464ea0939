"""Batches made by Python code in worker processes: a keras Sequence (PyDataset on Keras 3).

Use it when an example needs Python that TensorFlow cannot express: a decoder, a simulator. Not when
tf.data can say it: threads without Python's lock, no process to start, nothing to pickle.

Mistakes it avoids:

* fit(workers=4) on Keras 3: TypeError "unexpected keyword argument 'workers'"; there they
  belong to the constructor, hence `fit_arguments`. No super().__init__: Keras 3 warns.
* len(x) // batch_size drops the last partial batch; the length is rounded up here.
* Forked workers inherit one random state: 8 to 10 of 17 draws were repeated, on every version.
  Here a batch's generator comes from (seed, epoch, batch), whoever makes the batch.
* State that cannot be pickled (lambda, lock, open file): under spawn Keras 3 raises, Keras 2 hangs.
* A label of -1 ("unknown"): np.eye(classes)[-1] is the last class; looked at here.
* A cursor in __getitem__: it is called once or twice more often than there are batches.
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
DOMAIN = {
    "features": {"dtypes": ("uint8",), "ranks": (0, 3), "values": (0, 255)},
    "label": {"dtypes": ("int64", "int32", "uint8"), "ranks": (0, 0), "choices": (0, 1, 2)},
}


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
        super().__init__(**({} if WORKERS_IN_FIT else workers))
        self.paths, self.classes = (source["features"], source["label"]), source["classes"]
        self.shape, (labels,) = (np.load(path, mmap_mode="r").shape for path in self.paths)
        if batch_size < 1 or self.shape[0] != labels:
            raise ValueError(f"{batch_size=}, {self.shape[0]} features and {labels} labels")
        label = np.load(source["label"], mmap_mode="r")
        if not 0 <= label.min(initial=0) <= label.max(initial=0) < self.classes:
            raise ValueError(f"a label is not in [0, {self.classes})")
        self.batch_size, self.partial, self.shuffle = batch_size, not drop_remainder, shuffle
        self.entropy = np.random.SeedSequence(seed).entropy  # fresh where seed is None
        self.augment, self.epoch = augment, -1
        self.on_epoch_end()

    def on_epoch_end(self):
        """Draw the next order; Keras calls this once or twice an epoch."""
        self.epoch += 1
        draw = np.random.default_rng([self.entropy, self.epoch]).permutation
        self.order = draw(self.shape[0]) if self.shuffle else np.arange(self.shape[0])

    def __len__(self):
        whole, rest = divmod(self.shape[0], self.batch_size)
        return whole + (self.partial and rest > 0)

    def __getitem__(self, index):
        if not 0 <= index < len(self):
            raise IndexError(index)  # without it a for loop never ends
        rows = self.order[index * self.batch_size : (index + 1) * self.batch_size]
        images, label = (np.load(path, mmap_mode="r")[rows] for path in self.paths)
        images = np.float32(images) * np.float32(1 / 255)
        if self.augment:
            generator = np.random.default_rng([self.entropy, self.epoch, index])
            shift = generator.uniform(-BRIGHTNESS, BRIGHTNESS, len(rows))
            images = (images.T + np.float32(shift)).T.clip(0, 1)  # .T: one value per example
        return images, np.eye(self.classes, dtype=np.float32)[label]

    @property
    def element_spec(self):
        """What tf.data would say of its batches."""
        x, y = (None, *self.shape[1:]), (None, self.classes)
        return tf.TensorSpec(x, tf.float32), tf.TensorSpec(y, tf.float32)


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
    return Batches(source, batch_size, shuffle, seed, drop_remainder, augment, **workers)


def fit_arguments(**workers) -> dict:
    """The same workers, use_multiprocessing, max_queue_size where fit is told them: Keras 2."""
    return workers if WORKERS_IN_FIT else {}


def make_model(spec, *, units: int = 16) -> keras.Model:
    """A softmax over the classes that the one-hot labels of `spec` have."""
    inputs = keras.Input(tuple(spec[0].shape[1:]))
    hidden = keras.layers.Dense(units, activation="relu")(keras.layers.Flatten()(inputs))
    outputs = keras.layers.Dense(spec[1].shape[-1], activation="softmax")(hidden)
    model = keras.Model(inputs, outputs)
    model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
    return model


def expected(examples: dict) -> tuple:
    """Pixels divided by 255, classes one-hot."""
    label = examples["label"][:, None] == np.arange(examples["label"].max(initial=0) + 1)
    return np.float32(examples["features"]) * np.float32(1 / 255), np.float32(label)
