from __future__ import annotations

import random

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='clips_drawn_from_videos', keras='any',
    title='Video: a generator object yields a clip of each video with a random start; short videos end in black frames',
    source='https://www.tensorflow.org/tutorials/load_data/video',
    trap='the length of the dataset is unknown; whole frames are zero (a clip beyond the end of its video); the frames drawn differ '
         'from epoch to epoch in training and are fixed in validation; the generator shuffles, not the dataset')

FRAMES, STEP, SIZE, CLASSES = 5, 3, 12, 3


def _videos(part):
    rng = np.random.default_rng(101 if part == 'train' else 102)
    videos = []
    for i in range(48 if part == 'train' else 15):
        label, length = i % CLASSES, int(rng.integers(8, 40))
        v = rng.integers(0, 60, (length, SIZE, SIZE, 3)).astype('uint8')
        at, stay = int(rng.integers(0, SIZE)), int(rng.integers(0, SIZE))
        for t in range(length):
            # a white bar that moves to the right, downwards, or not at all
            if label == 0:
                v[t, :, (at + t) % SIZE] = 255
            elif label == 1:
                v[t, (at + t) % SIZE] = 255
            else:
                v[t, :, stay] = 255
        videos.append((v, label))
    return videos


def _clip(video, start):
    picked = [video[t].astype('float32') / 255.0 if t < len(video) else np.zeros((SIZE, SIZE, 3), 'float32')
              for t in range(start, start + FRAMES * STEP, STEP)]
    return np.stack(picked)


class FrameGenerator:
    def __init__(self, part, training):
        self.videos, self.training = _videos(part), training
        self.random = random.Random(7)

    def __call__(self):
        videos = list(self.videos)
        if self.training:
            self.random.shuffle(videos)
        for video, label in videos:
            need = 1 + (FRAMES - 1) * STEP
            start = self.random.randint(0, max(0, len(video) - need)) if self.training else 0
            yield _clip(video, start), label


def _dataset(part, training):
    signature = (tf.TensorSpec((FRAMES, SIZE, SIZE, 3), tf.float32), tf.TensorSpec((), tf.int16))
    ds = tf.data.Dataset.from_generator(FrameGenerator(part, training), output_signature=signature)
    return ds.batch(8).prefetch(tf.data.AUTOTUNE)


def make_dataset():
    return _dataset('train', True)


def make_validation():
    return _dataset('validation', False)


def make_model():
    inputs = keras.Input((FRAMES, SIZE, SIZE, 3))
    h = keras.layers.Conv3D(12, (2, 3, 3), activation='relu')(inputs)
    h = keras.layers.Conv3D(16, (2, 3, 3), activation='relu')(h)
    h = keras.layers.GlobalMaxPooling3D()(h)
    m = keras.Model(inputs, keras.layers.Dense(CLASSES)(h))
    m.compile(keras.optimizers.Adam(2e-3), keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=['accuracy'])
    return m
