from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='attention_map_beside_the_logits', keras='any',
    title='Patch ConvNet: call returns logits and an attention map, train_step takes its own augmenting path to the logits',
    source='https://keras.io/examples/vision/patch_convnet/',
    trap='two outputs and one target of shape (batch, 1); random crops in training, plain resizing in call and in test_step; uint8 pixels go '
         'in as they are; compile gets no loss, train_step has its own')

SIZE, ENLARGED, CROP, CLASSES, UNITS = 16, 20, 18, 4, 24


def _images(seed, n):
    rng = np.random.default_rng(seed)
    y = rng.integers(0, CLASSES, (n, 1)).astype('uint8')
    stripes = np.stack([np.sin(k * np.arange(SIZE)) for k in (0.25, 0.7, 1.4, 2.8)])
    x = 128 + 80 * stripes[y[:, 0]][:, None, :, None] * rng.uniform(0.6, 1.2, (n, 1, 1, 3)) + rng.normal(0, 15, (n, SIZE, SIZE, 3))
    return np.clip(x, 0, 255).astype('uint8'), y


def make_dataset():
    return tf.data.Dataset.from_tensor_slices(_images(331, 200)).shuffle(200).batch(25).prefetch(tf.data.AUTOTUNE)


def make_validation():
    return tf.data.Dataset.from_tensor_slices(_images(332, 50)).batch(25).prefetch(tf.data.AUTOTUNE)


class AttentionPooling(keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.token = self.add_weight(name='token', shape=(1, 1, UNITS), initializer='random_normal', trainable=True)
        self.attention = keras.layers.MultiHeadAttention(1, UNITS)
        self.norm, self.dense = keras.layers.LayerNormalization(), keras.layers.Dense(CLASSES)

    def call(self, x):
        token = tf.repeat(tf.convert_to_tensor(self.token), tf.shape(x)[0], axis=0)
        h = self.norm(tf.concat([token, x], 1))
        out, weights = self.attention(h[:, :1], h, return_attention_scores=True)
        return self.dense((token + out)[:, 0]), weights[:, 0, 0, 1:]


class PatchConvNet(keras.Model):
    def __init__(self):
        super().__init__()
        first = [keras.Input((SIZE, SIZE, 3)), keras.layers.Rescaling(1 / 255.0)]
        self.augmentation = keras.Sequential(first + [
            keras.layers.Resizing(ENLARGED, ENLARGED), keras.layers.RandomCrop(CROP, CROP), keras.layers.RandomFlip('horizontal')])
        first = [keras.Input((SIZE, SIZE, 3)), keras.layers.Rescaling(1 / 255.0)]
        self.preprocessing = keras.Sequential(first + [keras.layers.Resizing(CROP, CROP)])
        self.stem = keras.Sequential([
            keras.Input((CROP, CROP, 3)), keras.layers.Conv2D(16, 3, padding='same', activation='gelu'),
            keras.layers.Conv2D(UNITS, 3, strides=2, padding='same', activation='gelu'), keras.layers.Reshape((81, UNITS))])
        self.pooling = AttentionPooling()
        self.criterion = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        self.loss_tracker = keras.metrics.Mean(name='loss')
        self.accuracy = keras.metrics.SparseCategoricalAccuracy(name='accuracy')

    @property
    def metrics(self):
        return [self.loss_tracker, self.accuracy]

    def call(self, images):
        return self.pooling(self.stem(self.preprocessing(images)))

    def _forward(self, data, test):
        images, labels = data
        images = self.preprocessing(images) if test else self.augmentation(images, training=True)
        logits, _ = self.pooling(self.stem(images))
        loss = self.criterion(labels, logits)
        self.loss_tracker.update_state(loss)
        self.accuracy.update_state(labels, logits)
        return loss

    def train_step(self, data):
        with tf.GradientTape() as tape:
            loss = self._forward(data, test=False)
        weights = self.stem.trainable_variables + self.pooling.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights))
        return {m.name: m.result() for m in self.metrics}

    def test_step(self, data):
        self._forward(data, test=True)
        return {m.name: m.result() for m in self.metrics}


def make_model():
    m = PatchConvNet()
    m.compile(optimizer=keras.optimizers.Adam(3e-3))
    return m
