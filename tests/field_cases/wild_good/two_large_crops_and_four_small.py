from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(id='two_large_crops_and_four_small',
            title='SwAV multi-crop: each image gives two large and four small crops; no labels',
            source='https://wandb.ai/authors/swav-tf/reports/Unsupervised-Visual-Representation-Learning-with-SwAV--VmlldzoyMjg3Mzg',
            keras='any',
            trap='elements of rank 5 with two picture sizes, many crops of one image in a batch, and nothing to serve as a target')

LARGE, SMALL, PROTOTYPES = 24, 12, 12


def _images():
    rng = np.random.default_rng(13)
    ys, xs = np.mgrid[0:36, 0:36] / 36.0
    out = []
    for _ in range(96):
        fx, fy, p = rng.uniform(1, 6, 3)
        base = 0.5 + 0.4 * np.sin(2 * np.pi * (fx * xs + fy * ys) + p)
        out.append(base[..., None] * rng.uniform(0.4, 1.0, 3) * 255)
    return np.array(out).astype('uint8')


def _crop(image, scale, side):
    share = tf.random.uniform([], scale[0], scale[1])
    edge = tf.cast(tf.sqrt(share) * 36.0, tf.int32)
    crop = tf.image.resize(tf.image.random_crop(image, tf.stack([edge, edge, 3])), (side, side))
    crop = tf.image.random_flip_left_right(crop)
    crop = tf.image.random_brightness(crop, 0.2)
    return tf.clip_by_value(crop, 0.0, 1.0)


def _views(image):
    image = tf.cast(image, tf.float32) / 255.0
    return {'large': tf.stack([_crop(image, (0.4, 1.0), LARGE) for _ in range(2)]),
            'small': tf.stack([_crop(image, (0.1, 0.4), SMALL) for _ in range(4)])}


def make_dataset():
    ds = tf.data.Dataset.from_tensor_slices(_images()).shuffle(96, seed=2)
    return ds.map(_views, num_parallel_calls=tf.data.AUTOTUNE).batch(16, drop_remainder=True).prefetch(1)


def _sinkhorn(scores):
    q = tf.transpose(tf.exp(scores / 0.1))
    q /= tf.reduce_sum(q)
    rows, columns = float(PROTOTYPES), tf.cast(tf.shape(q)[1], tf.float32)
    for _ in range(3):
        q /= tf.reduce_sum(q, axis=1, keepdims=True) * rows
        q /= tf.reduce_sum(q, axis=0, keepdims=True) * columns
    return tf.stop_gradient(tf.transpose(q * columns))


class Swav(keras.Model):
    def __init__(self):
        super().__init__()
        self.encoder = keras.Sequential([keras.Input((None, None, 3)), keras.layers.Conv2D(16, 3, strides=2, activation='relu'),
                                         keras.layers.Conv2D(32, 3, strides=2, activation='relu'),
                                         keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(16)])
        self.prototypes = keras.Sequential([keras.Input((16,)), keras.layers.Dense(PROTOTYPES, use_bias=False)])
        self.mean_loss = keras.metrics.Mean(name='loss')

    @property
    def metrics(self):
        return [self.mean_loss]

    def call(self, inputs, training=None):
        scores = []
        for name, count in (('large', 2), ('small', 4)):
            for k in range(count):
                z = tf.math.l2_normalize(self.encoder(inputs[name][:, k], training=training), axis=1)
                scores.append(self.prototypes(z))
        return scores

    def train_step(self, inputs):
        with tf.GradientTape() as tape:
            scores = self(inputs, training=True)
            loss = 0.0
            for k in range(2):                          # the code of a large crop is foretold from all the others
                code = _sinkhorn(scores[k])
                others = [tf.nn.log_softmax(s / 0.2) for j, s in enumerate(scores) if j != k]
                loss -= tf.add_n([tf.reduce_mean(tf.reduce_sum(code * o, 1)) for o in others]) / (2.0 * len(others))
        v = self.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(loss, v), v))
        self.mean_loss.update_state(loss)
        return {'loss': self.mean_loss.result()}


def make_model():
    model = Swav()
    model.compile(optimizer='adam')
    return model
