from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='one_dataset_per_user_concatenated',
    title='Windows are made user by user and the small datasets chained with concatenate in a loop',
    source='https://github.com/tensorflow/tensorflow/issues/59746',
    kind='slow', cause='deep-chain-of-concatenate', keras='any',
    groups=['efficiency'],
    explain='Each concatenate wraps all before it: an element of the first user passes through hundreds of iterators, '
            'and the graph has thousands of nodes to build. building takes 0.5 s and a pass '
            '1.27 s on TF 2.21 (0.15 on 2.15) against 0.01 and 0.02 s for the same 4915 windows stacked in one from_tensor_slices.')

STEPS = 8


def heart_rates(n_users=300):
    rng = np.random.default_rng(72)
    return [(70 + 10 * rng.normal() + np.cumsum(rng.normal(0, 1, int(rng.integers(20, 30))))).astype('float32') / 100
            for _ in range(n_users)]


def user_windows(rates):
    x = np.stack([rates[i:i + STEPS] for i in range(len(rates) - STEPS)])[..., None]
    return tf.data.Dataset.from_tensor_slices((x, rates[STEPS:]))


def make_dataset():
    full = None
    for rates in heart_rates():
        ds = user_windows(rates)
        full = ds if full is None else full.concatenate(ds)
    return full.shuffle(2000).batch(64)


def make_model():
    model = keras.Sequential([keras.Input((STEPS, 1)), keras.layers.Conv1D(8, 3, activation='relu'),
                              keras.layers.Flatten(), keras.layers.Dense(1)])
    model.compile('adam', 'mse')
    return model
