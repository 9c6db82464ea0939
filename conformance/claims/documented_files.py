"""The documented patterns that read files, as the tutorials write them: does the code run?"""

from __future__ import annotations

import os
import tempfile
from typing import Any, List

from conformance.claims.examples import arrays, dense_model, fit, trains
from conformance.claims.lazy import keras, tf
from conformance.claims.registry import Result, claim, since

CSV = "https://www.tensorflow.org/tutorials/load_data/csv"
NUMPY = "https://www.tensorflow.org/tutorials/load_data/numpy"
IMAGES = "https://www.tensorflow.org/tutorials/load_data/images"
BATCH = 4


@claim(
    "pattern-06-npz-interleave",
    kind="pattern",
    says="many .npz files are read by np.load in an interleave",
    source=NUMPY,
    right="reference_pipelines.npz_interleave",
    expected=False,
)
def _npz() -> Result:
    import numpy as np

    def load(path: Any) -> Any:
        members = np.load(path)
        return tf.data.Dataset.from_tensor_slices((members["x"], members["y"]))

    def run() -> Any:
        with tempfile.TemporaryDirectory() as folder:
            x, y = arrays((10,))
            for index in range(3):
                np.savez(os.path.join(folder, f"{index}.npz"), x=x, y=y)
            files = tf.data.Dataset.list_files(os.path.join(folder, "*.npz"))
            dataset = files.interleave(load, num_parallel_calls=tf.data.AUTOTUNE).batch(BATCH)
            return fit(dense_model((10,)), dataset)

    return trains(run)


@claim(
    "pattern-09-csv-lines",
    kind="pattern",
    says="CSV lines decoded with string defaults, shuffled and batched, train a model",
    source=CSV,
    right="reference_pipelines.csv_lines",
    expected=False,
)
def _csv() -> Result:
    def parse(line: Any) -> Any:
        columns = tf.io.decode_csv(line, record_defaults=[""] * 4)
        return tf.stack(columns[:-1]), tf.stack(columns[-1:])

    def run() -> Any:
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "rows.csv")
            with open(path, "w") as file:
                file.write("a,b,c,label\n" + "1.0,2.0,3.0,1\n0.5,0.2,0.1,0\n" * 8)
            dataset = tf.data.TextLineDataset(path).skip(1).map(parse).shuffle(16).batch(BATCH)
            return fit(dense_model((3,)), dataset)

    return trains(run)


def write_images(folder: str, *, broken: bool = False) -> List[str]:
    """Twelve PNG files in two folders, one for each class; the sixth holds text if ``broken``."""
    paths = []
    for index, image in enumerate(arrays((10, 12, 3), rows=12)[0]):
        path = os.path.join(folder, "ab"[index // 6], f"{index:02}.png")
        os.makedirs(os.path.dirname(path), exist_ok=True)
        data = tf.io.encode_png(tf.cast(image * 255, tf.uint8)).numpy()
        with open(path, "wb") as file:
            file.write(b"not an image" if broken and index == 5 else data)
        paths.append(path)
    return paths


def _read(path: Any, label: Any) -> Any:
    image = tf.image.decode_png(tf.io.read_file(path), channels=3)
    image = tf.image.resize(image, [8, 8]) / 255.0
    return tf.image.random_brightness(image, 0.1), label


@claim(
    "pattern-13-image-files",
    kind="pattern",
    says="image files read, decoded, resized and augmented in map train a model",
    source=IMAGES,
    right="reference_pipelines.image_files",
)
def _image_files() -> Result:
    def run() -> Any:
        with tempfile.TemporaryDirectory() as folder:
            rows = (write_images(folder), [0] * 6 + [1] * 6)
            dataset = tf.data.Dataset.from_tensor_slices(rows)
            dataset = dataset.map(_read, num_parallel_calls=tf.data.AUTOTUNE).batch(BATCH)
            return fit(dense_model((8, 8, 3)), dataset.prefetch(tf.data.AUTOTUNE))

    return trains(run)


@claim(
    "undecodable-image-is-skipped",
    kind="trap",
    says="an image file that cannot be decoded is left out, and the epoch goes on",
    source=IMAGES,
    right="reference_pipelines.image_files",
    expected=False,
)
def _undecodable() -> Result:
    with tempfile.TemporaryDirectory() as folder:
        paths = write_images(folder, broken=True)
        dataset = tf.data.Dataset.from_tensor_slices((paths, [0] * 12)).map(_read)
        seen, reason = 0, "the epoch ended"
        try:
            for _ in dataset:
                seen += 1
        except tf.errors.InvalidArgumentError as error:
            reason = type(error).__name__
    return seen == 11, f"the sixth of 12 files is text: {reason} after {seen} images"


@claim(
    "pattern-14-image-directory",
    kind="pattern",
    says="keras.utils.image_dataset_from_directory reads one folder of images per class",
    source="https://www.tensorflow.org/api_docs/python/tf/keras/utils/image_dataset_from_directory",
    right="reference_pipelines.image_directory",
    expected=since("2.6"),
)
def _directory() -> Result:
    def run() -> Any:
        with tempfile.TemporaryDirectory() as folder:
            write_images(folder)
            dataset = keras.utils.image_dataset_from_directory(
                folder, image_size=(8, 8), batch_size=BATCH
            )
            return fit(dense_model((8, 8, 3)), dataset.prefetch(tf.data.AUTOTUNE))

    return trains(run)


@claim(
    "csv-label-keeps-its-axis",
    kind="trap",
    says="the last column of decode_csv, taken as columns[-1:], batches to labels of shape (B,)",
    source="https://www.tensorflow.org/api_docs/python/tf/io/decode_csv",
    right="reference_pipelines.csv_lines",
    expected=False,
)
def _label_axis() -> Result:
    def parse(line: Any) -> Any:
        columns = tf.io.decode_csv(line, record_defaults=[0.0] * 3)
        return tf.stack(columns[:-1]), tf.stack(columns[-1:])

    dataset = tf.data.Dataset.from_tensor_slices(["1,2,0", "3,4,1"]).map(parse).batch(2)
    shape = tuple(next(iter(dataset))[1].shape)
    return shape == (2,), f"two lines give labels of shape {shape}"
