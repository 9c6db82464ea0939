"""Image files listed with their labels: read, decode, resize, augment, in parallel.

Use it when images lie in files and a list (a CSV, a database) says which is what, or when the
decoded images exceed memory. One folder per class that fits in memory: image_directory.

Mistakes it avoids:

* Brightness that leaves [0, 1]: the resized image is clipped after augmentation.
* decode_image without expand_animations=False has no static rank, and resize refuses it; without
  channels= the batch fails at the first grey image among colour ones.
* Shuffling decoded images costs memory for every pixel; here paths are shuffled, all of them.
* One broken file ends an epoch after hours, and the error does not name it; ignore_errors drops
  it, and others later, without a word. `unreadable(source)` names them all, before training.
* A scalar random operation with a fixed seed gives the same augmentation each epoch: here each
  example takes its seed from a second, shuffled dataset (see augmented_images).

Domain: uint8 images (N, H, W, 1 or 3), stored as PNG; labels integers 0 to 9 (N,).
For validation: make_dataset(held_out, shuffle=False, augment=False).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import tensorflow as tf
from tensorflow import keras

DATA = Path(__file__).with_name("data") / "digits.npz"
DOMAIN = {
    "features": {"dtypes": ("uint8",), "ranks": (2, 2), "channels": (1, 3), "values": (0, 255)},
    "label": {"dtypes": ("int64", "int32", "uint8"), "ranks": (0, 0), "values": (0, 9)},
}
SIZE = 12  # height and width that the model sees
BRIGHTNESS = 0.2
SPARE_SEEDS = 10_000  # numbers beyond one per file, so that epochs share few of them


def examples() -> dict:
    """The first 97 handwritten digits, 8 by 8 pixels, one channel."""
    with np.load(DATA) as members:
        return {"features": members["image"][:97, ..., None], "label": members["label"][:97]}


def make_source(directory, examples: dict) -> dict:
    """Write one PNG per example: {"paths": [...], "label": ..., "channels": 1 or 3}."""
    paths = []
    for number, image in enumerate(examples["features"]):
        paths.append(str(Path(directory) / f"{number:06d}.png"))
        tf.io.write_file(paths[-1], tf.io.encode_png(image))
    return {
        "paths": np.array(paths, dtype=str),
        "label": examples["label"],
        "channels": examples["features"].shape[-1],
    }


def decode(path: tf.Tensor, channels: int) -> tf.Tensor:
    """PNG, JPEG, BMP or the first frame of a GIF, as uint8 (H, W, channels)."""
    return tf.io.decode_image(tf.io.read_file(path), channels, expand_animations=False)


def unreadable(source: dict) -> dict:
    """Path -> error of every file that cannot be decoded; run it once, before training."""
    errors = {}
    for path in source["paths"].tolist():
        try:
            decode(path, source["channels"])
        except (tf.errors.OpError, ValueError) as error:
            errors[path] = str(error)
    return errors


def make_dataset(
    source: dict,
    *,
    batch_size: int = 32,
    shuffle: bool = True,
    seed: int | None = None,
    drop_remainder: bool = False,
    num_parallel_calls: int | None = tf.data.AUTOTUNE,
    augment: bool = True,
) -> tf.data.Dataset:
    """Batches of (float32 (B, SIZE, SIZE, channels) in [0, 1], int64 (B,))."""
    rows = len(source["label"])

    def prepare(file, number):
        image = tf.image.resize(decode(file[0], source["channels"]), (SIZE, SIZE)) * (1 / 255)
        if augment:
            shift = tf.random.stateless_uniform([], tf.stack([number, 0]), -BRIGHTNESS, BRIGHTNESS)
            image = tf.clip_by_value(image + shift, 0, 1)
        return tf.ensure_shape(image, (SIZE, SIZE, source["channels"])), tf.cast(file[1], tf.int64)

    files = tf.data.Dataset.from_tensor_slices((source["paths"], source["label"]))
    if shuffle:
        files = files.shuffle(max(rows, 1), seed=seed)
    pool = rows + SPARE_SEEDS
    numbers = tf.data.Dataset.range(pool).shuffle(pool, seed=seed)
    dataset = tf.data.Dataset.zip((files, numbers)).map(prepare, num_parallel_calls)
    return dataset.batch(batch_size, drop_remainder=drop_remainder).prefetch(tf.data.AUTOTUNE)


def make_model(spec, *, classes: int = 10) -> keras.Model:
    """A softmax over `classes`."""
    inputs = keras.Input(tuple(spec[0].shape[1:]))
    hidden = keras.layers.Dense(16, activation="relu")(keras.layers.Flatten()(inputs))
    model = keras.Model(inputs, keras.layers.Dense(classes, activation="softmax")(hidden))
    model.compile(
        keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"]
    )
    return model


def expected(examples: dict) -> tuple:
    """Each axis resized by linear interpolation between pixel centres, then divided by 255."""
    x = examples["features"].astype(np.float32)
    for axis in (1, 2):
        place = (np.arange(SIZE, dtype=np.float32) + 0.5) * np.float32(x.shape[axis] / SIZE) - 0.5
        low = np.floor(place).astype(int)
        weight = np.expand_dims(place - low, (1, 2) if axis == 1 else 1).astype(np.float32)
        first = x.take(low.clip(0), axis)
        x = first + (x.take((low + 1).clip(max=x.shape[axis] - 1), axis) - first) * weight
    return x * np.float32(1 / 255), examples["label"].astype(np.int64)
