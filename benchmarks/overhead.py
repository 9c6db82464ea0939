"""One check of a small pipeline beside a bare fit of it, and the judging alone."""

from __future__ import annotations

import os
import statistics
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

import numpy as np
import tensorflow as tf
from tensorflow import keras

from conformance import check_pipeline

ROUNDS = 5


def make_dataset():
    """320 rows of 8 numbers, shuffled, in batches of 32."""
    rng = np.random.RandomState(0)
    x = rng.normal(size=(320, 8)).astype("float32")
    y = x.sum(axis=1, keepdims=True)
    return tf.data.Dataset.from_tensor_slices((x, y)).shuffle(320).batch(32).prefetch(1)


def make_model():
    model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(16), keras.layers.Dense(1)])
    model.compile("adam", "mse")
    return model


def main() -> None:
    """Print medians over ROUNDS after a warm-up of each."""
    fits, checks, judging = [], [], []
    for round_ in range(ROUNDS + 1):
        started = time.perf_counter()
        make_model().fit(make_dataset(), epochs=2, verbose=0)
        middle = time.perf_counter()
        report = check_pipeline(make_dataset, model=make_model)
        ended = time.perf_counter()
        assert report.conforms, report
        if round_:
            fits.append(middle - started)
            checks.append(ended - middle)
            judging.append(sum(result.seconds for result in report.results))
    fit, check, judge = (statistics.median(v) for v in (fits, checks, judging))
    print(f"bare fit, fresh model, 2 epochs  {fit:7.3f} s")
    print(f"check, {len(report.results)} checks             {check:7.3f} s")
    print(f"judging alone                    {judge * 1000:7.2f} ms")
    print(f"ratio check / fit                {check / fit:7.2f}")


if __name__ == "__main__":
    main()
