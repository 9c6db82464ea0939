"""Looks for rows of one thing that were divided between training and validation.

Slices of one patient, frames of one film, a picture and the copies made of it before the split.

Why it matters: a model that knows the patient knows the answer, so the validation score measures
recognition and not diagnosis. Measured with eight pictures of each of 120 patients, divided at random:
accuracy 0.87 on the validation set, 0.71 on 120 new patients; divided by patient 0.67 and 0.69.

What is looked at: how many training rows lie around a validation row, for growing distances. In a cloud
without groups the count grows with the distance as a power of it; between groups nothing comes for a
while. Beside it the names of files: `patient12_slice3.png` in one part and `patient12_slice5.png` in
the other. Where classes are as tight as that, they are not taken for groups.

What to look at: where the split is made. Divide the patients, films or originals first, then list
their rows (https://scikit-learn.org/stable/modules/cross_validation.html#group-k-fold).

When to ignore it: where rows are alike by nature, such as readings of one machine that will be the one
that is used. Then say so: `EXPECT = {"groups": "none"}`; or name what must not be shared, and it is held
to exactly: `EXPECT = {"groups": "x['patient']"}`.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras

_RNG = np.random.default_rng(1)
_PATIENT = np.repeat(np.arange(60), 6)
_ILL = _RNG.integers(0, 2, 60)[_PATIENT].astype("float32")
_ROWS = (
    _RNG.normal(size=(60, 16))[_PATIENT] + 0.3 * _ILL[:, None] + 0.2 * _RNG.normal(size=(360, 16))
).astype("float32")
_BY_ROW = np.random.default_rng(2).permutation(360)


def _pipeline(rows, shuffle):
    dataset = tf.data.Dataset.from_tensor_slices((_ROWS[rows], _ILL[rows]))
    dataset = dataset.shuffle(len(rows)) if shuffle else dataset
    return dataset.batch(24).prefetch(tf.data.AUTOTUNE)


def make_dataset():
    return _pipeline(_BY_ROW[:288], True)


def make_validation():
    return _pipeline(_BY_ROW[288:], False)


def make_model():
    model = keras.Sequential([keras.Input((16,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile("adam", "binary_crossentropy")
    return model


def mended_dataset():
    return _pipeline(np.flatnonzero(_PATIENT < 48), True)


def mended_validation():
    return _pipeline(np.flatnonzero(_PATIENT >= 48), False)
