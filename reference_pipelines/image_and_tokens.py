"""Two inputs of different kinds, an image and token ids, by name, through a parallel map.

Use it when one example has several parts that the model takes as separate inputs. Not for
columns of a table (dict_features); text that is not tokenised yet goes through text_in_pipeline.

Mistakes it avoids:

* Labels from uniform(0, 1, dtype=int64): maxval is exclusive, so every label is 0 and the model
  is perfect at once. Here the label is real: does the caption name the digit in the picture?
* Data drawn inside the pipeline: other examples each epoch, so nothing can be learnt or compared.
* Two inputs as a list: order decides, silently. Here the keys of the dict are the input names.
* Token ids turned to floats on the way: Embedding takes integers; 0 is padding, never a letter.
* prefetch before batch holds examples, after it whole batches: two batches ahead is the aim.

Domain: "image" uint8 (N, H, W) or (N, H, W, C); "tokens" integers 0 to VOCABULARY - 1 (N, L);
float labels (N,), 0 or 1 for the model below.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import tensorflow as tf
from tensorflow import keras

DATA = Path(__file__).with_name("data") / "digits.npz"
NAMES = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
VOCABULARY = 27  # padding and the letters a to z
DOMAIN = {
    "features": {
        "image": {"dtypes": ("uint8",), "ranks": (2, 3), "values": (0, 255)},
        "tokens": {"dtypes": ("int64", "int32"), "ranks": (1, 1), "values": (0, VOCABULARY - 1)},
    },
    "label": {"dtypes": ("float32", "float64"), "ranks": (0, 0), "choices": (0, 1)},
}


def examples() -> dict:
    """Digits with a caption spelt out, every second one the next digit's; label 1 if it fits."""
    with np.load(DATA) as members:
        image, digit = members["image"], members["label"]
    wrong = np.arange(len(digit)) % 2
    tokens = np.zeros((len(digit), 5), np.int64)
    for row, name in zip(tokens, (NAMES[d] for d in (digit + wrong) % 10)):
        row[: len(name)] = [ord(letter) - ord("a") + 1 for letter in name]
    return {"features": {"image": image, "tokens": tokens}, "label": 1.0 - wrong}


def make_source(directory, examples: dict) -> dict:
    """The arrays themselves (nothing is written)."""
    return examples


def prepare(features: dict, label: tf.Tensor) -> tuple:
    """One example: pixels in [0, 1] with a channel axis, ids as int64, label (1,)."""
    image = tf.cast(features["image"], tf.float32) * (1 / 255)
    if image.shape.rank == 2:
        image = image[..., None]
    tokens = tf.cast(features["tokens"], tf.int64)
    return {"image": image, "tokens": tokens}, tf.cast(label, tf.float32)[None]


def make_dataset(
    source: dict,
    *,
    batch_size: int = 32,
    shuffle: bool = True,
    seed: int | None = None,
    drop_remainder: bool = False,
    num_parallel_calls: int | None = tf.data.AUTOTUNE,
) -> tf.data.Dataset:
    """Batches of ({"image": float32 (B, H, W, C), "tokens": int64 (B, L)}, float32 (B, 1))."""
    dataset = tf.data.Dataset.from_tensor_slices((source["features"], source["label"]))
    if shuffle:
        dataset = dataset.shuffle(max(len(source["label"]), 1), seed=seed)
    dataset = dataset.map(prepare, num_parallel_calls)
    return dataset.batch(batch_size, drop_remainder=drop_remainder).prefetch(tf.data.AUTOTUNE)


def make_model(spec, *, vocabulary: int = VOCABULARY, units: int = 16) -> keras.Model:
    """Does the caption fit the picture? Both are summarised, then compared."""
    image = keras.Input(tuple(spec[0]["image"].shape[1:]), name="image")
    tokens = keras.Input(tuple(spec[0]["tokens"].shape[1:]), dtype="int64", name="tokens")
    seen = keras.layers.Dense(units, activation="relu")(keras.layers.Flatten()(image))
    letters = keras.layers.Flatten()(keras.layers.Embedding(vocabulary, 4)(tokens))
    read = keras.layers.Dense(units, activation="relu")(letters)
    fit = keras.layers.Dense(1, activation="sigmoid")(keras.layers.Multiply()([seen, read]))
    model = keras.Model({"image": image, "tokens": tokens}, fit)
    model.compile(keras.optimizers.Adam(0.01), "binary_crossentropy", metrics=["accuracy"])
    return model


def expected(examples: dict) -> tuple:
    """Pixels divided by 255 with four axes, ids untouched."""
    image = examples["features"]["image"]
    pixels = image.astype(np.float32) * np.float32(1 / 255)
    x = {
        "image": pixels if image.ndim == 4 else np.expand_dims(pixels, -1),
        "tokens": examples["features"]["tokens"].astype(np.int64),
    }
    return x, examples["label"].astype(np.float32).reshape(-1, 1)
