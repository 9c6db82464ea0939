from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='depth_where_it_was_measured', keras='any',
    title='Depth from one photo: a Sequence loads photo, depth and mask, gives the logarithm of depth, train_step has its own three losses',
    source='https://keras.io/examples/vision/depth_estimation/',
    trap='many targets are exactly 0 (no measurement there, the loss leaves these out); the order is drawn anew in on_epoch_end; the last '
         'batch is smaller; targets in no fixed range, scaled by a constant; compile gets no loss')

SIZE, BATCH, DEEPEST = 16, 8, 20.0


def _rooms(seed, n):
    rng = np.random.default_rng(seed)
    yy = np.linspace(0, 1, SIZE)[:, None]
    depth = 3 + rng.uniform(4, 14, (n, 1, 1)) * (1 - yy) * np.ones((1, SIZE))
    for i in range(n):
        a, b = rng.integers(0, 10, 2)
        depth[i, a:a + 6, b:b + 6] = rng.uniform(1, 3)
    photo = np.clip(255 / (0.5 + 0.3 * depth)[..., None] * [1.0, 0.95, 0.85] + rng.normal(0, 5, (n, SIZE, SIZE, 3)), 0, 255).astype('uint8')
    mask = rng.random((n, SIZE, SIZE)) > 0.15
    return photo, np.where(mask, depth, 0).astype('float32'), mask


class DepthPairs(keras.utils.Sequence):
    def __init__(self, photo, depth, mask, shuffle):
        super().__init__()
        self.photo, self.depth, self.mask, self.shuffle = photo, depth, mask, shuffle
        self.order = np.arange(len(photo))
        self.rng = np.random.default_rng(270)
        self.on_epoch_end()

    def __len__(self):
        return int(np.ceil(len(self.photo) / BATCH))

    def on_epoch_end(self):
        if self.shuffle:
            self.rng.shuffle(self.order)

    def __getitem__(self, index):
        rows = self.order[index * BATCH:(index + 1) * BATCH]
        x = np.empty((len(rows), SIZE, SIZE, 3), 'float32')
        y = np.zeros((len(rows), SIZE, SIZE, 1), 'float32')
        for k, row in enumerate(rows):
            x[k] = self.photo[row] / 255.0
            known = self.mask[row]
            y[k, known, 0] = np.log1p(np.clip(self.depth[row][known], 0.1, DEEPEST)) / np.log1p(DEEPEST)
        return x, y


def make_dataset():
    return DepthPairs(*_rooms(271, 92), shuffle=True)


def make_validation():
    return DepthPairs(*_rooms(272, 20), shuffle=False)


class DepthModel(keras.Model):
    def __init__(self):
        super().__init__()
        conv = keras.layers.Conv2D
        self.down = conv(16, 3, strides=2, padding='same', activation='relu')
        self.middle = conv(24, 3, padding='same', activation='relu')
        self.up = keras.layers.UpSampling2D()
        self.join, self.last = conv(16, 3, padding='same', activation='relu'), conv(1, 1, activation='sigmoid')
        self.loss_metric = keras.metrics.Mean(name='loss')

    @property
    def metrics(self):
        return [self.loss_metric]

    def call(self, x):
        return self.last(self.join(tf.concat([self.up(self.middle(self.down(x))), x], -1)))

    def _objective(self, target, pred):
        known = tf.cast(target > 0, tf.float32)
        l1 = tf.reduce_sum(known * tf.abs(target - pred)) / tf.reduce_sum(known)
        filled = known * target + (1 - known) * tf.stop_gradient(pred)
        ssim = tf.reduce_mean(1 - tf.image.ssim(filled, pred, max_val=1.0, filter_size=7))
        (ty, tx), (py, px) = tf.image.image_gradients(filled), tf.image.image_gradients(pred)
        edges = tf.reduce_mean(tf.abs(px) * tf.exp(-tf.abs(tx)) + tf.abs(py) * tf.exp(-tf.abs(ty)))
        return 0.85 * ssim + l1 + 0.1 * edges

    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            loss = self._objective(y, self(x, training=True))
        weights = self.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights))
        self.loss_metric.update_state(loss)
        return {'loss': self.loss_metric.result()}

    def test_step(self, data):
        x, y = data
        self.loss_metric.update_state(self._objective(y, self(x, training=False)))
        return {'loss': self.loss_metric.result()}


def make_model():
    m = DepthModel()
    m.compile(optimizer=keras.optimizers.Adam(2e-3))
    return m
