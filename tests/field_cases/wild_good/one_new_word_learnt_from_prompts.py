from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='one_new_word_learnt_from_prompts', keras='any',
    title='Textual inversion: five photos without end zipped with prompts five times over, single and group photos concatenated, shuffled in batches of one',
    source='https://keras.io/examples/generative/fine_tune_via_textual_inversion/',
    trap='photos and prompts are paired by chance on purpose (every prompt fits every photo of its part); integers are the second '
         'component and no labels; shuffle comes after batch(1); the pairs repeat within an epoch; only one row of one embedding learns')

SIZE, LENGTH, END, NEW, UNITS = 16, 8, 0, 20, 8
SINGLE = [[1, 3, NEW], [2, 3, NEW], [1, 4, NEW], [5, 3, NEW], [1, 6, 3, NEW], [7, 3, NEW], [1, 8, 3, NEW], [2, 8, 3, NEW]]
GROUP = [[1, 3, 10, NEW], [2, 3, 10, NEW], [1, 4, 10, NEW], [5, 3, 10, NEW], [1, 6, 3, 10, NEW], [7, 3, 10, NEW]]


def _photos(seed, n, dolls, coat=(230, 130, 40)):
    rng = np.random.default_rng(seed)
    x = rng.normal(180, 10, (n, SIZE + 4, SIZE + 4, 3))
    for i in range(n):
        for _ in range(dolls):
            a, b = rng.integers(2, 12, 2)
            x[i, a:a + 6, b:b + 6] = coat
            x[i, a + 1:a + 3, b + 1:b + 5] = [250, 250, 250]
    return (np.clip(x, 0, 255) / 127.5 - 1).astype('float32')


def _image_dataset(photos):
    ds = tf.data.Dataset.from_tensor_slices(photos).shuffle(50, reshuffle_each_iteration=True)
    ds = ds.map(lambda x: tf.image.random_crop(x, (SIZE, SIZE, 3)), num_parallel_calls=tf.data.AUTOTUNE)
    return ds.map(tf.image.random_flip_left_right, num_parallel_calls=tf.data.AUTOTUNE)


def _text_dataset(prompts):
    ids = np.array([p + [END] * (LENGTH - len(p)) for p in prompts], 'int32')
    return tf.data.Dataset.from_tensor_slices(ids).shuffle(100, reshuffle_each_iteration=True)


def _assemble(photos, prompts):
    return tf.data.Dataset.zip((_image_dataset(photos).repeat(), _text_dataset(prompts).repeat(5)))


def make_dataset():
    ds = _assemble(_photos(151, 5, 1), SINGLE).concatenate(_assemble(_photos(152, 3, 3), GROUP))
    return ds.batch(1).shuffle(5 * (len(SINGLE) + len(GROUP)), reshuffle_each_iteration=True)


class FineTuner(keras.Model):
    def __init__(self, steps=100):
        super().__init__()
        self.words = keras.layers.Embedding(NEW, UNITS)
        self.words.build((None, LENGTH))
        self.words.trainable = False
        self.new_word = self.add_weight(name='new_word', shape=(1, UNITS), initializer='random_normal', trainable=True)
        self.image_encoder = keras.Sequential([keras.Input((SIZE, SIZE, 3)), keras.layers.Conv2D(8, 2, strides=2)])
        latents, time, text = keras.Input((8, 8, 4)), keras.Input((2,)), keras.Input((LENGTH, UNITS))
        h = keras.layers.Conv2D(24, 3, padding='same')(latents)
        c = keras.layers.Dense(24)(keras.layers.Concatenate()([time, keras.layers.Flatten()(text)]))
        h = keras.layers.ReLU()(keras.layers.Add()([h, keras.layers.Reshape((1, 1, 24))(c)]))
        self.diffusion = keras.Model([latents, time, text], keras.layers.Conv2D(4, 3, padding='same')(h))
        self.image_encoder.trainable = False
        self.steps = steps
        self.kept = tf.constant(np.cumprod(1 - np.linspace(1e-3, 5e-2, steps)), tf.float32)
        self.loss_tracker = keras.metrics.Mean(name='loss')

    @property
    def metrics(self):
        return [self.loss_tracker]

    def encode_text(self, ids):
        table = tf.concat([tf.convert_to_tensor(self.words.embeddings), tf.convert_to_tensor(self.new_word)], 0)
        return tf.gather(table, ids)

    def denoising_loss(self, images, ids):
        mean, log_var = tf.split(self.image_encoder(images), 2, axis=-1)
        latents = mean + tf.exp(0.5 * tf.clip_by_value(log_var, -30.0, 20.0)) * tf.random.normal(tf.shape(mean))
        noise = tf.random.normal(tf.shape(latents))
        step = tf.random.uniform((tf.shape(images)[0],), maxval=self.steps, dtype=tf.int32)
        kept = tf.gather(self.kept, step)[:, None, None, None]
        noisy = tf.sqrt(kept) * latents + tf.sqrt(1 - kept) * noise
        time = tf.cast(step, tf.float32)[:, None] / self.steps
        guess = self.diffusion([noisy, tf.concat([time, 1 - time], -1), self.encode_text(ids)])
        return tf.reduce_mean(tf.square(noise - guess))

    def train_step(self, data):
        images, ids = data
        with tf.GradientTape() as tape:
            loss = self.denoising_loss(images, ids)
        weights = self.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights))
        self.loss_tracker.update_state(loss)
        return {'loss': self.loss_tracker.result()}


def _pretrain(m, steps=150):
    # stands for the downloaded weights: toys of other colours, each with its own word
    coats = {11: (40, 60, 220), 12: (40, 190, 60), 13: (210, 40, 60), 14: (240, 220, 60), 15: (20, 20, 20)}
    images = np.concatenate([_photos(word, 24, 1, coat) for word, coat in coats.items()])[:, 2:-2, 2:-2]
    ids = np.zeros((len(images), LENGTH), 'int32')
    ids[:, :3] = [[1, 3, word] for word in np.repeat(list(coats), 24)]
    ds = tf.data.Dataset.from_tensor_slices((images, ids)).shuffle(len(ids)).repeat().batch(16).take(steps)
    optimizer = keras.optimizers.Adam(3e-3)
    weights = m.diffusion.trainable_variables

    @tf.function
    def step(x, t):
        with tf.GradientTape() as tape:
            loss = m.denoising_loss(x, t)
        optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights))

    for x, t in ds:
        step(x, t)


def make_model():
    m = FineTuner()
    _pretrain(m)
    m.diffusion.trainable = False
    m.compile(optimizer=keras.optimizers.Adam(1e-2))
    return m
