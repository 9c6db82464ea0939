"""Two named inputs, normalised by the training data, and a training loop of one's own.

Use it when a step needs what fit lacks, such as two optimizers; otherwise fit does it with less.

Mistakes it avoids:

* A scalar minus its own mean over its own deviation is 0/0: it trains on NaN without an error.
* batch().shuffle() shuffles batches: who is together with whom never changes.
* convert_image_dtype of floats changes nothing: it scales integers only.
* Losses that layers add (regularisation) and training=True are easily left out of a loop.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import tensorflow as tf
from tensorflow import keras

DATA = Path(__file__).with_name("data") / "breast_cancer.csv"
HELD_OUT = 5  # one row in so many
DOMAIN = {
    "features": {"*": {"dtypes": ("float32", "float64", "int64", "uint8"), "ranks": (0, 2)}},
    "label": {"dtypes": ("float32", "float64"), "ranks": (0, 0), "choices": (0, 1)},
}
SMALLEST = 1e-30  # float32 may flush differences near 1e-38 to 0: they are none
binary_crossentropy = keras.losses.BinaryCrossentropy()


def examples() -> dict:
    """569 tumours: mean and worst of ten measurements of their cells; label 1 if benign."""
    table = np.loadtxt(DATA, delimiter=",", skiprows=1)
    return {"features": {"mean": table[:, :10], "worst": table[:, 20:30]}, "label": table[:, 30]}


def statistics(values: np.ndarray) -> tuple:
    """Mean and 1 / deviation of the rows; what does not vary has deviation 1."""
    values = values.astype(np.float64) if len(values) else np.zeros((1, *values.shape[1:]))
    varies = (values.max(0) > values.min(0)) & (values.std(0) > SMALLEST)
    deviation = np.where(varies, values.std(0), 1)
    return np.float32(values.mean(0)), np.float32(1 / deviation)


def make_source(directory, examples: dict) -> dict:
    """Hold out every fifth row; measure the others: name -> (mean, 1 / deviation)."""
    held_out = np.arange(len(examples["label"])) % HELD_OUT == HELD_OUT - 1
    if any(len(values) != len(held_out) for values in examples["features"].values()):
        raise ValueError("features and label differ in their number of rows")
    source = {}
    for part, rows in (("train", ~held_out), ("validation", held_out)):
        columns = {name: np.float32(values[rows]) for name, values in examples["features"].items()}
        source[part] = columns, np.float32(examples["label"][rows]).reshape(-1, 1)
    source["statistics"] = {name: statistics(v) for name, v in source["train"][0].items()}
    return source


def make_dataset(
    source: dict,
    *,
    batch_size: int = 32,
    shuffle: bool = True,
    seed: int | None = None,
    drop_remainder: bool = False,
    num_parallel_calls: int | None = tf.data.AUTOTUNE,
) -> tf.data.Dataset:
    """Training batches of z-scores ({name: float32 (B, ...)}, float32 (B, 1))."""

    def prepare(features, label):
        for name, (mean, scale) in source["statistics"].items():
            values = (features[name] - mean) * scale
            features[name] = values[:, None] if values.shape.rank == 1 else values
        return features, label

    dataset = tf.data.Dataset.from_tensor_slices(source["train"])
    dataset = dataset.shuffle(max(len(source["train"][1]), 1), seed=seed) if shuffle else dataset
    dataset = dataset.batch(batch_size, drop_remainder).map(prepare, num_parallel_calls)
    return dataset.prefetch(tf.data.AUTOTUNE)


def make_validation(source: dict, *, batch_size: int = 32) -> tf.data.Dataset:
    """The held-out rows in order, by the statistics of the training rows."""
    rows = source["validation"]
    return make_dataset({**source, "train": rows}, batch_size=batch_size, shuffle=False)


def make_model(spec, *, units: int = 16) -> keras.Model:
    """A functional binary classifier with one named input per feature of `spec`."""
    inputs = {name: keras.Input(tuple(s.shape[1:]), name=name) for name, s in spec[0].items()}
    columns = [keras.layers.Flatten()(tensor) for tensor in inputs.values()]
    joined = keras.layers.Concatenate()(columns) if len(columns) > 1 else columns[0]
    hidden = keras.layers.Dense(units, activation="relu", kernel_regularizer="l2")(joined)
    model = keras.Model(inputs, keras.layers.Dense(1, activation="sigmoid")(hidden))
    model.compile("adam", "binary_crossentropy")
    return model


def train(model: keras.Model, dataset: tf.data.Dataset, *, epochs: int = 1) -> list:
    """Train `model` by a step traced once, for any batch; return each epoch's mean loss."""
    weights = model.trainable_variables

    @tf.function(input_signature=dataset.element_spec)
    def step(features, label):
        with tf.GradientTape() as tape:
            loss = binary_crossentropy(label, model(features, training=True)) + sum(model.losses)
        model.optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights))
        return loss

    history = []
    for _ in range(epochs):
        mean = keras.metrics.Mean()
        for features, label in dataset:
            mean.update_state(step(features, label))
        history.append(float(mean.result()))
    return history


def expected(examples: dict) -> tuple:
    """The training rows only, as z-scores over themselves; a constant column is 0."""
    rows = np.arange(len(examples["label"])) % HELD_OUT != HELD_OUT - 1
    x = {}
    for name, values in examples["features"].items():
        mean, scale = statistics(np.float32(values[rows]))
        scaled = (np.float32(values[rows]) - mean) * scale
        x[name] = scaled.reshape(len(scaled), *values.shape[1:] or (1,))
    return x, np.float32(examples["label"][rows]).reshape(-1, 1)
