from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='frauds_known_a_week_later', keras='any',
    title='Card fraud: earlier frauds at the terminal as a feature (known a week later), values normalised over time, training resampled',
    source='https://keras.io/examples/timeseries/event_classification_for_payment_card_fraud_detection/',
    trap='a feature is made of labels (those of other transactions, at least a week old); each row is scaled by the past up to itself, so '
         'column means are not 0; one fifth of the training rows are frauds and about one in fifteen in validation; split in time')

NAMES = ['amount', 'count_7_days', 'frauds_7_days', 'rate_frauds_7_days', 'hour']
TRAIN_DAYS = (14, 60)
VALID_DAYS = (60, 80)


def _events():
    rng = np.random.default_rng(571)
    n = 4000
    day = np.sort(rng.uniform(0, 80, n))
    terminal = rng.integers(0, 20, n)
    amount = rng.gamma(2, 25, n)
    # a terminal is broken into for about three weeks
    begin = rng.uniform(-10, 70, 20)
    hit = (day > begin[terminal]) & (day < begin[terminal] + 21)
    fraud = (hit & (rng.uniform(size=n) < 0.25)) | (rng.uniform(size=n) < 0.005)
    amount = np.where(fraud, amount * 1.5, amount)
    rows = np.zeros((n, len(NAMES)))
    for i in range(n):
        same = np.flatnonzero(terminal[:i] == terminal[i])
        recent = same[day[same] > day[i] - 7]
        known = same[(day[same] <= day[i] - 7) & (day[same] > day[i] - 14)]
        count = fraud[known].sum()
        rows[i] = [amount[i], len(recent), count, count / max(1, len(known)), day[i] % 1 * 24]
    seen = np.arange(1, n + 1)[:, None]
    mean = np.cumsum(rows, axis=0) / seen
    std = np.sqrt(np.maximum(np.cumsum(rows ** 2, axis=0) / seen - mean ** 2, 0))
    z = np.divide(rows - mean, std, out=np.zeros_like(rows), where=std > 1e-6)
    return day, z.astype('float32'), fraud.astype('int32')


def _examples(days):
    day, z, fraud = _events()
    keep = (day >= days[0]) & (day < days[1])
    example = {name: z[keep, k] for k, name in enumerate(NAMES)}
    example['TX_FRAUD'] = fraud[keep]
    return tf.data.Dataset.from_tensor_slices(example), int(keep.sum()), float(fraud[keep].mean())


def _split(example):
    return {k: example[k] for k in NAMES}, example['TX_FRAUD']


def make_dataset():
    ds, n, rate = _examples(TRAIN_DAYS)
    ds = ds.shuffle(n).rejection_resample(class_func=lambda e: e['TX_FRAUD'], target_dist=[0.8, 0.2], initial_dist=[1 - rate, rate])
    return ds.map(lambda _, e: e).batch(32).map(_split).prefetch(tf.data.AUTOTUNE)


def make_validation():
    return _examples(VALID_DAYS)[0].batch(32).map(_split)


def make_model():
    inputs = {name: keras.Input((), name=name) for name in NAMES}
    x = keras.layers.Concatenate()([keras.layers.Reshape((1,))(inputs[n]) for n in NAMES])
    x = keras.layers.Dense(16, activation='sigmoid')(keras.layers.Dense(32, activation='sigmoid')(x))
    m = keras.Model(inputs, keras.layers.Dense(1, activation='sigmoid')(x))
    m.compile(keras.optimizers.Adam(0.01), keras.losses.BinaryCrossentropy(), metrics=[keras.metrics.AUC(name='auc')])
    return m
