from __future__ import annotations

import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="csv_shops_with_headers",
    title="One CSV per shop, each with its header, interleaved in blocks and shuffled",
    source="composed",
    trap="interleave over files of unequal length, a header in each, features standardised by an adapted layer",
    keras="any",
)

SIZES = [50, 80, 110, 60]


def _write():
    rng = np.random.default_rng(41)
    folder = tempfile.mkdtemp()
    paths = []
    for s, n in enumerate(SIZES):
        paths.append(os.path.join(folder, f"shop_{s}.csv"))
        with open(paths[-1], "w") as f:
            f.write("visitors,rain_mm,discount,sales\n")
            for _ in range(n):
                visitors = rng.poisson(120 + 30 * s)
                rain = rng.exponential(2.0)
                discount = rng.choice([0, 10, 20])
                sales = visitors * (0.2 + 0.004 * discount) - rain + rng.normal(0, 3)
                f.write(f"{visitors},{rain:.1f},{discount},{sales / 10:.2f}\n")
    return paths


def make_dataset():
    paths = _write()

    def read(path):
        return tf.data.experimental.CsvDataset(path, [tf.float32] * 4, header=True)

    rows = tf.data.Dataset.from_tensor_slices(paths).interleave(
        read, cycle_length=4, block_length=8, num_parallel_calls=tf.data.AUTOTUNE
    )
    rows = rows.map(lambda v, r, d, y: (tf.stack([v, r, d]), y[None])).cache()
    rows = rows.apply(tf.data.experimental.assert_cardinality(sum(SIZES)))

    normalizer = keras.layers.Normalization()
    normalizer.adapt(rows.map(lambda x, y: x).batch(64))

    ds = rows.shuffle(sum(SIZES)).batch(30)
    return ds.map(lambda x, y: (normalizer(x), y)).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(16, activation="relu"), keras.layers.Dense(1)])
    model.compile("adam", "mse")
    return model
