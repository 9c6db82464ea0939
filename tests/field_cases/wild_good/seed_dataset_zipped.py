from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="seed_dataset_zipped",
    title=(
        "Zip with a data set of seeds that is redrawn each epoch; the same seed for image and mask"
    ),
    source=(
        "https://www.tensorflow.org/tutorials/images/data_augmentation#option_1_using_tfdatadatasetcounter"
    ),
    trap="zip of two data sets, one endless; two stateless random crops for image and mask",
    keras="any",
)


def _crop(pair, seed):
    image, mask = pair
    image = tf.image.stateless_random_crop(image, (12, 12, 3), seed)
    mask = tf.image.stateless_random_crop(mask, (12, 12, 1), seed)
    return image, mask


def make_dataset():
    rng = np.random.default_rng(46)
    image = rng.uniform(size=(96, 16, 16, 3)).astype("float32")
    mask = (image[..., :1] > 0.6).astype("float32")
    pairs = tf.data.Dataset.from_tensor_slices((image, mask)).shuffle(96)
    seeds = tf.data.Dataset.random(seed=9, rerandomize_each_iteration=True).batch(
        2, drop_remainder=True
    )
    ds = tf.data.Dataset.zip((pairs, seeds)).map(_crop, num_parallel_calls=tf.data.AUTOTUNE)
    return ds.batch(12).prefetch(tf.data.AUTOTUNE)


def make_model():
    conv = keras.layers.Conv2D
    model = keras.Sequential(
        [keras.Input((12, 12, 3)), conv(8, 1, activation="relu"), conv(1, 1, activation="sigmoid")]
    )
    model.compile("adam", "binary_crossentropy")
    return model
