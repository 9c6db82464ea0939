from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="stateful_lstm_shuffled_by_fit",
    title="a stateful LSTM gets its consecutive windows through fit, which shuffles arrays unless told not to",
    source="https://github.com/keras-team/keras/issues/1820 (shuffle=False is missing in the call of fit; also https://github.com/tensorflow/tensorflow/issues/40067)",
    kind="silent",
    cause="stateful-shuffled",
    groups=['randomness', 'training'],
    keras="any",
    explain="Sample k * 16 + m is day k of machine m, which is the order a stateful layer with a batch of 16 needs. fit(x, y, batch_size=16) "
    "shuffles the 192 windows, so row m of a batch continues the state of some other machine on some other day. Pass "
    "shuffle=False. Checked by recording the batches in train_step: of the rows, under 1 % follow the day before of the "
    "same machine; with shuffle=False all of them do.",
)

MACHINES, DAYS, HOURS = 16, 12, 24
FIT = dict(batch_size=MACHINES)


def make_dataset():
    rng = np.random.default_rng(1820)
    wear = np.cumsum(rng.gamma(0.6, 0.02, (MACHINES, DAYS * HOURS + 1)), axis=1)
    load = 0.5 + 0.4 * np.sin(2 * np.pi * np.arange(DAYS * HOURS + 1) / 24) + rng.normal(0, 0.05, wear.shape)
    x = np.stack([np.diff(wear, axis=1) * 20, load[:, :-1]], axis=-1)
    y = wear[:, 1:] - wear[:, 1:].mean()
    # (machine, day, hour) -> day by day, all machines of a day together
    x = x.reshape(MACHINES, DAYS, HOURS, 2).transpose(1, 0, 2, 3).reshape(-1, HOURS, 2)
    y = y.reshape(MACHINES, DAYS, HOURS)[:, :, -1].T.reshape(-1, 1)
    return x.astype("float32"), y.astype("float32")


def make_model():
    inputs = keras.Input(batch_shape=(MACHINES, HOURS, 2))
    h = keras.layers.LSTM(12, stateful=True)(inputs)
    model = keras.Model(inputs, keras.layers.Dense(1)(h))
    model.compile("adam", "mse")
    return model
