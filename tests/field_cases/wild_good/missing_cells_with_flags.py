from __future__ import annotations

import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="missing_cells_with_flags",
    title="Empty CSV cells become the mean after standardising, with a flag column beside each",
    source="composed",
    trap="many exact zeros and two-valued columns among standardised ones",
    keras="any",
)

MEAN, STD = [52.0, 5.4, 130.0], [16.0, 1.1, 18.0]


def _write():
    rng = np.random.default_rng(53)
    path = os.path.join(tempfile.mkdtemp(), "patients.csv")
    with open(path, "w") as f:
        f.write("age,glucose,pressure,ill\n")
        for _ in range(320):
            values = rng.normal(MEAN, STD)
            ill = int((values[1] - 5.4) + 0.02 * (values[2] - 130) + rng.normal(0, 0.6) > 0.3)
            cells = [f"{v:.1f}" if rng.random() > 0.2 else "" for v in values]
            f.write(",".join(cells) + f",{ill}\n")
    return path


def make_dataset():
    mean, std = tf.constant(MEAN), tf.constant(STD)

    def prepare(age, glucose, pressure, ill):
        raw = tf.stack([age, glucose, pressure])
        empty = tf.math.is_nan(raw)
        filled = tf.where(empty, tf.zeros_like(raw), (raw - mean) / std)
        return tf.concat([filled, tf.cast(empty, tf.float32)], axis=0), ill

    nan = float("nan")
    defaults = [tf.constant([nan])] * 3 + [tf.int32]
    ds = tf.data.experimental.CsvDataset(_write(), defaults, header=True)
    ds = ds.map(prepare).apply(tf.data.experimental.assert_cardinality(320))
    return ds.cache().shuffle(320).batch(32).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [keras.Input((6,)), keras.layers.Dense(12, activation="relu"), keras.layers.Dense(1, activation="sigmoid")]
    )
    model.compile("adam", "binary_crossentropy")
    return model
