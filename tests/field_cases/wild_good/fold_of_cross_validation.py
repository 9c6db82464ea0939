from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="fold_of_cross_validation",
    title="Third fold of five: row indices choose training and validation",
    source="https://scikit-learn.org/stable/modules/cross_validation.html",
    trap=(
        "a module-level permutation; both sets come from one array; the scaler uses the "
        "training fold only"
    ),
    keras="any",
)

_rng = np.random.default_rng(25)
_x = _rng.gamma(2.0, 20.0, (350, 4)).astype("float32")
_y = (np.log(_x[:, :1]) + np.log(_x[:, 3:]) > 7.0).astype("float32")
_folds = np.array_split(_rng.permutation(350), 5)
_val = _folds[2]
_train = np.concatenate([f for k, f in enumerate(_folds) if k != 2])
_mean, _std = _x[_train].mean(0), _x[_train].std(0)


def _pipe(rows):
    return tf.data.Dataset.from_tensor_slices(((_x[rows] - _mean) / _std, _y[rows]))


def make_dataset():
    return _pipe(_train).shuffle(len(_train)).batch(28).prefetch(tf.data.AUTOTUNE)


def make_validation():
    return _pipe(_val).batch(35)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((4,)),
            keras.layers.Dense(8, activation="relu"),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile("adam", "binary_crossentropy")
    return model
