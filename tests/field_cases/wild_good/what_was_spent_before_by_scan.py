from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(id='what_was_spent_before_by_scan',
            title='Card payments in order: scan keeps count, sum and last time per card, and gives each payment what was known before it; then shuffle',
            source='https://discuss.ai.google.dev/t/how-to-use-tf-data-dataset-scan/32066',
            keras='any',
            trap='features depend on the order of the rows and on state in the pipeline, which starts afresh each epoch; the shuffle comes after; validation follows in time with the history carried on')

CARDS, ROWS, TRAIN = 12, 600, 480


def _payments():
    rng = np.random.default_rng(59)
    card = rng.integers(0, CARDS, ROWS)
    usual = np.exp(rng.normal(3, 0.6, CARDS))
    amount = usual[card] * np.exp(rng.normal(0, 0.4, ROWS))
    fraud = rng.random(ROWS) < 0.08
    amount = np.where(fraud, amount * rng.uniform(3, 8, ROWS), amount)
    hour = np.cumsum(rng.exponential(0.5, ROWS))
    return card.astype('int32'), amount.astype('float32'), hour.astype('float32'), fraud.astype('float32')


def _history(state, row):
    card, amount, hour, fraud = row
    count, total, last = state
    known = count[card] > 0
    mean = tf.math.divide_no_nan(total[card], count[card])
    features = tf.stack([tf.math.log1p(amount), tf.math.log1p(mean), tf.math.log1p(count[card]),
                         tf.where(known, tf.math.log1p(hour - last[card]), 0.0), tf.cast(known, tf.float32)])
    at = [[card]]
    new = (tf.tensor_scatter_nd_add(count, at, [1.0]), tf.tensor_scatter_nd_add(total, at, [amount]),
           tf.tensor_scatter_nd_update(last, at, [hour]))
    return new, (features, fraud)


def _with_history():
    ds = tf.data.Dataset.from_tensor_slices(_payments())
    start = (tf.zeros(CARDS), tf.zeros(CARDS), tf.zeros(CARDS))
    return ds.scan(start, lambda state, row: _history(state, row)) if hasattr(ds, 'scan') else \
        ds.apply(tf.data.experimental.scan(start, lambda state, row: _history(state, row)))


def make_dataset():
    return _with_history().take(TRAIN).shuffle(TRAIN, seed=0).batch(32).prefetch(1)


def make_validation():
    return _with_history().skip(TRAIN).batch(40)


def make_model():
    model = keras.Sequential([keras.Input((5,)), keras.layers.Dense(16, activation='relu'),
                              keras.layers.Dense(1, activation='sigmoid')])
    model.compile(keras.optimizers.Adam(5e-3), 'binary_crossentropy', metrics=[keras.metrics.AUC(name='auc')])
    return model
