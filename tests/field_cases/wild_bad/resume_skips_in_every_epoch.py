from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="resume_skips_in_every_epoch",
    title="skip() is used to go on in the middle of an epoch, and is applied again in each epoch after it",
    source="https://github.com/allenai/open-instruct/pull/681 (only skip batches once on resume)",
    kind="silent", cause="skip-on-resume-stays", groups=['completeness'], keras="any",
    explain="The run stopped at step 55, 10 batches into epoch 3; skip(10) is right for that epoch only, but it belongs to the "
            "dataset and the order is fixed, so epochs 4 and 5 skip the same 160 of the 240 clips too. Measured: 80 clips are "
            "seen, three times each; 160 never again.")

BATCH = 16
GLOBAL_STEP = 55            # from the checkpoint's file name


def clips():
    rng = np.random.default_rng(311)
    n = 240
    y = rng.integers(0, 4, n)
    x = rng.normal(0, 1, (n, 40, 13))
    x[np.arange(n), :, y * 3] += 1.5
    return x.astype("float32"), y.astype("int32")


def make_dataset():
    mfcc, word = clips()
    steps_per_epoch = len(mfcc) // BATCH
    already_done = GLOBAL_STEP % steps_per_epoch
    ds = tf.data.Dataset.from_tensor_slices((mfcc, word))
    ds = ds.shuffle(len(mfcc), seed=1234, reshuffle_each_iteration=False)     # same order as before the crash
    ds = ds.batch(BATCH)
    return ds.skip(already_done).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential([
        keras.Input((40, 13)),
        keras.layers.Conv1D(16, 5, activation="relu"),
        keras.layers.GlobalAveragePooling1D(),
        keras.layers.Dense(4, activation="softmax"),
    ])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


FIT = dict(initial_epoch=GLOBAL_STEP // 15, epochs=6)
