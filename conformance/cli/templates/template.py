"""A template for `conformance fuzz`: what is drawn goes through make_dataset and meets expected."""

import tensorflow as tf
from tensorflow import keras

# What to draw: 3 columns of float32 beside a label of 0 or 1. More: conformance/properties/plan.py
DOMAIN = {
    "features": {"dtypes": ("float32",), "ranks": (1, 1), "sides": (3, 3)},
    "label": {"dtypes": ("float32",), "ranks": (0, 0), "choices": (0, 1)},
}


def make_dataset(source, *, batch_size=32, shuffle=True, seed=None):
    """Your pipeline; `source` holds the examples, or what your make_source(directory, examples) returns."""
    dataset = tf.data.Dataset.from_tensor_slices((source["features"], source["label"]))
    dataset = dataset.shuffle(1000, seed=seed) if shuffle else dataset
    return dataset.batch(batch_size).prefetch(tf.data.AUTOTUNE)


def make_model(spec):
    """A compiled model for the element_spec of that pipeline."""
    model = keras.Sequential(
        [keras.Input(tuple(spec[0].shape[1:])), keras.layers.Dense(1, activation="sigmoid")]
    )
    model.compile("sgd", "binary_crossentropy")
    return model


def expected(examples):
    """What each example must become, by NumPy alone and in order."""
    return examples["features"], examples["label"]
