from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="shard_after_own_shuffle",
    title="each worker shuffles for itself and takes its shard afterwards: the shards overlap and miss examples",
    source="https://www.tensorflow.org/api_docs/python/tf/data/Dataset#shard (shard before any randomizing operator)",
    kind="silent", cause="shuffle-before-shard", groups=['completeness', 'randomness'], keras="any",
    explain="shard takes every 4th element of whatever order it is given; with an unseeded shuffle before it each of the four "
            "workers cuts another order. Measured over the four pipelines of one epoch: about 80 of the 256 pictures are seen by "
            "no worker and 65 by two or more; one worker's shard also changes from epoch to epoch. Shard first.")

WORKERS = 4


def galaxies():
    rng = np.random.default_rng(310)
    n = 256
    kind = rng.integers(0, 3, n)
    r = np.hypot(*np.mgrid[-1:1:32j, -1:1:32j])
    pics = np.exp(-r[None] ** 2 / (0.05 + 0.2 * kind[:, None, None])) + rng.normal(0, 0.05, (n, 32, 32))
    return pics[..., None].astype("float32"), kind.astype("int64")


def dataset_fn(ctx):
    pics, kind = galaxies()
    ds = tf.data.Dataset.from_tensor_slices((pics, kind))
    ds = ds.shuffle(len(pics))
    ds = ds.shard(ctx.num_input_pipelines, ctx.input_pipeline_id)
    ds = ds.batch(ctx.get_per_replica_batch_size(64))
    return ds.prefetch(tf.data.AUTOTUNE)


def make_dataset(worker=0):
    ctx = tf.distribute.InputContext(num_input_pipelines=WORKERS, input_pipeline_id=worker,
                                     num_replicas_in_sync=WORKERS)
    return dataset_fn(ctx)


def make_model():
    m = keras.Sequential([
        keras.Input((32, 32, 1)),
        keras.layers.Conv2D(8, 3, strides=2, activation="relu"),
        keras.layers.GlobalMaxPooling2D(),
        keras.layers.Dense(3),
    ])
    m.compile("sgd", keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"])
    return m
