from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="dict_values_swapped",
    title="Two columns are put under each other's key",
    source="https://keras.io/guides/functional_api/ (multi-input models are fed by input name)",
    kind="silent",
    cause="input-values-swapped",
    groups=["wiring", "values"],
    keras="any",
    explain=(
        "The map puts the pressure under 'temperature' and the temperature under 'pressure'. "
        "Names and shapes are right, so only the values tell: each input has a Normalization "
        "adapted to another range."
    ),
    evidence=(
        "the 'temperature' input receives 1013 on average (its Normalization has mean 14.6, "
        "deviation 8.1: about 123 after it); 'pressure' receives 13 (mean 1013, deviation 6: "
        "about -166); the loss stays at 0.3676 in both epochs"
    ),
)

_rng = np.random.default_rng(2)
_temp = _rng.normal(15, 8, (480, 1)).astype("float32")
_pres = _rng.normal(1013, 6, (480, 1)).astype("float32")
_rain = (1 / (1 + np.exp((_pres - 1013) / 3 + (_temp - 15) / 9))).astype("float32")


def make_dataset():
    rows = {"temp_c": _temp, "pressure_hpa": _pres}
    ds = tf.data.Dataset.from_tensor_slices((rows, _rain)).shuffle(480)

    def name_inputs(row, target):
        return {"temperature": row["pressure_hpa"], "pressure": row["temp_c"]}, target

    return (
        ds.map(name_inputs, num_parallel_calls=tf.data.AUTOTUNE)
        .batch(32)
        .prefetch(tf.data.AUTOTUNE)
    )


def make_model():
    inputs, scaled = {}, []
    for name, column in (("temperature", _temp), ("pressure", _pres)):
        inputs[name] = keras.Input((1,), name=name)
        norm = keras.layers.Normalization()
        norm.adapt(column)
        scaled.append(norm(inputs[name]))
    hidden = keras.layers.Dense(8, activation="relu")(keras.layers.concatenate(scaled))
    model = keras.Model(inputs, keras.layers.Dense(1, activation="sigmoid")(hidden))
    model.compile("adam", "mse")
    return model
