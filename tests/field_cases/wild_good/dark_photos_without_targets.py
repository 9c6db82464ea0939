from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='dark_photos_without_targets', keras='any',
    title='Zero-DCE: only low-light photos, the network gives curves (24 channels) and four losses judge the lightened photo',
    source='https://keras.io/examples/vision/zero_dce/',
    trap='no labels at all, in validation neither; all values lie in the lower fourth of the range on purpose; model(x) gives curve '
         'parameters of another shape than the image')

SIZE, BATCH, STEPS = 16, 8, 8


def _dark(seed, n):
    rng = np.random.default_rng(seed)
    scene = rng.uniform(30, 255, (n, 4, 4, 3)).repeat(4, 1).repeat(4, 2)
    photo = scene * rng.uniform(0.08, 0.25, (n, 1, 1, 1)) + rng.normal(0, 2, scene.shape)
    return np.clip(photo, 0, 255).astype('uint8')


def _load(image):
    return tf.image.resize(tf.cast(image, tf.float32), (SIZE, SIZE)) / 255.0


def make_dataset():
    ds = tf.data.Dataset.from_tensor_slices(_dark(101, 96)).shuffle(96)
    return ds.map(_load, num_parallel_calls=tf.data.AUTOTUNE).batch(BATCH, drop_remainder=True)


def make_validation():
    return tf.data.Dataset.from_tensor_slices(_dark(102, 24)).map(_load).batch(BATCH, drop_remainder=True)


def _curve_network():
    inputs = keras.Input((None, None, 3))
    a = keras.layers.Conv2D(12, 3, activation='relu', padding='same')(inputs)
    b = keras.layers.Conv2D(12, 3, activation='relu', padding='same')(a)
    c = keras.layers.Conv2D(12, 3, activation='relu', padding='same')(keras.layers.Concatenate()([a, b]))
    return keras.Model(inputs, keras.layers.Conv2D(3 * STEPS, 3, activation='tanh', padding='same')(c))


class ZeroDCE(keras.Model):
    def __init__(self):
        super().__init__()
        self.curves = _curve_network()
        self.trackers = [keras.metrics.Mean(name=n) for n in (
            'total_loss', 'illumination_smoothness_loss', 'spatial_constancy_loss', 'color_constancy_loss', 'exposure_loss')]

    @property
    def metrics(self):
        return self.trackers

    def call(self, images):
        return self.curves(images)

    def lighten(self, images, curves):
        for r in tf.split(curves, STEPS, axis=-1):
            images = images + r * (tf.square(images) - images)
        return images

    def _objectives(self, images):
        curves = self(images)
        light = self.lighten(images, curves)
        smooth = 2 * tf.reduce_mean(tf.square(curves[:, 1:] - curves[:, :-1])) + 2 * tf.reduce_mean(tf.square(curves[:, :, 1:] - curves[:, :, :-1]))
        r, g, b = tf.unstack(tf.reduce_mean(light, (1, 2)), axis=-1)
        colour = tf.reduce_mean(tf.sqrt(tf.square(r - g) ** 2 + tf.square(r - b) ** 2 + tf.square(g - b) ** 2 + 1e-8))
        patches = tf.nn.avg_pool2d(tf.reduce_mean(light, -1, keepdims=True), 8, 8, 'VALID')
        exposure = tf.reduce_mean(tf.square(patches - 0.6))
        before = tf.nn.avg_pool2d(tf.reduce_mean(images, -1, keepdims=True), 4, 4, 'VALID')
        after = tf.nn.avg_pool2d(tf.reduce_mean(light, -1, keepdims=True), 4, 4, 'VALID')
        spatial = 0.0
        for p, q in ((before[:, 1:] - before[:, :-1], after[:, 1:] - after[:, :-1]), (before[:, :, 1:] - before[:, :, :-1], after[:, :, 1:] - after[:, :, :-1])):
            spatial += tf.reduce_mean(tf.square(p - q))
        parts = (200 * smooth, spatial, 5 * colour, 10 * exposure)
        return (tf.add_n(parts),) + parts

    def _report(self, values):
        for tracker, value in zip(self.trackers, values):
            tracker.update_state(value)
        return {t.name: t.result() for t in self.trackers}

    def train_step(self, data):
        with tf.GradientTape() as tape:
            losses = self._objectives(data)
        weights = self.curves.trainable_weights
        self.optimizer.apply_gradients(zip(tape.gradient(losses[0], weights), weights))
        return self._report(losses)

    def test_step(self, data):
        return self._report(self._objectives(data))


def make_model():
    m = ZeroDCE()
    m.compile(optimizer=keras.optimizers.Adam(1e-3))
    return m
