from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="extra_column_shifts_inputs",
    title="A column the model does not know comes first in the alphabet and shifts all inputs",
    source="keras-team/keras#23258, keras-team/keras#20136",
    kind="silent",
    cause="input-key-mismatch",
    groups=["wiring"],
    keras="3",
    explain=(
        "The dict holds 'account', 'balance' and 'income', the model is built from a dict "
        "with 'balance' and 'income'. Keras 3 flattens by sorted key, so 'balance' receives "
        "the account number. Drop the column."
    ),
    evidence=(
        "Keras 3.15: with NaN in 'income' evaluate stays finite (0.799), with NaN in "
        "'account' it is masked like a used input (0.693): account and balance are used, "
        "income is not; on Keras 2.15 'account' is ignored"
    ),
)


def make_dataset():
    rng = np.random.default_rng(10)
    table = {
        "account": (np.arange(256) / 256).astype("float32")[:, None],
        "balance": rng.normal(size=(256, 1)).astype("float32"),
        "income": rng.normal(size=(256, 1)).astype("float32"),
    }
    y = (table["balance"] + 2 * table["income"] > 0).astype("float32")
    return tf.data.Dataset.from_tensor_slices((table, y)).shuffle(256).batch(32).prefetch(1)


def make_model():
    inputs = {name: keras.Input((1,), name=name) for name in ("balance", "income")}
    hidden = keras.layers.Dense(8, activation="relu")(
        keras.layers.concatenate(list(inputs.values()))
    )
    model = keras.Model(inputs, keras.layers.Dense(1, activation="sigmoid")(hidden))
    model.compile("adam", "binary_crossentropy")
    return model
