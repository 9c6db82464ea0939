from __future__ import annotations

import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='validation_folder_lacks_class',
    title='The validation folder has no pictures of one class, and the ids move up',
    source='https://github.com/ultralytics/ultralytics/issues/13936 (the same with Keras: '
           'https://theailearner.com/2019/07/06/imagedatagenerator-flow_from_directory-method/)',
    kind='silent', cause='class-ids-differ-between-sets',
    groups=['labels', 'completeness'], keras='any',
    explain='image_dataset_from_directory numbers the folders it finds, in the order of the alphabet. train/ has '
            'rot000, rot090, rot180, rot270, valid/ has no rot180, so rot270 is 3 in training and 2 in validation: '
            'a third of the validation labels mean another class. Give class_names to both calls. '
            'Measured after 8 epochs: val_accuracy 0.67, while every picture gets its right name.')

CLASSES = ('rot000', 'rot090', 'rot180', 'rot270')


def write_pictures(folder, classes, each, seed):
    rng = np.random.default_rng(seed)
    for name in classes:
        os.makedirs(os.path.join(folder, name))
        for i in range(each):
            page = rng.integers(0, 60, (24, 24, 3))
            page[2:8, 3:21] += 150                                  # the headline is at the top
            page = np.rot90(page, CLASSES.index(name)).astype('uint8')
            tf.io.write_file(os.path.join(folder, name, '%03d.png' % i), tf.io.encode_png(page))


def load(folder, shuffle):
    return tf.keras.preprocessing.image_dataset_from_directory(
        folder, image_size=(24, 24), batch_size=16, shuffle=shuffle, seed=5)


def make_dataset():
    folder = tempfile.mkdtemp()
    write_pictures(folder, CLASSES, 24, 1)
    return load(folder, True)


def make_validation():
    folder = tempfile.mkdtemp()
    write_pictures(folder, ('rot000', 'rot090', 'rot270'), 10, 2)
    return load(folder, False)


def make_model():
    m = keras.Sequential([
        keras.Input((24, 24, 3)),
        keras.layers.Lambda(lambda t: t / 255.0),
        keras.layers.Conv2D(8, 3, strides=2, activation='relu'),
        keras.layers.Flatten(),
        keras.layers.Dense(len(CLASSES), activation='softmax')])
    m.compile('adam', 'sparse_categorical_crossentropy', metrics=['accuracy'])
    return m
