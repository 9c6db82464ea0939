from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='window_cut_into_inputs_and_labels', keras='any',
    title='Weather windows: one window of 25 hours is cut in map into 24 hours of all columns and the temperature one hour ahead of each',
    source='https://www.tensorflow.org/tutorials/structured_data/time_series',
    trap='23 of the 24 labels are in the inputs too, an hour later (the LSTM goes forward only); the time of day is given as sine and '
         'cosine; the label column is one of the features; three splits in time, scaled by training')

COLUMNS, WIDTH = ['p', 'T', 'rh', 'wind_x', 'day_sin', 'day_cos'], 24


def _hours():
    rng = np.random.default_rng(591)
    hour = np.arange(1600)
    slow = np.cumsum(rng.normal(0, 0.25, hour.size))
    slow -= np.linspace(0, slow[-1], hour.size)
    temperature = 10 + slow + 5 * np.sin(2 * np.pi * (hour - 9) / 24) + rng.normal(0, 0.3, hour.size)
    pressure = 990 - slow + rng.normal(0, 1, hour.size)
    humidity = np.clip(80 - 2 * (temperature - 10) + rng.normal(0, 4, hour.size), 10, 100)
    wind = rng.normal(0, 2, hour.size)
    table = np.stack([pressure, temperature, humidity, wind, np.sin(2 * np.pi * hour / 24), np.cos(2 * np.pi * hour / 24)], 1)
    return table.astype('float32')


class WindowGenerator:
    def __init__(self, input_width, label_width, shift, label_column):
        table = _hours()
        n = len(table)
        train = table[:int(n * 0.7)]
        mean, std = train.mean(0), train.std(0)
        self.parts = {'train': (train - mean) / std, 'val': (table[int(n * 0.7):int(n * 0.9)] - mean) / std}
        self.total = input_width + shift
        self.inputs, self.labels = slice(0, input_width), slice(self.total - label_width, None)
        self.column = COLUMNS.index(label_column)

    def split_window(self, features):
        inputs, labels = features[:, self.inputs], features[:, self.labels, self.column:self.column + 1]
        inputs.set_shape([None, self.inputs.stop, None])
        return inputs, labels

    def make(self, part, shuffle):
        ds = keras.utils.timeseries_dataset_from_array(self.parts[part], None, sequence_length=self.total, sequence_stride=1,
                                                       shuffle=shuffle, batch_size=32)
        return ds.map(self.split_window)


def make_dataset():
    return WindowGenerator(WIDTH, WIDTH, 1, 'T').make('train', True)


def make_validation():
    return WindowGenerator(WIDTH, WIDTH, 1, 'T').make('val', False)


def make_model():
    m = keras.Sequential([keras.Input((WIDTH, len(COLUMNS))), keras.layers.LSTM(24, return_sequences=True), keras.layers.Dense(1)])
    m.compile(keras.optimizers.Adam(5e-3), keras.losses.MeanSquaredError(), metrics=[keras.metrics.MeanAbsoluteError()])
    return m
