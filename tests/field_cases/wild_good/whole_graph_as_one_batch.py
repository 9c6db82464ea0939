from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="whole_graph_as_one_batch",
    title=(
        "Graph network style: the whole graph is the only batch, with a mask of labelled "
        "nodes as weights"
    ),
    source="https://keras.io/examples/graph/gnn_citations/ (full-batch training)",
    trap="from_tensors, one step per epoch, no shuffle, most sample weights are zero",
    keras="any",
)

FIT = dict(epochs=8)


def make_dataset():
    rng = np.random.default_rng(61)
    kind = rng.integers(0, 3, 150)
    same = kind[:, None] == kind[None, :]
    adjacency = (rng.uniform(size=(150, 150)) < np.where(same, 0.12, 0.01)).astype(
        "float32"
    ) + np.eye(150, dtype="float32")
    adjacency /= adjacency.sum(1, keepdims=True)
    features = (rng.normal(size=(150, 10)) + np.eye(3, 10)[kind] * 2).astype("float32")
    labelled = (rng.uniform(size=150) < 0.2).astype("float32")
    return tf.data.Dataset.from_tensors((adjacency @ features, kind, labelled))


def make_model():
    model = keras.Sequential(
        [
            keras.Input((10,)),
            keras.layers.Dense(16, activation="relu"),
            keras.layers.Dense(3, activation="softmax"),
        ]
    )
    model.compile(keras.optimizers.Adam(0.02), "sparse_categorical_crossentropy")
    return model
