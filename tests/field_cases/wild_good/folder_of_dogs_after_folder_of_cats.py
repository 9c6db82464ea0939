from __future__ import annotations

import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(id='folder_of_dogs_after_folder_of_cats',
            title='Validation folder read with shuffle=False, so that predictions can be matched to file names',
            source='https://www.tensorflow.org/api_docs/python/tf/keras/utils/image_dataset_from_directory',
            keras='any',
            trap='the first validation batches hold cats only and the last ones dogs only; the training folder is shuffled')


def _folder():
    root = tempfile.mkdtemp()
    rng = np.random.default_rng(3)
    for split, count in (('train', 40), ('validation', 20)):
        for kind, hue in (('cats', 90), ('dogs', 150)):
            os.makedirs(os.path.join(root, split, kind))
            for i in range(count):
                image = rng.normal(hue, 40, (40, 36, 3)).clip(0, 255).astype('uint8')
                tf.io.write_file(os.path.join(root, split, kind, '%s.%d.png' % (kind[:-1], i)), tf.io.encode_png(image))
    return root


ROOT = []


def _root():
    if not ROOT:
        ROOT.append(_folder())
    return ROOT[0]


def make_dataset():
    ds = keras.preprocessing.image_dataset_from_directory(os.path.join(_root(), 'train'), label_mode='binary',
                                                          image_size=(32, 32), batch_size=10, shuffle=True, seed=5)
    return ds.prefetch(tf.data.AUTOTUNE)


def make_validation():
    ds = keras.preprocessing.image_dataset_from_directory(os.path.join(_root(), 'validation'), label_mode='binary',
                                                          image_size=(32, 32), batch_size=10, shuffle=False)
    return ds.prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential([keras.Input((32, 32, 3)), keras.layers.Rescaling(1 / 255.0),
                              keras.layers.Conv2D(8, 3, strides=2, activation='relu'),
                              keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(1, activation='sigmoid')])
    model.compile('adam', 'binary_crossentropy', metrics=['accuracy'])
    return model
