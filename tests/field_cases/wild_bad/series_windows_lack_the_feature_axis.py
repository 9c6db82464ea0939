from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='series_windows_lack_the_feature_axis',
    title='Windows of a one-dimensional series go straight into an LSTM',
    source='http://pullrequest.ru/14707440/zachem-nam-nuzhno-menyat-formu-vvoda-dlya-lstm (StackOverflow: why reshape the input of an LSTM)',
    kind='error', cause='no-feature-axis', keras='any',
    groups=['elements'],
    explain='timeseries_dataset_from_array on an array of shape (500,) gives (batch, 30); an LSTM wants (batch, 30, 1). '
            'The model has no Input, so it is built in fit and raises there: expected ndim=3, found ndim=2. '
            'series[:, np.newaxis] before the windows.')

LOOKBACK = 30


def make_dataset():
    rng = np.random.default_rng(1974)
    close = 100 + np.cumsum(rng.normal(0, 1, 500))
    scaled = ((close - close.min()) / (close.max() - close.min())).astype('float32')
    return keras.preprocessing.timeseries_dataset_from_array(
        data=scaled[:-1], targets=scaled[LOOKBACK:], sequence_length=LOOKBACK, batch_size=32, shuffle=True, seed=4)


def make_model():
    model = keras.Sequential()
    model.add(keras.layers.LSTM(32, return_sequences=False))
    model.add(keras.layers.Dense(1))
    model.compile(optimizer='adam', loss='mean_squared_error')
    return model
