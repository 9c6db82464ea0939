from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='clean_beside_noisy_for_the_student', keras='any',
    title='Consistency training: the teacher sees the clean batch, the student the noisy batch of the same images',
    source='https://keras.io/examples/vision/consistency_training/',
    trap='training elements are ((clean, y), (noisy, y)) from two shuffles with one seed, validation elements (x, y); pixels stay in 0..255 '
         '(the rescaling is in both networks); labels of shape (batch, 1)')

SIZE, CLASSES, BATCH = 20, 5, 24


def _images(seed, n):
    rng = np.random.default_rng(seed)
    y = rng.integers(0, CLASSES, (n, 1))
    hues = np.array([[210, 60, 60], [60, 200, 70], [70, 80, 220], [210, 200, 60], [200, 70, 200]])
    x = rng.normal(70, 10, (n, SIZE + 4, SIZE + 4, 3))
    for i in range(n):
        a, b = rng.integers(2, 10, 2)
        x[i, a:a + 11, b:b + 11] = hues[y[i, 0]] + rng.normal(0, 12, 3)
    return np.clip(x, 0, 255).astype('uint8'), y.astype('uint8')


def _flip_and_crop(image):
    image = tf.image.random_flip_left_right(tf.cast(image, tf.float32))
    return tf.image.random_crop(image, (SIZE, SIZE, 3))


def _distort(image):
    image = tf.image.random_brightness(tf.image.random_contrast(image, 0.5, 1.5), 30.0)
    return tf.clip_by_value(image + tf.random.normal(tf.shape(image), stddev=15.0), 0.0, 255.0)


def _training(noisy):
    ds = tf.data.Dataset.from_tensor_slices(_images(71, 240)).shuffle(240, seed=42)
    ds = ds.map(lambda x, y: (_flip_and_crop(x), y), num_parallel_calls=tf.data.AUTOTUNE)
    if noisy:
        ds = ds.map(lambda x, y: (_distort(x), y), num_parallel_calls=tf.data.AUTOTUNE)
    return ds.batch(BATCH).prefetch(tf.data.AUTOTUNE)


def make_dataset():
    return tf.data.Dataset.zip((_training(noisy=False), _training(noisy=True)))


def make_validation():
    ds = tf.data.Dataset.from_tensor_slices(_images(72, 72))
    return ds.map(lambda x, y: (tf.image.resize(x, (SIZE, SIZE)), y), num_parallel_calls=tf.data.AUTOTUNE).batch(BATCH)


def _network():
    return keras.Sequential([
        keras.Input((SIZE, SIZE, 3)), keras.layers.Rescaling(1.0 / 127.5, offset=-1),
        keras.layers.Conv2D(16, 3, strides=2, activation='relu'), keras.layers.Conv2D(24, 3, strides=2, activation='relu'),
        keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(CLASSES)])


class SelfTrainer(keras.Model):
    def __init__(self, student, teacher, temperature):
        super().__init__()
        self.student, self.teacher, self.temperature = student, teacher, temperature
        self.loss_tracker = keras.metrics.Mean(name='total_loss')
        self.accuracy = keras.metrics.SparseCategoricalAccuracy(name='accuracy')
        self.labels_loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        self.divergence = keras.losses.KLDivergence()

    @property
    def metrics(self):
        return [self.loss_tracker, self.accuracy]

    def train_step(self, data):
        (clean, _), (noisy, y) = data
        wanted = tf.nn.softmax(self.teacher(clean, training=False) / self.temperature)
        with tf.GradientTape() as tape:
            logits = self.student(noisy, training=True)
            loss = (self.labels_loss(y, logits) + self.divergence(wanted, tf.nn.softmax(logits / self.temperature))) / 2
        weights = self.student.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights))
        self.loss_tracker.update_state(loss)
        self.accuracy.update_state(y, logits)
        return {m.name: m.result() for m in self.metrics}

    def test_step(self, data):
        x, y = data
        self.accuracy.update_state(y, self.student(x, training=False))
        return {'accuracy': self.accuracy.result()}


def make_model():
    teacher = _network()
    teacher.compile(keras.optimizers.Adam(5e-3), keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    teacher.fit(_training(noisy=False), epochs=4, verbose=0)
    teacher.trainable = False
    m = SelfTrainer(_network(), teacher, temperature=4.0)
    m.compile(optimizer=keras.optimizers.Adam(5e-3))
    return m
