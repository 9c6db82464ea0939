from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="colour_jitter_on_mask",
    title="picture and mask are stacked to be augmented alike, brightness and contrast change the mask as well",
    source="https://taourl.com/read-2246500.html (geometric changes go to both, photometric ones to the picture only)",
    kind="silent", cause="mask-augmented-as-picture", groups=['labels'], keras="any",
    explain="Stacking keeps flip and crop in step, but random_brightness and random_contrast then act on the mask "
            "channel too: a 0/1 mask becomes anything from -0.24 to 1.37. Measured: no mask value is exactly 0 "
            "or 1 any more and over 4 in 10 lie outside [0, 1], as targets of a binary cross-entropy. "
            "Split before the colour changes.")

SIZE = 64
CROP = 48


def nuclei(n=72):
    rng = np.random.default_rng(303)
    yy, xx = np.mgrid[0:SIZE, 0:SIZE]
    images, masks = [], []
    for _ in range(n):
        m = np.zeros((SIZE, SIZE), bool)
        for _ in range(rng.integers(3, 7)):
            cy, cx = rng.uniform(5, SIZE - 5, 2)
            m |= (yy - cy) ** 2 / rng.uniform(20, 60) + (xx - cx) ** 2 / rng.uniform(20, 60) < 1
        im = np.where(m[..., None], [0.45, 0.25, 0.6], [0.9, 0.8, 0.9]) + rng.normal(0, 0.04, (SIZE, SIZE, 3))
        images.append(np.clip(im, 0, 1))
        masks.append(m[..., None])
    return np.array(images, "float32"), np.array(masks, "float32")


def augment(image, mask):
    both = tf.concat([image, mask], axis=-1)          # so that they get the same flip and crop
    both = tf.image.random_flip_left_right(both)
    both = tf.image.random_flip_up_down(both)
    both = tf.image.random_crop(both, (CROP, CROP, 4))
    both = tf.image.random_brightness(both, 0.2)
    both = tf.image.random_contrast(both, 0.7, 1.3)
    return both[..., :3], both[..., 3:]


def make_dataset():
    x, y = nuclei()
    return (tf.data.Dataset.from_tensor_slices((x, y))
            .shuffle(len(x))
            .map(augment, num_parallel_calls=tf.data.AUTOTUNE)
            .batch(12)
            .prefetch(tf.data.AUTOTUNE))


def make_model():
    i = keras.Input((CROP, CROP, 3))
    a = keras.layers.Conv2D(8, 3, padding="same", activation="relu")(i)
    b = keras.layers.Conv2D(16, 3, strides=2, padding="same", activation="relu")(a)
    c = keras.layers.Conv2DTranspose(8, 3, strides=2, padding="same", activation="relu")(b)
    o = keras.layers.Conv2D(1, 1, activation="sigmoid")(keras.layers.Concatenate()([a, c]))
    m = keras.Model(i, o)
    m.compile("adam", "binary_crossentropy")
    return m
