from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="dict_columns_of_rank_one",
    title="Columns of a frame as a dict of rank-one arrays, words and raw dollars, prepared by layers in the model",
    source="https://keras.io/examples/structured_data/structured_data_classification_from_scratch/",
    trap="rank-one columns for inputs of shape (1,), strings, unscaled dollars; the layers in the model see to it",
    keras="any",
)


def _frame():
    rng = np.random.default_rng(18)
    n = 360
    job = rng.choice(np.array(["clerk", "nurse", "driver", "engineer"]), n)
    age = rng.integers(19, 66, n).astype("int32")
    income = rng.lognormal(10.5, 0.4, n).astype("float32")
    repaid = (np.log(income) - 10.5 + 0.01 * (age - 40) + 0.3 * (job == "nurse")) > rng.normal(0, 0.4, n)
    return {"job": job, "age": age, "income": income}, repaid.astype("float32")


def make_dataset():
    columns, repaid = _frame()
    ds = tf.data.Dataset.from_tensor_slices((columns, repaid))
    return ds.shuffle(360).batch(40).prefetch(tf.data.AUTOTUNE)


def make_model():
    columns, _ = _frame()
    job = keras.Input((1,), dtype="string", name="job")
    age = keras.Input((1,), name="age")
    income = keras.Input((1,), name="income")
    lookup = keras.layers.StringLookup(
        vocabulary=["clerk", "driver", "engineer", "nurse"], output_mode="one_hot"
    )
    age_norm = keras.layers.Normalization(axis=-1)
    age_norm.adapt(columns["age"].astype("float32")[:, None])
    income_norm = keras.layers.Normalization(axis=-1)
    income_norm.adapt(columns["income"][:, None])
    h = keras.layers.Concatenate()([lookup(job), age_norm(age), income_norm(income)])
    h = keras.layers.Dense(12, activation="relu")(h)
    out = keras.layers.Dense(1, activation="sigmoid")(h)
    model = keras.Model({"job": job, "age": age, "income": income}, out)
    model.compile("adam", "binary_crossentropy")
    return model
