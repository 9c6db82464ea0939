"""Looks for a pipeline that stops answering, ends the process, or outgrows memory.

Why it matters: fit waits for the next batch without a limit. On TensorFlow 2.4 to 2.21 a worker
of a Sequence that is killed, or stuck on a lock, leaves fit waiting for ever (watched for 40 s on
five versions), and an unpicklable Sequence under the spawn start method hangs on Keras 2. A GPU
that waits is paid for all the same.

What to look at: `where` names the line of your code that was running when the time was up, or the
finding says with which status or signal the process ended. For memory: a list, a `cache()` or a
shuffle buffer that grows with every element.

When to ignore it: a first element that is honestly slow (a download, a decompression) needs a
larger `--budget`, not a fix. The check is judged by `conformance check`, which outlives the
pipeline; `check_pipeline` runs in your own process and skips it.
"""

import time

import numpy as np
from tensorflow import keras


def make_dataset():
    while True:
        time.sleep(3600)  # waits for a producer that never comes
        yield np.ones((8, 4), "float32"), np.ones((8, 1), "float32")


def make_model():
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    return model


def mended_dataset():
    features = np.random.default_rng(0).normal(size=(64, 4)).astype("float32")
    for start in range(0, 64, 8):
        rows = features[start : start + 8]
        yield rows, rows.sum(axis=1, keepdims=True)
