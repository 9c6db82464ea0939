"""Reference pipelines: one self-contained file per documented way to feed Keras.

Each file imports only TensorFlow, NumPy and the standard library, runs unchanged on TensorFlow
2.4.1 to 2.21, and is meant to be copied. All have the same functions:

* ``examples()``: the real data shipped in ``data/``, as
  ``{"features": array or {name: array}, "label": array}``, example axis first;
* ``make_source(directory, examples)``: writes any such examples where the pipeline reads them and
  returns the picklable ``source``;
* ``make_dataset(source, *, batch_size=32, shuffle=True, seed=None, ...)``: the training
  pipeline; with an integer ``seed`` two builds give the same epochs;
* ``make_validation(source, *, batch_size=32)``: the held-out examples, where the pattern splits;
* ``make_model(spec)``: a compiled model for the ``element_spec`` of that pipeline;
* ``expected(examples)``: the same contents computed by NumPy alone, in source order, for
  ``shuffle=False`` and, where there is augmentation, ``augment=False``.

The domain of each file (the table ``DOMAIN``, or the last lines of its docstring) says which names,
dtypes, shapes and labels it takes.
This package imports no TensorFlow; its modules do.
"""

from __future__ import annotations

from typing import NamedTuple


class Pattern(NamedTuple):
    """A template: its module in this package, and what it is for in one line."""

    module: str
    summary: str


PATTERNS = {
    "dict": Pattern("dict_features", "columns of mixed types by name, in memory"),
    "two-inputs": Pattern("image_and_tokens", "an image and token ids, two named inputs"),
    "dict-map": Pattern("dict_parallel_map", "dict elements preprocessed by a parallel map"),
    "arrays": Pattern("in_memory_arrays", "NumPy arrays, leak-free split, one-hot labels"),
    "augmented": Pattern("augmented_images", "images augmented one by one in a parallel map"),
    "npz": Pattern("npz_interleave", "many .npz files, read in parallel without Python"),
    "csv": Pattern("csv_lines", "CSV files with missing and quoted fields, parsed by batch"),
    "text": Pattern("text_in_pipeline", "text to token ids in the pipeline"),
    "text-model": Pattern("text_in_model", "text to token ids inside the model"),
    "custom-loop": Pattern("custom_training_loop", "two normalised inputs, GradientTape loop"),
    "train-validation": Pattern("train_and_validation", "one stream split into two, by row"),
    "image-files": Pattern("image_files", "image files: read, decode, resize, augment"),
    "image-directory": Pattern("image_directory", "one folder of images per class"),
    "sequence": Pattern("sequence_workers", "Python batches from worker processes"),
    "cached": Pattern("cached_augmented", "cache, shuffle, batch, augment by batch, prefetch"),
}
