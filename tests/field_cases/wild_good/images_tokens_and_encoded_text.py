from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='images_tokens_and_encoded_text', keras='any',
    title='Fine-tuning a text-to-image diffusion model: dicts of images, tokens and the text encoded in map by a frozen encoder',
    source='https://keras.io/examples/generative/finetune_stable_diffusion/',
    trap='one dict with no target; a network is called within map (frozen, on batches); the tokens are carried along and not used by '
         'train_step; captions are padded by the end token; what is compared with the output is the noise')

SIZE, LENGTH, END, WORDS, UNITS = 16, 6, 1, 12, 8
HUES = np.array([[220, 60, 50], [70, 200, 80], [60, 80, 220], [220, 200, 60]])


def _creatures(n=96):
    rng = np.random.default_rng(141)
    hue, shape = rng.integers(0, 4, (2, n))
    images = rng.normal(235, 6, (n, SIZE, SIZE, 3))
    tokens = np.full((n, LENGTH), END, 'int32')
    for i in range(n):
        s = 3 + shape[i]
        images[i, 8 - s:8 + s, 8 - s:8 + s] = HUES[hue[i]] + rng.normal(0, 8, 3)
        words = [0, 2 + hue[i], 6 + shape[i]] + ([10] if rng.random() < 0.5 else [])
        tokens[i, :len(words)] = words
    return np.clip(images, 0, 255).astype('uint8'), tokens


def _text_encoder():
    inputs = keras.Input((LENGTH,), dtype='int32')
    fixed = keras.initializers.RandomNormal(stddev=1.0, seed=7)
    encoder = keras.Model(inputs, keras.layers.Embedding(WORDS, UNITS, embeddings_initializer=fixed)(inputs))
    encoder.trainable = False
    return encoder


def make_dataset():
    encoder = _text_encoder()

    def image(x, tokens):
        return tf.image.resize(tf.cast(x, tf.float32), (SIZE, SIZE)), tokens

    def augment(x, tokens):
        return tf.image.random_flip_left_right(x) / 127.5 - 1.0, tokens

    def encode(x, tokens):
        return x, tokens, encoder(tokens, training=False)

    def by_name(x, tokens, encoded):
        return {'images': x, 'tokens': tokens, 'encoded_text': encoded}

    ds = tf.data.Dataset.from_tensor_slices(_creatures()).shuffle(96)
    ds = ds.map(image, num_parallel_calls=tf.data.AUTOTUNE).batch(8)
    for step in (augment, encode, by_name):
        ds = ds.map(step, num_parallel_calls=tf.data.AUTOTUNE)
    return ds.prefetch(tf.data.AUTOTUNE)


def _diffusion_model():
    latents, time, text = keras.Input((8, 8, 4)), keras.Input((8,)), keras.Input((LENGTH, UNITS))
    h = keras.layers.Conv2D(32, 3, padding='same')(latents)
    c = keras.layers.Dense(32)(keras.layers.Concatenate()([time, keras.layers.Flatten()(text)]))
    h = keras.layers.ReLU()(keras.layers.Add()([h, keras.layers.Reshape((1, 1, 32))(c)]))
    h = keras.layers.Conv2D(32, 3, padding='same', activation='relu')(h)
    return keras.Model([latents, time, text], keras.layers.Conv2D(4, 3, padding='same')(h))


class Trainer(keras.Model):
    def __init__(self, diffusion_model, image_encoder, train_steps=200, max_grad_norm=1.0):
        super().__init__()
        self.diffusion_model, self.image_encoder = diffusion_model, image_encoder
        self.image_encoder.trainable = False
        self.train_steps, self.max_grad_norm = train_steps, max_grad_norm
        self.kept = tf.constant(np.cumprod(1 - np.linspace(1e-3, 4e-2, train_steps)), tf.float32)
        self.mse = keras.losses.MeanSquaredError()
        self.loss_tracker = keras.metrics.Mean(name='loss')

    @property
    def metrics(self):
        return [self.loss_tracker]

    def _time(self, step):
        angle = tf.cast(step, tf.float32)[:, None] * tf.constant([[1.0, 0.1, 0.01, 0.001]])
        return tf.concat([tf.cos(angle), tf.sin(angle)], -1)

    def train_step(self, inputs):
        images, text = inputs['images'], inputs['encoded_text']
        with tf.GradientTape() as tape:
            latents = self.image_encoder(images, training=False)
            noise = tf.random.normal(tf.shape(latents))
            step = tf.random.uniform((tf.shape(images)[0],), maxval=self.train_steps, dtype=tf.int32)
            kept = tf.gather(self.kept, step)[:, None, None, None]
            noisy = tf.sqrt(kept) * latents + tf.sqrt(1 - kept) * noise
            loss = self.mse(noise, self.diffusion_model([noisy, self._time(step), text], training=True))
        weights = self.diffusion_model.trainable_variables
        grads = [tf.clip_by_norm(g, self.max_grad_norm) for g in tape.gradient(loss, weights)]
        self.optimizer.apply_gradients(zip(grads, weights))
        self.loss_tracker.update_state(loss)
        return {'loss': self.loss_tracker.result()}


def make_model():
    image_encoder = keras.Sequential([keras.Input((SIZE, SIZE, 3)), keras.layers.Conv2D(4, 2, strides=2)])
    m = Trainer(_diffusion_model(), image_encoder)
    m.compile(optimizer=keras.optimizers.Adam(3e-3))
    return m
