from __future__ import annotations

import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(id='eight_bit_frames_of_sequence_examples',
            title='YouTube-8M: frames as strings of quantised bytes in SequenceExamples, dequantised, padded, labels as a list of ids',
            source='https://github.com/google/youtube-8m/blob/master/readers.py',
            keras='any',
            trap='bytes are decoded to numbers between -2 and 2; padded frames are zero, and the true count goes in as an input; most labels are 0')

RGB, AUDIO, MOST, CLASSES = 24, 8, 16, 10


def _write(folder, shards=3, each=40):
    rng = np.random.default_rng(17)
    centres = rng.normal(0, 1, (CLASSES, RGB))
    for s in range(shards):
        with tf.io.TFRecordWriter(os.path.join(folder, 'train%02d.tfrecord' % s)) as out:
            for v in range(each):
                labels = np.sort(rng.choice(CLASSES, rng.integers(1, 4), replace=False))
                frames = rng.integers(5, MOST + 1)
                rgb = centres[labels].mean(0) + rng.normal(0, 0.4, (frames, RGB))
                audio = rng.normal(0, 0.6, (frames, AUDIO))
                def quantised(a):
                    return [np.clip((row + 2) * 255 / 4, 0, 255).astype('uint8').tobytes() for row in a]
                def listed(rows):
                    return tf.train.FeatureList(feature=[tf.train.Feature(bytes_list=tf.train.BytesList(value=[r])) for r in rows])
                context = tf.train.Features(feature={
                    'id': tf.train.Feature(bytes_list=tf.train.BytesList(value=[b'v%d_%d' % (s, v)])),
                    'labels': tf.train.Feature(int64_list=tf.train.Int64List(value=labels))})
                lists = tf.train.FeatureLists(feature_list={'rgb': listed(quantised(rgb)), 'audio': listed(quantised(audio))})
                out.write(tf.train.SequenceExample(context=context, feature_lists=lists).SerializeToString())


def _dequantised(strings, width):
    raw = tf.reshape(tf.io.decode_raw(strings, tf.uint8), [-1, width])
    values = tf.cast(raw, tf.float32) * (4.0 / 255.0) + (4.0 / 512.0 - 2.0)
    values = tf.pad(values, [[0, MOST - tf.shape(values)[0]], [0, 0]])
    return tf.ensure_shape(values, [MOST, width])


def _parse(record):
    context, lists = tf.io.parse_single_sequence_example(
        record, context_features={'id': tf.io.FixedLenFeature([], tf.string), 'labels': tf.io.VarLenFeature(tf.int64)},
        sequence_features={'rgb': tf.io.FixedLenSequenceFeature([], tf.string), 'audio': tf.io.FixedLenSequenceFeature([], tf.string)})
    labels = tf.reduce_max(tf.one_hot(context['labels'].values, CLASSES), axis=0)
    frames = tf.shape(lists['rgb'])[0]
    return {'rgb': _dequantised(lists['rgb'], RGB), 'audio': _dequantised(lists['audio'], AUDIO),
            'num_frames': tf.cast(frames[None], tf.float32)}, labels


def make_dataset():
    folder = tempfile.mkdtemp()
    _write(folder)
    files = tf.data.Dataset.list_files(os.path.join(folder, 'train*.tfrecord'), shuffle=True, seed=0)
    ds = files.interleave(tf.data.TFRecordDataset, cycle_length=3, num_parallel_calls=tf.data.AUTOTUNE)
    return ds.shuffle(120, seed=1).map(_parse, num_parallel_calls=tf.data.AUTOTUNE).batch(20).prefetch(1)


class MeanOfFrames(keras.layers.Layer):
    def call(self, inputs):
        frames, count = inputs
        return tf.reduce_sum(frames, axis=1) / count        # the padding is zero

    def compute_output_shape(self, shapes):
        return (shapes[0][0], shapes[0][2])


def make_model():
    rgb, audio = keras.Input((MOST, RGB), name='rgb'), keras.Input((MOST, AUDIO), name='audio')
    count = keras.Input((1,), name='num_frames')
    h = keras.layers.Concatenate()([MeanOfFrames()([rgb, count]), MeanOfFrames()([audio, count])])
    h = keras.layers.Dense(32, activation='relu')(h)
    model = keras.Model({'rgb': rgb, 'audio': audio, 'num_frames': count}, keras.layers.Dense(CLASSES, activation='sigmoid')(h))
    model.compile('adam', 'binary_crossentropy')
    return model
