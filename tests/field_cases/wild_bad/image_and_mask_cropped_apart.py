from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="image_and_mask_cropped_apart",
    title="Image and mask get two independent random crops",
    source=(
        "https://www.tensorflow.org/api_docs/python/tf/image/random_crop, "
        "https://www.tensorflow.org/tutorials/images/segmentation"
    ),
    kind="silent",
    cause="misaligned-augmentation",
    groups=["randomness", "wiring", "labels"],
    keras="any",
    explain=(
        "The two crops start at different corners, so pixels and labels disagree. Crop the "
        "concatenation once."
    ),
    evidence="image and mask agree in 53 % of the pixels and in 2 % of the pairs",
)


def make_dataset():
    rng = np.random.default_rng(95)
    image = rng.uniform(size=(96, 16, 16, 3)).astype("float32")
    mask = (image[..., :1] > 0.6).astype("float32")

    def crop(i, m):
        return tf.image.random_crop(i, (12, 12, 3)), tf.image.random_crop(m, (12, 12, 1))

    ds = tf.data.Dataset.from_tensor_slices((image, mask)).cache().shuffle(96)
    return ds.map(crop, num_parallel_calls=tf.data.AUTOTUNE).batch(12).prefetch(tf.data.AUTOTUNE)


def make_model():
    conv = keras.layers.Conv2D
    model = keras.Sequential(
        [keras.Input((12, 12, 3)), conv(8, 1, activation="relu"), conv(1, 1, activation="sigmoid")]
    )
    model.compile("adam", "binary_crossentropy")
    return model
