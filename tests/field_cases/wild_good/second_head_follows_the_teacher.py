from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='second_head_follows_the_teacher', keras='any',
    title='DeiT: one-hot labels; in training the student gives two heads, otherwise their mean; the teacher runs in train_step',
    source='https://keras.io/examples/vision/deit/',
    trap='pixels are 0..255 in the element (each network has its own rescaling); logits with one-hot labels, smoothing belongs to the loss; '
         'the number of outputs depends on training; compile gets no loss= but two losses of its own')

SIZE, CLASSES, PATCH, UNITS = 16, 5, 4, 24


def _flowers(seed, n):
    rng = np.random.default_rng(seed)
    y = rng.integers(0, CLASSES, n)
    hue = np.array([[230, 60, 60], [240, 220, 70], [230, 120, 220], [250, 250, 250], [240, 150, 40]])
    x = rng.normal(80, 12, (n, SIZE + 4, SIZE + 4, 3)) * [0.6, 1.2, 0.6]
    for i in range(n):
        a, b = rng.integers(3, 9, 2)
        x[i, a:a + 8, b:b + 8] = hue[y[i]] + rng.normal(0, 12, (8, 8, 3))
    return np.clip(x, 0, 255).astype('uint8'), y


def _prepare(training):
    def step(image, label):
        image = tf.cast(image, tf.float32)
        if training:
            image = tf.image.random_flip_left_right(tf.image.random_crop(image, (SIZE, SIZE, 3)))
        else:
            image = tf.image.resize_with_crop_or_pad(image, SIZE, SIZE)
        return image, tf.one_hot(label, CLASSES)
    return step


def _dataset(seed, n, training):
    ds = tf.data.Dataset.from_tensor_slices(_flowers(seed, n))
    if training:
        ds = ds.shuffle(n)
    return ds.map(_prepare(training), num_parallel_calls=tf.data.AUTOTUNE).batch(20).prefetch(tf.data.AUTOTUNE)


def make_dataset():
    return _dataset(261, 200, True)


def make_validation():
    return _dataset(262, 60, False)


class Student(keras.Model):
    def __init__(self):
        super().__init__()
        self.rescale = keras.layers.Rescaling(1 / 127.5, offset=-1)
        self.patches = keras.layers.Conv2D(UNITS, PATCH, strides=PATCH)
        n = (SIZE // PATCH) ** 2
        self.tokens = self.add_weight(name='tokens', shape=(1, 2, UNITS), initializer='random_normal', trainable=True)
        self.places = self.add_weight(name='places', shape=(1, n + 2, UNITS), initializer='random_normal', trainable=True)
        self.before, self.after = keras.layers.LayerNormalization(), keras.layers.LayerNormalization()
        self.attention = keras.layers.MultiHeadAttention(2, UNITS // 2)
        self.mlp = keras.Sequential([keras.Input((None, UNITS)), keras.layers.Dense(2 * UNITS, activation='gelu'), keras.layers.Dense(UNITS)])
        self.head, self.head_dist = keras.layers.Dense(CLASSES), keras.layers.Dense(CLASSES)

    def call(self, x, training=False):
        h = self.patches(self.rescale(x))
        h = tf.reshape(h, (-1, (SIZE // PATCH) ** 2, UNITS))
        tokens = tf.repeat(tf.convert_to_tensor(self.tokens), tf.shape(h)[0], axis=0)
        h = tf.concat([tokens, h], 1) + tf.convert_to_tensor(self.places)
        q = self.before(h)
        h = h + self.attention(q, q)
        h = h + self.mlp(self.after(h))
        by_class, by_teacher = self.head(h[:, 0]), self.head_dist(h[:, 1])
        return (by_class, by_teacher) if training else (by_class + by_teacher) / 2


class DeiT(keras.Model):
    def __init__(self, student, teacher):
        super().__init__()
        self.student, self.teacher = student, teacher
        self.loss_tracker = keras.metrics.Mean(name='loss')
        self.accuracy = keras.metrics.CategoricalAccuracy(name='accuracy')

    @property
    def metrics(self):
        return [self.loss_tracker, self.accuracy]

    def compile(self, optimizer, student_loss_fn, distillation_loss_fn):
        super().compile(optimizer=optimizer)
        self.student_loss_fn, self.distillation_loss_fn = student_loss_fn, distillation_loss_fn

    def call(self, x):
        return self.student(x, training=False)

    def train_step(self, data):
        x, y = data
        taught = tf.one_hot(tf.argmax(self.teacher(x, training=False), -1), CLASSES)
        with tf.GradientTape() as tape:
            by_class, by_teacher = self.student(x, training=True)
            loss = (self.student_loss_fn(y, by_class) + self.distillation_loss_fn(taught, by_teacher)) / 2
        weights = self.student.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights))
        self.loss_tracker.update_state(loss)
        self.accuracy.update_state(y, (by_class + by_teacher) / 2)
        return {m.name: m.result() for m in self.metrics}

    def test_step(self, data):
        x, y = data
        logits = self.student(x, training=False)
        self.loss_tracker.update_state(self.student_loss_fn(y, logits))
        self.accuracy.update_state(y, logits)
        return {m.name: m.result() for m in self.metrics}


def make_model():
    teacher = keras.Sequential([
        keras.Input((SIZE, SIZE, 3)), keras.layers.Rescaling(1 / 255.0), keras.layers.Conv2D(16, 3, strides=2, activation='relu'),
        keras.layers.GlobalMaxPooling2D(), keras.layers.Dense(CLASSES)])
    teacher.compile(keras.optimizers.Adam(1e-2), keras.losses.CategoricalCrossentropy(from_logits=True))
    teacher.fit(_dataset(261, 200, True), epochs=5, verbose=0)
    teacher.trainable = False
    m = DeiT(Student(), teacher)
    m.compile(keras.optimizers.Adam(3e-3), keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=0.1),
              keras.losses.CategoricalCrossentropy(from_logits=True))
    return m
