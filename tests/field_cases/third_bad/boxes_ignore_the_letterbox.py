CASE = {'id': 'boxes_ignore_the_letterbox',
 'title': 'Pictures of any shape are resized with padding (letterbox), but the boxes are divided by the '
          'width and height of the original picture, so they do not lie where the object is in the padded '
          'picture.',
 'kind': 'silent',
 'groups': ['labels', 'elements'],
 'keras': '3',
 'evidence': 'mean IoU of the boxes in new padded pictures 0.43 with the mistake, 0.59 mended'}

import keras
import numpy as np
import tensorflow as tf
from keras import layers

SIZE = 48
SHAPES = [(40, 80), (80, 40), (60, 80), (64, 64)]


def street_scenes(count, seed):
    """Yields a photograph of its own shape and the box of the number plate: left, top, right, bottom in pixels."""
    rng = np.random.default_rng(seed)
    for _ in range(count):
        height, width = SHAPES[int(rng.integers(len(SHAPES)))]
        picture = rng.normal(90, 25, (height, width, 1))
        w, h = int(rng.integers(12, 20)), int(rng.integers(8, 14))
        left, top = int(rng.integers(0, width - w)), int(rng.integers(0, height - h))
        picture[top:top + h, left:left + w] = rng.normal(215, 15, (h, w, 1))
        yield np.clip(picture, 0, 255).astype("float32"), np.array([left, top, left + w, top + h], "float32")


def prepare(picture, box):
    height = tf.cast(tf.shape(picture)[0], tf.float32)
    width = tf.cast(tf.shape(picture)[1], tf.float32)
    image = tf.image.resize_with_pad(picture, SIZE, SIZE) / 255.0
    box = box / tf.stack([width, height, width, height])
    return image, box


def make_split(count, seed):
    signature = (tf.TensorSpec((None, None, 1), tf.float32), tf.TensorSpec((4,), tf.float32))
    scenes = tf.data.Dataset.from_generator(lambda: street_scenes(count, seed), output_signature=signature)
    return scenes.map(prepare, num_parallel_calls=2).cache()


def make_dataset():
    return make_split(1000, 1).shuffle(1000).batch(32).prefetch(2)


def make_validation():
    return make_split(200, 2).batch(50)


def make_model():
    keras.utils.set_random_seed(3)
    model = keras.Sequential([
        keras.Input((SIZE, SIZE, 1)),
        layers.Conv2D(12, 5, strides=2, activation="relu"),
        layers.Conv2D(24, 3, strides=2, activation="relu"),
        layers.Flatten(),
        layers.Dense(64, activation="relu"),
        layers.Dense(4, activation="sigmoid"),
    ])
    model.compile(optimizer=keras.optimizers.Adam(0.002), loss="mae")
    return model


FIT = dict(epochs=14)
