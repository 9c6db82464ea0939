from __future__ import annotations

import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="depth_png_read_as_8_bit",
    title="16-bit depth PNGs in millimetres are decoded with decode_png's default uint8: only the high byte is left",
    source="https://www.tensorflow.org/api_docs/python/tf/io/decode_png (dtype defaults to uint8); the same loss in https://github.com/image-rs/image/issues/560",
    kind="silent", cause="decoded-with-wrong-dtype", groups=['values'], keras="any",
    explain="decode_png strips 16-bit files to their high byte unless dtype=tf.uint16. Divided by 1000 the depths of 0.6 to 6 m "
            "come out as 0.002 to 0.023 m in steps of 0.001. Measured: 22 distinct target values, maximum 0.023, in place of "
            "some thousands up to 6.0.")

H, W = 36, 48


def write_scenes(n=48):
    rng = np.random.default_rng(314)
    root = tempfile.mkdtemp()
    yy = np.linspace(0, 1, H)[:, None]
    for k in range(n):
        depth = np.broadcast_to(6000 - 4200 * yy, (H, W)) + rng.normal(0, 15, (H, W))
        a, b = rng.integers(4, 20), rng.integers(4, 34)
        depth = depth.copy()
        depth[a:a + 12, b:b + 10] = rng.uniform(600, 1800)
        depth = np.clip(depth, 600, 6000)
        grey = 255 * np.exp(-depth / 3000)
        rgb = np.clip(grey[..., None] + rng.normal(0, 6, (H, W, 3)), 0, 255).astype("uint8")
        tf.io.write_file(os.path.join(root, "rgb_%04d.png" % k), tf.io.encode_png(rgb))
        tf.io.write_file(os.path.join(root, "depth_%04d.png" % k), tf.io.encode_png(depth[..., None].astype("uint16")))
    return root


def load_pair(rgb_file, depth_file):
    rgb = tf.io.decode_png(tf.io.read_file(rgb_file), channels=3)
    rgb = tf.image.convert_image_dtype(rgb, tf.float32)
    depth = tf.io.decode_png(tf.io.read_file(depth_file), channels=1)
    depth = tf.cast(depth, tf.float32) / 1000.0           # mm -> m
    return tf.ensure_shape(rgb, (H, W, 3)), tf.ensure_shape(depth, (H, W, 1))


def make_dataset():
    root = write_scenes()
    rgb = sorted(tf.io.gfile.glob(root + "/rgb_*.png"))
    depth = sorted(tf.io.gfile.glob(root + "/depth_*.png"))
    ds = tf.data.Dataset.from_tensor_slices((rgb, depth)).shuffle(len(rgb))
    return ds.map(load_pair, num_parallel_calls=tf.data.AUTOTUNE).batch(8).prefetch(tf.data.AUTOTUNE)


def make_model():
    x = keras.Input((H, W, 3))
    h = keras.layers.Conv2D(16, 5, padding="same", activation="relu")(x)
    h = keras.layers.Conv2D(16, 5, padding="same", activation="relu")(h)
    metres = keras.layers.Conv2D(1, 3, padding="same")(h)
    model = keras.Model(x, metres)
    model.compile(keras.optimizers.Adam(1e-3), loss="mae")
    return model
