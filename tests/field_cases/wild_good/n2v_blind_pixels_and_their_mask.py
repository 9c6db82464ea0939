from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(id='n2v_blind_pixels_and_their_mask',
            title='Noise2Void: the noisy image is its own target at a few hidden pixels',
            source='https://github.com/juglab/n2v/blob/main/n2v/internals/N2V_DataWrapper.py',
            keras='any',
            trap='there is no clean image: the target is the noisy input, zero nearly everywhere, with a mask as second channel while the model has one output channel')

SIDE = 32


def _micrographs(seed, count):
    rng = np.random.default_rng(seed)
    ys, xs = np.mgrid[0:SIDE, 0:SIDE]
    out = np.zeros((count, SIDE, SIDE, 1), 'float32')
    for i in range(count):
        for _ in range(5):
            cy, cx, r = rng.uniform(0, SIDE), rng.uniform(0, SIDE), rng.uniform(2, 5)
            out[i, :, :, 0] += 400 * np.exp(-((ys - cy) ** 2 + (xs - cx) ** 2) / (2 * r * r))
    return out + rng.normal(120, 40, out.shape).astype('float32')


def _hide(images, rng, share=0.03):
    """Replaces some pixels by a neighbour's value; the target keeps their value, and says where."""
    x = images.copy()
    y = np.zeros(images.shape[:3] + (2,), 'float32')
    count = int(share * SIDE * SIDE)
    for i in range(len(x)):
        flat = rng.choice(SIDE * SIDE, count, replace=False)
        r, c = np.unravel_index(flat, (SIDE, SIDE))
        step = rng.integers(1, 3, (2, count)) * rng.choice([-1, 1], (2, count))
        rn, cn = np.clip(r + step[0], 0, SIDE - 1), np.clip(c + step[1], 0, SIDE - 1)
        y[i, r, c, 0] = images[i, r, c, 0]
        y[i, r, c, 1] = 1.0
        x[i, r, c, 0] = images[i, rn, cn, 0]
    return x, y


class DataWrapper(keras.utils.Sequence):
    def __init__(self, images, batch_size, seed):
        super().__init__()
        self.images, self.batch_size = images, batch_size
        self.rng = np.random.default_rng(seed)
        self.perm = self.rng.permutation(len(images))

    def __len__(self):
        return int(np.ceil(len(self.images) / self.batch_size))

    def __getitem__(self, i):
        rows = self.perm[i * self.batch_size:(i + 1) * self.batch_size]
        return _hide(self.images[rows], self.rng)

    def on_epoch_end(self):
        self.perm = self.rng.permutation(len(self.images))


def _normalised():
    train, valid = _micrographs(0, 48), _micrographs(1, 12)
    mean, std = train.mean(), train.std()
    return (train - mean) / std, (valid - mean) / std


def make_dataset():
    return DataWrapper(_normalised()[0], 8, 5)


def make_validation():
    return _hide(_normalised()[1], np.random.default_rng(9))


def masked_mse(y_true, y_pred):
    value, mask = y_true[..., :1], y_true[..., 1:]
    return tf.reduce_sum(tf.square(value - y_pred * mask)) / tf.reduce_sum(mask)


def make_model():
    x = keras.Input((SIDE, SIDE, 1))
    h = keras.layers.Conv2D(12, 3, padding='same', activation='relu')(x)
    h = keras.layers.Conv2D(12, 3, padding='same', activation='relu')(h)
    model = keras.Model(x, keras.layers.Conv2D(1, 1)(h))
    model.compile('adam', loss=masked_mse)
    return model
