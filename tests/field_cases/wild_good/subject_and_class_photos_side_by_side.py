from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='subject_and_class_photos_side_by_side', keras='any',
    title='DreamBooth: five photos of one dog, repeated to the number of photos of any dog; train_step joins both dicts',
    source='https://keras.io/examples/generative/dreambooth/',
    trap='elements are pairs of dicts with different keys and no target; the five subject photos come again and again within an epoch; '
         'within each side the text embedding is the same for all; batch size 1')

SIZE, CONTEXT = 16, 12
PROMPTS = dict(instance=0, klass=1)


def _photos(part):
    rng = np.random.default_rng(131 if part == 'instance' else 132)
    n = 5 if part == 'instance' else 40
    fur = np.tile([[150, 90, 40]], (n, 1)) if part == 'instance' else rng.integers(40, 220, (n, 3))
    x = rng.normal(120, 15, (n, SIZE + 4, SIZE + 4, 3))
    for i in range(n):
        a, b = rng.integers(3, 8, 2)
        x[i, a:a + 9, b:b + 9] = fur[i]
        x[i, a + 2:a + 4, b + 2:b + 4] = 20
    return np.clip(x, 0, 255).astype('uint8')


def _embedded(prompt):
    table = np.random.default_rng(133).normal(size=(2, CONTEXT)).astype('float32')
    return table[PROMPTS[prompt]]


def _prepare(image, text):
    image = tf.image.resize_with_crop_or_pad(tf.cast(image, tf.float32), SIZE, SIZE)
    return tf.image.random_flip_left_right(image) / 127.5 - 1.0, text


def _side(prompt, images):
    texts = np.tile(_embedded(prompt), (len(images), 1))
    ds = tf.data.Dataset.from_tensor_slices((images, texts)).shuffle(len(images))
    ds = ds.map(_prepare, num_parallel_calls=tf.data.AUTOTUNE).batch(1)
    prefix = 'instance' if prompt == 'instance' else 'class'
    return ds.map(lambda x, t: {prefix + '_images': x, prefix + '_embedded_texts': t}, num_parallel_calls=tf.data.AUTOTUNE)


def make_dataset():
    subject, anyone = _photos('instance'), _photos('klass')
    subject = subject[np.arange(len(anyone)) % len(subject)]
    return tf.data.Dataset.zip((_side('instance', subject), _side('klass', anyone))).prefetch(tf.data.AUTOTUNE)


class Denoiser(keras.Model):
    def __init__(self):
        super().__init__()
        self.condition = keras.layers.Dense(24)
        self.first = keras.layers.Conv2D(24, 3, padding='same')
        self.second = keras.layers.Conv2D(24, 3, padding='same', activation='relu')
        self.last = keras.layers.Conv2D(4, 3, padding='same')

    def call(self, inputs):
        latents, time, text = inputs
        h = self.condition(tf.concat([time, text], -1))[:, None, None]
        return self.last(self.second(tf.nn.relu(self.first(latents) + h)))


class DreamBooth(keras.Model):
    def __init__(self, steps=100, prior_loss_weight=1.0):
        super().__init__()
        self.denoiser = Denoiser()
        self.image_encoder = keras.Sequential([keras.Input((SIZE, SIZE, 3)), keras.layers.Conv2D(4, 2, strides=2)])
        self.image_encoder.trainable = False
        self.steps, self.prior_loss_weight = steps, prior_loss_weight
        self.kept = tf.constant(np.cumprod(1 - np.linspace(1e-3, 5e-2, steps)), tf.float32)
        self.loss_tracker = keras.metrics.Mean(name='loss')

    @property
    def metrics(self):
        return [self.loss_tracker]

    def train_step(self, inputs):
        subject, anyone = inputs
        images = tf.concat([subject['instance_images'], anyone['class_images']], 0)
        texts = tf.concat([subject['instance_embedded_texts'], anyone['class_embedded_texts']], 0)
        n = tf.shape(images)[0]
        with tf.GradientTape() as tape:
            latents = self.image_encoder(images, training=False)
            noise = tf.random.normal(tf.shape(latents))
            step = tf.random.uniform((n,), maxval=self.steps, dtype=tf.int32)
            kept = tf.gather(self.kept, step)[:, None, None, None]
            noisy = tf.sqrt(kept) * latents + tf.sqrt(1 - kept) * noise
            time = tf.cast(step, tf.float32)[:, None] / self.steps
            guess = self.denoiser([noisy, tf.concat([time, tf.cos(3.14 * time)], -1), texts], training=True)
            subject_guess, prior_guess = tf.split(guess, 2, axis=0)
            subject_noise, prior_noise = tf.split(noise, 2, axis=0)
            loss = tf.reduce_mean(tf.square(subject_noise - subject_guess))
            loss += self.prior_loss_weight * tf.reduce_mean(tf.square(prior_noise - prior_guess))
        weights = self.denoiser.trainable_variables
        grads = [tf.clip_by_norm(g, 1.0) for g in tape.gradient(loss, weights)]
        self.optimizer.apply_gradients(zip(grads, weights))
        self.loss_tracker.update_state(loss)
        return {'loss': self.loss_tracker.result()}


def make_model():
    m = DreamBooth()
    m.compile(optimizer=keras.optimizers.Adam(2e-3))
    return m
