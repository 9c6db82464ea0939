from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='one_mask_for_all_side_outputs', keras='any',
    title='BASNet: one grey mask per photo, three sigmoid outputs are all compared with it in compute_loss',
    source='https://keras.io/examples/vision/basnet_segmentation/',
    trap='a single target for a list of three outputs (compute_loss is overridden); the masks are grey at the edges, not only 0 and 1; '
         'compile without loss; the validation Sequence is not shuffled')

SIZE, BATCH = 16, 6


def _objects(seed, n):
    rng = np.random.default_rng(seed)
    yy, xx = np.mgrid[0:SIZE, 0:SIZE]
    cy, cx, r = rng.uniform(5, 11, (n, 1, 1)), rng.uniform(5, 11, (n, 1, 1)), rng.uniform(3, 5, (n, 1, 1))
    soft = np.clip(r + 0.5 - np.hypot(yy - cy, xx - cx), 0, 1)[..., None]
    front, ground = rng.integers(130, 256, (n, 1, 1, 3)), rng.integers(0, 110, (n, 1, 1, 3))
    photo = np.clip(soft * front + (1 - soft) * ground + rng.normal(0, 8, (n, SIZE, SIZE, 3)), 0, 255)
    return photo.astype('uint8'), np.round(255 * soft).astype('uint8')


class Saliency(keras.utils.Sequence):
    def __init__(self, photos, masks, shuffle):
        super().__init__()
        self.photos, self.masks, self.shuffle = photos, masks, shuffle
        self.order, self.rng = np.arange(len(photos)), np.random.default_rng(300)
        self.on_epoch_end()

    def __len__(self):
        return len(self.photos) // BATCH

    def on_epoch_end(self):
        if self.shuffle:
            self.rng.shuffle(self.order)

    def __getitem__(self, index):
        rows = self.order[index * BATCH:(index + 1) * BATCH]
        return (self.photos[rows] / 255.0).astype('float32'), (self.masks[rows] / 255.0).astype('float32')


def make_dataset():
    return Saliency(*_objects(301, 72), shuffle=True)


def make_validation():
    return Saliency(*_objects(302, 18), shuffle=False)


def _iou(y_true, y_pred):
    both = tf.reduce_sum(y_true * y_pred, (1, 2, 3))
    union = tf.reduce_sum(y_true, (1, 2, 3)) + tf.reduce_sum(y_pred, (1, 2, 3)) - both
    return tf.reduce_mean((both + 1e-6) / (union + 1e-6))


class SideOutputs(keras.Model):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.hybrid = keras.metrics.Mean(name='hybrid')

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        y = tf.cast(y, tf.float32)
        total = 0.0
        for pred in y_pred:
            bce = tf.reduce_mean(keras.losses.binary_crossentropy(y, pred))
            ssim = 1 - tf.reduce_mean(tf.image.ssim(y, pred, max_val=1.0, filter_size=7))
            total += bce + ssim + 1 - _iou(y, pred)
        self.hybrid.update_state(total)
        return total


def make_model():
    inputs = keras.Input((SIZE, SIZE, 3))
    a = keras.layers.Conv2D(12, 3, padding='same', activation='relu')(inputs)
    b = keras.layers.Conv2D(16, 3, strides=2, padding='same', activation='relu')(a)
    c = keras.layers.Conv2D(24, 3, strides=2, padding='same', activation='relu')(b)
    d = keras.layers.Conv2D(16, 3, padding='same', activation='relu')(keras.layers.Concatenate()([keras.layers.UpSampling2D()(c), b]))
    e = keras.layers.Conv2D(12, 3, padding='same', activation='relu')(keras.layers.Concatenate()([keras.layers.UpSampling2D()(d), a]))
    coarse = []
    for h in (e, c):
        h = keras.layers.Conv2D(1, 3, padding='same')(h)
        coarse.append(keras.layers.Resizing(SIZE, SIZE)(h))
    refined = keras.layers.Add()([coarse[0], keras.layers.Conv2D(1, 3, padding='same')(keras.layers.Conv2D(8, 3, padding='same', activation='relu')(coarse[0]))])
    m = SideOutputs(inputs, [keras.layers.Activation('sigmoid')(h) for h in [refined] + coarse])
    m.compile(optimizer=keras.optimizers.Adam(2e-3))
    return m
