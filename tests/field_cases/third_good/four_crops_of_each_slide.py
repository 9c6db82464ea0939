CASE = {'id': 'four_crops_of_each_slide',
 'title': 'Each large slide gives four random crops in each epoch (repeated augmentation): read once, '
          'cropped four times with new draws.',
 'kind': 'good',
 'groups': [],
 'keras': '3',
 'trap': 'every training slide comes four times in an epoch with the same label',
 'evidence': 'val_accuracy 0.917 after the last epoch, 0.817 after the first'}

import os
import tempfile

import keras
import numpy as np
import tensorflow as tf
from keras import layers

LARGE, SIDE, CROPS = 64, 32, 4
FOLDER = tempfile.mkdtemp(prefix="slides_")


def write_slides(part, count, seed):
    rng = np.random.default_rng(seed)
    yy, xx = np.mgrid[:LARGE, :LARGE]
    for i in range(count):
        dense = int(rng.integers(0, 2))
        slide = np.full((LARGE, LARGE), rng.uniform(190, 225))
        for cy, cx in rng.uniform(0, LARGE, (110 if dense else 40, 2)):
            slide -= rng.uniform(60, 110) * (np.hypot(yy - cy, xx - cx) < rng.uniform(1.2, 2.4))
        slide = np.clip(slide + rng.normal(0, 8, slide.shape), 0, 255).astype("uint8")[..., None]
        tf.io.write_file(os.path.join(FOLDER, f"{part}-{i:03d}-{'tumour' if dense else 'normal'}.png"),
                         tf.io.encode_png(slide))


write_slides("train", 160, 1)
write_slides("valid", 60, 2)


def read(path):
    image = tf.cast(tf.io.decode_png(tf.io.read_file(path), channels=1), tf.float32)
    image = (image - 170.0) / 50.0
    return tf.ensure_shape(image, (LARGE, LARGE, 1)), tf.cast(tf.strings.regex_full_match(path, ".*-tumour.png"), tf.float32)


def crops(image, label):
    pieces = tf.stack([tf.image.random_flip_left_right(tf.image.random_crop(image, [SIDE, SIDE, 1]))
                       for _ in range(CROPS)])
    return tf.data.Dataset.from_tensor_slices((pieces, tf.repeat(label, CROPS)))


def middle(image, label):
    return tf.image.central_crop(image, SIDE / LARGE), label


def slides(part):
    return tf.data.Dataset.list_files(os.path.join(FOLDER, f"{part}-*.png"), shuffle=False).map(read, num_parallel_calls=2)


def make_dataset():
    return (slides("train").cache().shuffle(160).interleave(crops, cycle_length=8)
            .shuffle(256).batch(32).prefetch(2))


def make_validation():
    return slides("valid").map(middle).batch(60)


def make_model():
    keras.utils.set_random_seed(48)
    model = keras.Sequential([
        keras.Input((SIDE, SIDE, 1)),
        layers.Conv2D(12, 5, activation="relu"),
        layers.MaxPooling2D(2),
        layers.Conv2D(16, 3, activation="relu"),
        layers.GlobalAveragePooling2D(),
        layers.Dense(1, activation="sigmoid"),
    ])
    model.compile(optimizer=keras.optimizers.Adam(0.005), loss="binary_crossentropy", metrics=["accuracy"])
    return model


FIT = dict(epochs=10)
