"""One folder of images per class, through image_dataset_from_directory.

Use it when the folders say the labels and the decoded images fit in memory: they are decoded
once, then cached. Larger, or labelled by a list: image_files.

Mistakes it avoids:

* keras.utils.image_dataset_from_directory on 2.4 and 2.5: AttributeError; it lived under
  keras.preprocessing then.
* Images stay 0 to 255 floats: a model made for [0, 1] trains, badly, without a word.
* The utility shuffles file names once and mixes a few batches; here it only reads, in order,
  and a buffer of all examples shuffles anew each epoch, after the cache (before it, the
  order of the first epoch would be frozen).
* The class of a folder is its rank among the sorted names: "10" sorts before "2", so folders
  are padded here, and an empty folder still counts as a class.
* Files of a suffix that the utility does not read are left out without a word: an error here.
* unbatch makes the length unknown, and fit then counts one optimizer step too many an epoch;
  the files are counted, and the length asserted.

Domain: uint8 images (N, H, W, 1 or 3), labels integers from 0 (N,). The source order is by
folder, then by file.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import tensorflow as tf
from tensorflow import keras

DATA = Path(__file__).with_name("data") / "digits.npz"
DOMAIN = {
    "features": {"dtypes": ("uint8",), "ranks": (2, 2), "channels": (1, 3), "values": (0, 255)},
    "label": {"dtypes": ("int64", "int32", "uint8"), "ranks": (0, 0), "values": (0, 3)},
}
SUFFIXES = (".bmp", ".gif", ".jpeg", ".jpg", ".png")  # what the utility reads
UNREAD = (".avif", ".heic", ".jfif", ".tif", ".tiff", ".webp")  # what it leaves out, unsaid
from_directory = (
    keras.utils.image_dataset_from_directory
    if hasattr(keras.utils, "image_dataset_from_directory")
    else keras.preprocessing.image_dataset_from_directory
)


def examples() -> dict:
    """The first 97 handwritten digits, 8 by 8 pixels, one channel."""
    with np.load(DATA) as members:
        return {"features": members["image"][:97, ..., None], "label": members["label"][:97]}


def make_source(directory, examples: dict) -> dict:
    """Write <class>/<number>.png: {"directory", "size", "channels"} (one image size for all)."""
    root, images = Path(directory) / "images", examples["features"]
    if len(images) != len(examples["label"]):
        raise ValueError(f"{len(images)} images, {len(examples['label'])} labels")
    for label in range(examples["label"].max(initial=0) + 1):
        (root / f"{label:03d}").mkdir(parents=True)
    for number, (image, label) in enumerate(zip(images, examples["label"])):
        path = root / f"{label:03d}" / f"{number:06d}.png"
        tf.io.write_file(str(path), tf.io.encode_png(image))
    return {"directory": str(root), "size": images.shape[1:3], "channels": images.shape[3]}


def make_dataset(
    source: dict,
    *,
    batch_size: int = 32,
    shuffle: bool = True,
    seed: int | None = None,
    drop_remainder: bool = False,
    num_parallel_calls: int | None = tf.data.AUTOTUNE,
    cache: bool = True,
) -> tf.data.Dataset:
    """Batches of (float32 (B, H, W, channels) in [0, 1], one-hot float32 (B, classes))."""
    root, size, channels = Path(source["directory"]), source["size"], source["channels"]
    files = sorted(path for path in root.glob("*/**/*") if path.is_file())
    count = sum(path.suffix.lower() in SUFFIXES for path in files)
    unread = [str(path) for path in files if path.suffix.lower() in UNREAD]
    if unread:
        raise ValueError(f"{unread[0]} and {len(unread) - 1} more are not {SUFFIXES}")
    classes = sum(path.is_dir() for path in root.glob("*"))
    if classes and not count:  # folders without a file: the utility would raise
        nothing = np.zeros((0, *size, channels), np.float32), np.zeros((0, classes), np.float32)
        return tf.data.Dataset.from_tensor_slices(nothing).batch(batch_size, drop_remainder)
    dataset = from_directory(
        str(root),
        label_mode="categorical",
        color_mode="grayscale" if channels == 1 else "rgb",
        image_size=size,
        batch_size=256,  # the size of a read; the examples are taken apart again
        shuffle=False,
    )
    dataset = dataset.unbatch().apply(tf.data.experimental.assert_cardinality(count))
    dataset = dataset.cache() if cache else dataset
    if shuffle:
        dataset = dataset.shuffle(max(count, 1), seed=seed)
    dataset = dataset.batch(batch_size, drop_remainder=drop_remainder)
    dataset = dataset.map(lambda images, y: (images * (1 / 255), y), num_parallel_calls)
    return dataset.prefetch(tf.data.AUTOTUNE)


def make_model(spec, *, units: int = 16) -> keras.Model:
    """A softmax over the classes that the one-hot labels of `spec` have."""
    inputs = keras.Input(tuple(spec[0].shape[1:]))
    hidden = keras.layers.Dense(units, activation="relu")(keras.layers.Flatten()(inputs))
    outputs = keras.layers.Dense(spec[1].shape[-1], activation="softmax")(hidden)
    model = keras.Model(inputs, outputs)
    model.compile(keras.optimizers.Adam(0.01), "categorical_crossentropy", metrics=["accuracy"])
    return model


def expected(examples: dict) -> tuple:
    """Sorted by class, then as they came; pixels divided by 255, classes one-hot."""
    order = np.argsort(examples["label"], kind="stable")
    label = examples["label"][order]
    y = np.float32(label[:, None] == np.arange(label.max(initial=0) + 1))
    return examples["features"][order].astype(np.float32) * np.float32(1 / 255), y
