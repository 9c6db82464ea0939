from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='nerf_images_come_first', keras='any',
    title='NeRF: elements are (image, (points on rays, depths)); the image is the target, the rays are the input',
    source='https://keras.io/examples/vision/nerf/',
    trap='what looks like x is the target and what looks like y is the input; the depths are drawn anew each time in training; points leave '
         '[-1, 1]; images are mostly black')

H = W = 10
FOCAL, NEAR, FAR, SAMPLES, L, BATCH = 12.0, 2.0, 6.0, 8, 3, 4


def _views(part):
    rng = np.random.default_rng(151 if part == 'train' else 152)
    images, poses = [], []
    for _ in range(24 if part == 'train' else 8):
        a = rng.uniform(0, 2 * np.pi)
        pose = np.array([[np.cos(a), 0, np.sin(a), 4 * np.sin(a)], [0, 1, 0, 0], [-np.sin(a), 0, np.cos(a), 4 * np.cos(a)],
                         [0, 0, 0, 1]])
        # a ball at the origin, red on one side and blue on the other
        i, j = np.meshgrid(np.arange(W), np.arange(H))
        d = np.stack([(i - W / 2 + 0.5) / FOCAL, -(j - H / 2 + 0.5) / FOCAL, -np.ones_like(i)], -1) @ pose[:3, :3].T
        o = pose[:3, 3]
        b, c, q = (d * o).sum(-1), (o * o).sum() - 1, (d * d).sum(-1)
        disc = b * b - q * c
        hit = disc > 0
        p = o + ((-b - np.sqrt(np.maximum(disc, 0))) / q)[..., None] * d
        rgb = np.stack([(p[..., 0] > 0) * 0.9, np.full((H, W), 0.2), (p[..., 0] <= 0) * 0.9], -1)
        images.append(np.where(hit[..., None], rgb, 0))
        poses.append(pose)
    return np.array(images, 'float32'), np.array(poses, 'float32')


def _rays(pose, jitter):
    i, j = tf.meshgrid(tf.range(W, dtype=tf.float32), tf.range(H, dtype=tf.float32), indexing='xy')
    d = tf.stack([(i - W / 2 + 0.5) / FOCAL, -(j - H / 2 + 0.5) / FOCAL, -tf.ones_like(i)], axis=-1)
    d = tf.einsum('hwc,kc->hwk', d, pose[:3, :3])
    t = tf.linspace(NEAR, FAR, SAMPLES)
    width = (FAR - NEAR) / SAMPLES
    if jitter:
        t = t + tf.random.uniform((H, W, SAMPLES)) * width
    else:
        t = tf.broadcast_to(t + width / 2, (H, W, SAMPLES))
    points = pose[:3, 3] + d[..., None, :] * t[..., None]
    points = tf.reshape(points, (-1, 3))
    encoded = [points]
    for k in range(L):
        encoded += [tf.sin(2.0 ** k * points), tf.cos(2.0 ** k * points)]
    return tf.concat(encoded, axis=-1), t


def _pipeline(part):
    images, poses = _views(part)
    images = tf.data.Dataset.from_tensor_slices(images)
    rays = tf.data.Dataset.from_tensor_slices(poses).map(
        lambda pose: _rays(pose, part == 'train'), num_parallel_calls=tf.data.AUTOTUNE)
    return tf.data.Dataset.zip((images, rays))


def make_dataset():
    return _pipeline('train').shuffle(24).batch(BATCH, drop_remainder=True).prefetch(tf.data.AUTOTUNE)


def make_validation():
    return _pipeline('validation').batch(BATCH, drop_remainder=True)


class NeRF(keras.Model):
    def __init__(self):
        super().__init__()
        self.mlp = keras.Sequential([keras.Input((H * W * SAMPLES, 3 + 6 * L)), keras.layers.Dense(32, activation='relu'),
                                     keras.layers.Dense(32, activation='relu'), keras.layers.Dense(4)])
        self.loss_tracker = keras.metrics.Mean(name='loss')
        self.psnr_tracker = keras.metrics.Mean(name='psnr')

    @property
    def metrics(self):
        return [self.loss_tracker, self.psnr_tracker]

    def render(self, rays, t, training):
        out = tf.reshape(self.mlp(rays, training=training), (BATCH, H, W, SAMPLES, 4))
        rgb, sigma = tf.sigmoid(out[..., :3]), tf.nn.relu(out[..., 3] + 0.1)
        delta = tf.concat([t[..., 1:] - t[..., :-1], tf.fill((BATCH, H, W, 1), 1e10)], axis=-1)
        alpha = 1.0 - tf.exp(-sigma * delta)
        weight = alpha * tf.math.cumprod(1.0 - alpha + 1e-10, axis=-1, exclusive=True)
        return tf.reduce_sum(weight[..., None] * rgb, axis=-2)

    def _report(self, images, rgb, loss):
        self.loss_tracker.update_state(loss)
        self.psnr_tracker.update_state(tf.image.psnr(images, rgb, max_val=1.0))
        return {m.name: m.result() for m in self.metrics}

    def train_step(self, data):
        images, (rays, t) = data
        with tf.GradientTape() as tape:
            rgb = self.render(rays, t, True)
            loss = tf.reduce_mean(tf.square(images - rgb))
        w = self.mlp.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(loss, w), w))
        return self._report(images, rgb, loss)

    def test_step(self, data):
        images, (rays, t) = data
        rgb = self.render(rays, t, False)
        return self._report(images, rgb, tf.reduce_mean(tf.square(images - rgb)))


def make_model():
    m = NeRF()
    m.compile(optimizer=keras.optimizers.Adam(5e-3))
    return m
