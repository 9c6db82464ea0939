CASE = {'id': 'node_features_in_another_order',
 'title': 'The atoms of a molecule are sorted by element and the adjacency matrix is sorted with them.',
 'kind': 'good',
 'groups': [],
 'keras': '3',
 'evidence': 'the mended twin: validation accuracy 0.74 with the mistake, 1.00 mended'}

import keras
import numpy as np
import tensorflow as tf
from keras import layers, ops

NODES = 14
ELEMENTS = {"C": 6, "F": 9, "N": 7, "O": 8}
SYMBOLS = sorted(ELEMENTS)


def random_molecule(rng):
    """A tree of atoms with a ring or two; active if a nitrogen is bound to an oxygen."""
    count = int(rng.integers(8, NODES + 1))
    atoms = list(rng.choice(SYMBOLS, count, p=[0.5, 0.1, 0.2, 0.2]))
    bonds = [(int(rng.integers(max(0, i - 4), i)), i) for i in range(1, count)]
    for _ in range(int(rng.integers(0, 3))):
        a, b = (int(v) for v in rng.choice(count, 2, replace=False))
        bonds.append((a, b))
    active = any({atoms[a], atoms[b]} == {"N", "O"} for a, b in bonds)
    return atoms, bonds, active


def to_tensors(atoms, bonds):
    order = sorted(range(len(atoms)), key=lambda i: (ELEMENTS[atoms[i]], i))
    features = np.zeros((NODES, len(SYMBOLS)), "float32")
    for row, i in enumerate(order):
        features[row, SYMBOLS.index(atoms[i])] = 1.0
    adjacency = np.zeros((NODES, NODES), "float32")
    for a, b in bonds:
        adjacency[order.index(a), order.index(b)] = adjacency[order.index(b), order.index(a)] = 1.0
    return features, adjacency


def molecules(count, seed):
    rng = np.random.default_rng(seed)
    features, adjacency, labels = [], [], []
    while len(labels) < count:
        atoms, bonds, active = random_molecule(rng)
        if active and np.mean(labels or [0]) > 0.5:
            continue
        f, a = to_tensors(atoms, bonds)
        features.append(f)
        adjacency.append(a)
        labels.append(float(active))
    return {"atoms": np.stack(features), "bonds": np.stack(adjacency)}, np.array(labels, "float32")


def make_dataset():
    return tf.data.Dataset.from_tensor_slices(molecules(2000, 1)).shuffle(2000).batch(40).prefetch(2)


def make_validation():
    return tf.data.Dataset.from_tensor_slices(molecules(300, 2)).batch(100)


def make_model():
    keras.utils.set_random_seed(28)
    atoms = keras.Input((NODES, len(SYMBOLS)), name="atoms")
    bonds = keras.Input((NODES, NODES), name="bonds")
    x = atoms
    for _ in range(2):
        x = layers.Concatenate()([x, ops.matmul(bonds, x)])
        x = layers.Dense(32, activation="relu")(x)
    x = layers.GlobalMaxPooling1D()(x)
    output = layers.Dense(1, activation="sigmoid")(layers.Dense(16, activation="relu")(x))
    model = keras.Model({"atoms": atoms, "bonds": bonds}, output)
    model.compile(optimizer=keras.optimizers.Adam(0.005), loss="binary_crossentropy", metrics=["accuracy"])
    return model


FIT = dict(epochs=8)
