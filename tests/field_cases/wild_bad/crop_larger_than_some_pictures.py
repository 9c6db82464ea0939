from __future__ import annotations

import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="crop_larger_than_some_pictures",
    title="random_crop of 64x80 on photographs of mixed format: the upright ones are not 80 wide",
    source="https://github.com/HasnainRaz/Skin-Segmentation-TensorFlow/issues/7",
    kind="error", cause="crop-too-large", groups=['elements'], keras="any",
    explain="Most photographs are 72x96, six are upright, 96x72: for those the crop does not fit and fit ends in the "
            "middle of the first epoch with 'assertion failed: [Need value.shape >= size, got ]' and no file name. Resize "
            "so that the shorter side fits, or pad.")

H, W = 64, 80


def photographs():
    rng = np.random.default_rng(323)
    home = tempfile.mkdtemp()
    yy, xx = np.mgrid[0:96, 0:96]
    for k in range(48):
        h, w = (96, 72) if k % 8 == 5 else (72, 96)
        skin = ((yy - h / 2) ** 2 + (xx - w / 2) ** 2 < rng.uniform(200, 700))[:h, :w]
        img = np.where(skin[..., None], (225, 170, 140), (70, 90, 110)) + rng.normal(0, 10, (h, w, 3))
        tf.io.write_file("%s/image_%02d.jpg" % (home, k), tf.io.encode_jpeg(np.clip(img, 0, 255).astype("uint8")))
        tf.io.write_file("%s/mask_%02d.png" % (home, k), tf.io.encode_png(skin[..., None].astype("uint8") * 255))
    return home


class Loader:
    def __init__(self, image_paths, mask_paths):
        self.image_paths, self.mask_paths = image_paths, mask_paths

    def _parse(self, image_path, mask_path):
        image = tf.image.decode_jpeg(tf.io.read_file(image_path), channels=3)
        mask = tf.image.decode_png(tf.io.read_file(mask_path), channels=1)
        return tf.cast(image, tf.float32) / 255, tf.cast(mask > 127, tf.float32)

    def _crop(self, image, mask):
        both = tf.image.random_crop(tf.concat([image, mask], 2), (H, W, 4))
        return both[:, :, :3], both[:, :, 3:]

    def data_batch(self, batch_size=8):
        data = tf.data.Dataset.from_tensor_slices((self.image_paths, self.mask_paths))
        data = data.shuffle(len(self.image_paths))
        data = data.map(self._parse, num_parallel_calls=2).map(self._crop, num_parallel_calls=2)
        return data.batch(batch_size).prefetch(1)


def make_dataset():
    home = photographs()
    names = sorted(os.listdir(home))
    return Loader([os.path.join(home, f) for f in names if f.startswith("image")],
                  [os.path.join(home, f) for f in names if f.startswith("mask")]).data_batch()


def make_model():
    x = keras.Input((H, W, 3))
    h = keras.layers.Conv2D(8, 3, padding="same", activation="relu")(x)
    y = keras.layers.Conv2D(1, 1, activation="sigmoid")(h)
    net = keras.Model(x, y)
    net.compile("adam", "binary_crossentropy")
    return net
