from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(id='pen_strokes_ended_by_padding',
            title='Sketch-RNN stroke-5: offsets and three pen states; the rows after the end of a drawing are a lesson too',
            source='https://github.com/magenta/magenta/blob/main/magenta/models/sketch_rnn/utils.py',
            keras='any',
            trap='targets mix real offsets with a one-hot; padded rows (0,0,0,0,1) count in the pen loss on purpose; 5 target columns against 6 M + 3 outputs; the target is the input moved by one')

MOST, M = 24, 3


def _sketches(seed, count):
    rng = np.random.default_rng(seed)
    out = []
    for _ in range(count):
        n = rng.integers(10, MOST + 1)
        angle = np.cumsum(rng.normal(0.4, 0.15, n))
        offsets = rng.uniform(5, 15) * np.stack([np.cos(angle), np.sin(angle)], 1)
        lifted = (rng.random(n) < 0.1).astype('float64')
        lifted[-1] = 1
        out.append(np.concatenate([offsets, lifted[:, None]], 1))
    return out


def _stroke5(sketch):
    big = np.zeros((MOST + 1, 5), 'float32')
    n = len(sketch)
    big[0] = 0, 0, 1, 0, 0                          # the start token
    big[1:n + 1, 0:2] = sketch[:, :2]
    big[1:n + 1, 2] = 1 - sketch[:, 2]
    big[1:n + 1, 3] = sketch[:, 2]
    big[n + 1:, 4] = 1
    return big


def _arrays(seed, count):
    factor = np.concatenate([s[:, :2] for s in _sketches(0, 160)]).std()     # of the training drawings
    rows = np.stack([_stroke5(s) for s in _sketches(seed, count)])
    rows[:, :, :2] /= factor
    return rows


def _stretch(rows):
    factor = tf.concat([tf.random.uniform([2], 0.85, 1.15), tf.ones([3])], axis=0)
    return rows * factor


def _split(rows):
    return rows[:-1], rows[1:]


def make_dataset():
    ds = tf.data.Dataset.from_tensor_slices(_arrays(0, 160)).shuffle(160, seed=1)
    return ds.map(_stretch, num_parallel_calls=tf.data.AUTOTUNE).map(_split).batch(20).prefetch(1)


def make_validation():
    return tf.data.Dataset.from_tensor_slices(_arrays(1, 40)).map(_split).batch(20)


def stroke_loss(y_true, y_pred):
    dx, dy, pen = y_true[..., 0:1], y_true[..., 1:2], y_true[..., 2:]
    pi, mx, my, lx, ly, rho = tf.split(y_pred[..., :6 * M], 6, axis=-1)
    rho = 0.95 * tf.tanh(rho)
    zx, zy = (dx - mx) / tf.exp(lx), (dy - my) / tf.exp(ly)
    z = zx ** 2 + zy ** 2 - 2 * rho * zx * zy
    log_normal = -z / (2 * (1 - rho ** 2)) - np.log(2 * np.pi) - lx - ly - 0.5 * tf.math.log(1 - rho ** 2)
    offset = -tf.reduce_logsumexp(tf.nn.log_softmax(pi) + log_normal, axis=-1)
    drawn = 1.0 - y_true[..., 4]                    # offsets after the end do not count, pen states do
    state = tf.nn.softmax_cross_entropy_with_logits(labels=pen, logits=y_pred[..., 6 * M:])
    return offset * drawn + state


def make_model():
    x = keras.Input((MOST, 5))
    h = keras.layers.Conv1D(32, 6, padding='causal', activation='relu')(x)
    h = keras.layers.Conv1D(32, 6, padding='causal', activation='relu')(h)
    model = keras.Model(x, keras.layers.Dense(6 * M + 3)(h))
    model.compile(keras.optimizers.Adam(1e-3), loss=stroke_loss)
    return model
