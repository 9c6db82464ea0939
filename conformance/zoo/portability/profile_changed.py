"""Looks for data that are no longer what they were when their profile was written down.

Why it matters: a model is compared with last month's on the belief that the data are last month's. A file
that was written anew, a column that somebody dropped, a class that came in with a new export, another
decoder after an upgrade: training goes on, and the difference is taken for the model's. Said once with
`conformance profile TARGET -o data.json`, and held to with `check TARGET --profile data.json`.

How it is told: by structure, counts, ranges, shares of classes, exact relations between components, and a
hash of all examples in any order. What is drawn anew in each pass has no such hash: there means, deviations
and ranges are compared, with the room that a draw needs (six standard errors, and a twentieth of a
deviation). Rows that all differ a little under another TensorFlow are a warning.

What to look at: the files that the finding names, and what builds the component that it names.

When to ignore it: when the change is meant; write the profile anew, and read the difference in a diff.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras

EXPECT = {
    "profile": {
        "parts": {
            "training": {
                "examples": 320,
                "whole": True,
                "batches": 10,
                "batch": 32,
                "last_batch": 32,
                "drawn": True,
                "contents": None,
                "sketch": [],
                "components": {
                    "x": {"role": "x", "dtype": "float32", "kind": "dense", "shape": [None, 4]},
                    "y": {
                        "role": "y",
                        "dtype": "int64",
                        "kind": "dense",
                        "shape": [None],
                        "classes": {"0": 160, "1": 160},
                    },
                },
                "relations": [],
            }
        }
    }
}


def _rows(classes):
    rng = np.random.default_rng(0)
    y = np.arange(320) % classes
    x = (rng.normal(size=(320, 4)) + y[:, None]).astype("float32")
    rows = tf.data.Dataset.from_tensor_slices((x, y.astype("int64")))
    # drawn anew in each pass, so that this page needs no hash of its rows
    noisy = rows.shuffle(320).map(lambda a, b: (a + tf.random.normal([4], stddev=0.01), b))
    return noisy.batch(32).prefetch(tf.data.AUTOTUNE)


def make_dataset():
    return _rows(classes=4)


def make_model():
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(4)])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile("adam", loss)
    return model


def mended_model():
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile("adam", loss)
    return model


def mended_dataset():
    return _rows(classes=2)
