from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="hr_crop_not_multiple_of_scale",
    title="super-resolution by 4 with high-resolution crops of 50: the model gives 48 pixels back",
    source="https://github.com/xinntao/Real-ESRGAN/issues/409 (the LR version was made with a rounded size; crop HR to a multiple of 4)",
    kind="error", cause="target-size-mismatch", groups=['labels'], keras="any",
    explain="50 // 4 is 12 and 12 * 4 is 48: the loss compares (B, 48, 48, 3) with (B, 50, 50, 3) and fit raises an "
            "incompatible-shapes error inside the loss, which speaks of neither crop nor scale. Crop to 48.")

SCALE = 4
HR_CROP = 50


def photos(n=40):
    rng = np.random.default_rng(321)
    coarse = rng.uniform(0, 255, (n, 10, 12, 3))
    return tf.cast(tf.image.resize(coarse, (80, 96), method="bicubic"), tf.int32)


def random_patch(hr):
    hr = tf.image.random_crop(hr, (HR_CROP, HR_CROP, 3))
    hr = tf.clip_by_value(tf.cast(hr, tf.float32), 0, 255) / 255.0
    lr = tf.image.resize(hr, (HR_CROP // SCALE, HR_CROP // SCALE), method=tf.image.ResizeMethod.BICUBIC)
    return lr, hr


def make_dataset():
    ds = tf.data.Dataset.from_tensor_slices(photos())
    return (ds.shuffle(40)
              .map(random_patch, num_parallel_calls=tf.data.AUTOTUNE)
              .batch(8, drop_remainder=True)
              .prefetch(tf.data.AUTOTUNE))


def make_model():
    lr = keras.Input((None, None, 3))
    x = keras.layers.Conv2D(16, 5, padding="same", activation="relu")(lr)
    x = keras.layers.Conv2D(3 * SCALE ** 2, 3, padding="same")(x)
    sr = keras.layers.Lambda(lambda t: tf.nn.depth_to_space(t, SCALE), name="pixel_shuffle")(x)
    model = keras.Model(lr, sr, name="espcn")
    model.compile(optimizer=keras.optimizers.Adam(1e-3), loss="mae")
    return model
