from __future__ import annotations

import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='captions_and_images_by_name', keras='any',
    title='Image search in words: records give {caption, image}, call returns two embeddings, the loss compares all pairs of a batch',
    source='https://keras.io/examples/vision/nl_image_search/',
    trap='a dict and nothing else: no target, the captions are strings, both go into call; each image is there with two captions; '
         'records are read in no fixed order on purpose')

SIZE, BATCH, UNITS = 16, 16, 16
COLOURS = dict(red=(220, 40, 40), green=(50, 190, 60), blue=(50, 60, 220), yellow=(220, 210, 50))
PLACES = dict(left=(4, 1), right=(4, 9), top=(1, 4), bottom=(9, 4))


def _pairs(seed, n):
    rng = np.random.default_rng(seed)
    for _ in range(n):
        colour, place = str(rng.choice(list(COLOURS))), str(rng.choice(list(PLACES)))
        image = rng.normal(110, 10, (SIZE, SIZE, 3))
        a, b = PLACES[place]
        image[a:a + 6, b:b + 6] = COLOURS[colour]
        captions = ['a %s block at the %s' % (colour, place), 'the block at the %s is %s' % (place, colour)]
        yield np.clip(image, 0, 255).astype('uint8'), captions


def _write(name, seed, files, per_file):
    folder = tempfile.mkdtemp()
    for k in range(files):
        with tf.io.TFRecordWriter(os.path.join(folder, '%s-%02d.tfrecord' % (name, k))) as writer:
            for image, captions in _pairs(seed + k, per_file):
                png = tf.io.encode_png(image).numpy()
                for caption in captions:
                    feature = dict(caption=caption.encode(), raw_image=png)
                    feature = {k: tf.train.Feature(bytes_list=tf.train.BytesList(value=[v])) for k, v in feature.items()}
                    writer.write(tf.train.Example(features=tf.train.Features(feature=feature)).SerializeToString())
    return os.path.join(folder, name + '-*.tfrecord')


def _read(example):
    features = tf.io.parse_single_example(example, {
        'caption': tf.io.FixedLenFeature([], tf.string), 'raw_image': tf.io.FixedLenFeature([], tf.string)})
    raw = features.pop('raw_image')
    features['image'] = tf.image.resize(tf.image.decode_png(raw, channels=3), (SIZE, SIZE))
    return features


def _dataset(pattern):
    ds = tf.data.TFRecordDataset(tf.data.Dataset.list_files(pattern))
    ds = ds.map(_read, num_parallel_calls=tf.data.AUTOTUNE, deterministic=False)
    return ds.shuffle(BATCH * 10).batch(BATCH).prefetch(tf.data.AUTOTUNE)


def make_dataset():
    return _dataset(_write('train', 111, files=4, per_file=24))


def make_validation():
    return _dataset(_write('valid', 121, files=1, per_file=24))


class DualEncoder(keras.Model):
    def __init__(self, temperature=0.1):
        super().__init__()
        words = sorted(COLOURS) + sorted(PLACES) + ['a', 'at', 'block', 'is', 'the']
        self.to_ids = keras.layers.TextVectorization(vocabulary=words, output_mode='multi_hot', pad_to_max_tokens=False)
        self.text_encoder = keras.Sequential([keras.layers.Dense(32, activation='relu'), keras.layers.Dense(UNITS)])
        self.vision_encoder = keras.Sequential([
            keras.Input((SIZE, SIZE, 3)), keras.layers.Rescaling(1.0 / 255),
            keras.layers.Conv2D(16, 3, strides=2, activation='relu'), keras.layers.Flatten(), keras.layers.Dense(UNITS)])
        self.temperature = temperature
        self.loss_tracker = keras.metrics.Mean(name='loss')

    @property
    def metrics(self):
        return [self.loss_tracker]

    def call(self, features, training=False):
        captions = self.text_encoder(self.to_ids(features['caption']), training=training)
        return captions, self.vision_encoder(features['image'], training=training)

    def _pair_loss(self, captions, images):
        logits = tf.matmul(captions, images, transpose_b=True) / self.temperature
        alike = (tf.matmul(images, images, transpose_b=True) + tf.matmul(captions, captions, transpose_b=True)) / (2 * self.temperature)
        targets = tf.stop_gradient(tf.nn.softmax(alike))
        ce = tf.nn.softmax_cross_entropy_with_logits
        return tf.reduce_mean(ce(targets, logits) + ce(tf.transpose(targets), tf.transpose(logits))) / 2

    def _loss(self, features, training):
        captions, images = self(features, training=training)
        return self._pair_loss(tf.math.l2_normalize(captions, -1), tf.math.l2_normalize(images, -1))

    def train_step(self, features):
        with tf.GradientTape() as tape:
            loss = self._loss(features, True)
        weights = self.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights))
        self.loss_tracker.update_state(loss)
        return {'loss': self.loss_tracker.result()}

    def test_step(self, features):
        self.loss_tracker.update_state(self._loss(features, False))
        return {'loss': self.loss_tracker.result()}


def make_model():
    m = DualEncoder()
    m.compile(optimizer=keras.optimizers.Adam(3e-3))
    return m
