from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='the_picture_is_the_only_weight', keras='any',
    title='Neural style: one pair of content and style repeated, what is trained is the picture itself',
    source='https://www.tensorflow.org/tutorials/generative/style_transfer',
    trap='all elements are the same on purpose and there is one example; endless with steps_per_epoch; content and style differ in size; '
         'the feature network is frozen; the model has no call')

HEIGHT, WIDTH = 24, 32


def _content():
    yy, xx = np.mgrid[0:HEIGHT, 0:WIDTH]
    picture = np.stack([90 + 4 * yy, 120 + 3 * yy, 220 - 2 * yy], -1)
    picture[np.hypot(yy - 12, xx - 14) < 7] = [200, 150, 90]
    return picture.clip(0, 255).astype('uint8')


def _style():
    rng = np.random.default_rng(351)
    yy, xx = np.mgrid[0:28, 0:28]
    waves = np.sin(0.9 * yy + 2 * np.sin(0.4 * xx))[..., None]
    return np.clip(np.where(waves > 0, [20, 40, 140], [240, 200, 60]) + rng.normal(0, 10, (28, 28, 3)), 0, 255).astype('uint8')


def make_dataset():
    def load(content, style):
        return tf.image.convert_image_dtype(content, tf.float32)[None], tf.image.convert_image_dtype(style, tf.float32)[None]

    return tf.data.Dataset.from_tensors((_content(), _style())).map(load).cache().repeat()


FIT = dict(steps_per_epoch=25)


def _gram(x):
    sums = tf.einsum('bijc,bijd->bcd', x, x)
    return sums / tf.cast(tf.shape(x)[1] * tf.shape(x)[2], tf.float32)


class StyleTransfer(keras.Model):
    def __init__(self, start, style_weight=50.0, content_weight=2.0, variation_weight=0.05):
        super().__init__()
        image = keras.Input((None, None, 3))
        a = keras.layers.Conv2D(16, 3, activation='relu')(image)
        b = keras.layers.Conv2D(24, 3, strides=2, activation='relu')(a)
        self.features = keras.Model(image, [a, b])
        self.features.trainable = False
        self.picture = self.add_weight(name='picture', shape=start.shape, initializer='zeros', trainable=True)
        self.picture.assign(start)
        self.weights_of = (style_weight, content_weight, variation_weight)
        self.loss_tracker = keras.metrics.Mean(name='loss')

    @property
    def metrics(self):
        return [self.loss_tracker]

    def train_step(self, data):
        content, style = data
        style_weight, content_weight, variation_weight = self.weights_of
        wanted_content, wanted_style = self.features(content)[-1], [_gram(f) for f in self.features(style)]
        with tf.GradientTape() as tape:
            picture = tf.convert_to_tensor(self.picture)
            made = self.features(picture)
            loss = content_weight * tf.reduce_mean(tf.square(made[-1] - wanted_content))
            loss += style_weight * tf.add_n([tf.reduce_mean(tf.square(_gram(f) - g)) for f, g in zip(made, wanted_style)])
            loss += variation_weight * tf.reduce_mean(tf.image.total_variation(picture)) / (HEIGHT * WIDTH)
        weights = self.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights))
        self.picture.assign(tf.clip_by_value(tf.convert_to_tensor(self.picture), 0.0, 1.0))
        self.loss_tracker.update_state(loss)
        return {'loss': self.loss_tracker.result()}


def make_model():
    m = StyleTransfer(_content()[None].astype('float32') / 255.0)
    m.compile(optimizer=keras.optimizers.Adam(0.01))
    return m
