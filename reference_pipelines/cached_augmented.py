"""The fully ordered image pipeline: decode, cache, shuffle, batch, augment the batch, prefetch.

Use it when the decoded images fit in memory and preparing them costs more than the training
step. Larger than memory: image_files. Every position in the chain has a measured reason:

* cache before shuffle: the other way round freezes the order of the first epoch for ever;
* cache before augmentation: the other way round freezes the augmentation, on every version;
* shuffle before batch: the other way round shuffles batches whose members never change;
* augment after batch: one call per batch. But a scalar random operation draws once for the whole
  batch (random_brightness on 16 images: 1 distinct value), so the draws here have shape (B, ...);
* clip after augmentation: brightness leaves [0, 1];
* prefetch last: up to 2.10 a step took 42 ms without it and 22 ms with it, for 20 + 20 ms of
  work; from 2.11 the runtime injects one where it is missing.

The seed of each batch's augmentation is a number of a second, shuffled dataset: fresh every
epoch, repeatable where `seed` is given, whatever order the parallel calls end in.

Domain: uint8 images (N, H, W) or (N, H, W, C); labels integers from 0 (N,).
For validation: make_dataset(held_out, shuffle=False, augment=False).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import tensorflow as tf
from tensorflow import keras

DATA = Path(__file__).with_name("data") / "photographs.npz"
BRIGHTNESS = 0.2
DOMAIN = {
    "features": {"dtypes": ("uint8",), "ranks": (2, 3), "values": (0, 255)},
    "label": {"dtypes": ("int64", "int32", "uint8"), "ranks": (0, 0), "choices": (0, 1, 2)},
}
SPARE_SEEDS = 10_000  # numbers beyond one per batch, so that epochs share few of them


def examples() -> dict:
    """Patches of two photographs; label: which one."""
    with np.load(DATA) as members:
        return {"features": members["image"], "label": members["label"]}


def make_source(directory, examples: dict) -> dict:
    """The arrays, and the number of classes (nothing is written)."""
    return {**examples, "classes": int(examples["label"].max(initial=0)) + 1}


def augmented(images: tf.Tensor, number: tf.Tensor) -> tf.Tensor:
    """(B, H, W, C) images, each with a mirroring and brightness of its own."""
    shape = [2, tf.shape(images)[0], 1, 1, 1]
    shift, mirror = tf.unstack(tf.random.stateless_uniform(shape, seed=tf.stack([number, 0])))
    images = tf.where(mirror < 0.5, images, images[:, :, ::-1])
    return tf.clip_by_value(images + BRIGHTNESS * (2 * shift - 1), 0, 1)


def make_dataset(
    source: dict,
    *,
    batch_size: int = 32,
    shuffle: bool = True,
    seed: int | None = None,
    drop_remainder: bool = False,
    num_parallel_calls: int | None = tf.data.AUTOTUNE,
    cache: bool = True,
    augment: bool = True,
) -> tf.data.Dataset:
    """Batches of (float32 (B, H, W, C) in [0, 1], one-hot float32 (B, classes))."""
    rows = len(source["label"])

    def prepare(image, label):  # whatever is slow and always the same
        image = tf.cast(image, tf.float32) * (1 / 255)
        return (image[..., None] if image.shape.rank == 2 else image), label

    def finish(batch, number):  # whatever is random
        images = augmented(batch[0], number) if augment else batch[0]
        return images, tf.one_hot(batch[1], source["classes"])

    dataset = tf.data.Dataset.from_tensor_slices((source["features"], source["label"]))
    dataset = dataset.map(prepare, num_parallel_calls)
    dataset = dataset.cache() if cache else dataset
    dataset = dataset.shuffle(max(rows, 1), seed=seed) if shuffle else dataset
    dataset = dataset.batch(batch_size, drop_remainder=drop_remainder)
    pool = rows + SPARE_SEEDS
    numbers = tf.data.Dataset.range(pool).shuffle(pool, seed=seed)
    dataset = tf.data.Dataset.zip((dataset, numbers)).map(finish, num_parallel_calls)
    return dataset.prefetch(tf.data.AUTOTUNE)


def make_model(spec, *, units: int = 16) -> keras.Model:
    """A softmax over the classes that the one-hot labels of `spec` have."""
    inputs = keras.Input(tuple(spec[0].shape[1:]))
    seen = keras.layers.Conv2D(units, 3, padding="same", activation="relu")(inputs)
    pooled = keras.layers.GlobalAveragePooling2D()(seen)
    outputs = keras.layers.Dense(spec[1].shape[-1], activation="softmax")(pooled)
    model = keras.Model(inputs, outputs)
    model.compile(keras.optimizers.Adam(0.01), "categorical_crossentropy", metrics=["accuracy"])
    return model


def expected(examples: dict) -> tuple:
    """Pixels divided by 255 with four axes, classes one-hot: what augment=False gives."""
    image, label = examples["features"], examples["label"]
    x = image.astype(np.float32) * np.float32(1 / 255)
    y = np.float32(label[:, None] == np.arange(label.max(initial=0) + 1))
    return (x if x.ndim == 4 else np.expand_dims(x, -1)), y
