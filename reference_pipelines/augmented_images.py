"""Images in memory, each with a brightness and mirroring of its own, in a parallel map.

Use it when augmentation has to treat examples one by one (crops, rotations of unequal shape).
When it can treat a batch at once, cached_augmented does the same with fewer calls.

Mistakes it avoids:

* Brightness that leaves [0, 1]: random_brightness adds and does not clip. Here it is clipped.
* np.random or random in the map: evaluated once, while tracing; every image gets the same draw.
* tf.random with an operation seed: the same augmentation every epoch; in a parallel map the
  threads race for the generator, so not even two builds agree.
* map(augment).cache() freezes the augmentation; there is no cache after it here.

Every example is paired with a number of a second, shuffled dataset, and the stateless operations
take that number as their seed: fresh for each example and epoch whatever the threads do,
repeatable where `seed` is given, without a variable that checkpoints and other machines lack.

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
SPARE_SEEDS = 10_000  # numbers beyond one per example, so that epochs share few of them


def examples() -> dict:
    """Patches of two photographs; label: which one."""
    with np.load(DATA) as members:
        return {"features": members["image"], "label": members["label"]}


def make_source(directory, examples: dict) -> dict:
    """The arrays, and the number of classes (nothing is written)."""
    return {**examples, "classes": int(examples["label"].max(initial=0)) + 1}


def augmented(image: tf.Tensor, number: tf.Tensor) -> tf.Tensor:
    """A mirrored and brightened (H, W, C) image, as the number decides."""
    shift, mirror = tf.unstack(tf.random.stateless_uniform([2], seed=tf.stack([number, 0])))
    image = tf.where(mirror < 0.5, image, image[:, ::-1])
    return tf.clip_by_value(image + BRIGHTNESS * (2 * shift - 1), 0, 1)


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
    """Batches of (float32 (B, H, W, C) in [0, 1], one-hot float32 (B, classes))."""
    rows = len(source["label"])

    def prepare(example, number):
        image = tf.cast(example[0], tf.float32) * (1 / 255)
        image = image[..., None] if image.shape.rank == 2 else image
        image = augmented(image, number) if augment else image
        return image, tf.one_hot(example[1], source["classes"])

    dataset = tf.data.Dataset.from_tensor_slices((source["features"], source["label"]))
    if shuffle:
        dataset = dataset.shuffle(max(rows, 1), seed=seed)
    pool = rows + SPARE_SEEDS
    numbers = tf.data.Dataset.range(pool).shuffle(pool, seed=seed)
    dataset = tf.data.Dataset.zip((dataset, numbers)).map(prepare, num_parallel_calls)
    return dataset.batch(batch_size, drop_remainder=drop_remainder).prefetch(tf.data.AUTOTUNE)


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
