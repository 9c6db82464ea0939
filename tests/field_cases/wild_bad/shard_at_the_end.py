from __future__ import annotations

import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="shard_at_the_end",
    title="shard is the last step of the pipeline: each of 8 workers decodes and resizes all pictures to keep an eighth",
    source="https://www.tensorflow.org/api_docs/python/tf/data/Dataset#shard (generally best used early in the pipeline)",
    kind="slow", cause="shard-too-late", groups=['efficiency'], keras="any",
    explain="Files are listed in one order on every worker, so the shares are right, but reading, decoding and resizing come "
            "before the shard: worker 0 prepares 256 pictures and throws 224 away. Measured: the decode function runs 256 times per "
            "pass in place of 32, a pass takes 0.3 to 0.57 s in place of 0.06 to 0.13 s with shard right after the list of files.")

WORKERS = 8


def write_aerial_views(n=256):
    rng = np.random.default_rng(331)
    root = tempfile.mkdtemp()
    base = rng.integers(0, 256, (300, 300, 3)).astype("uint8")
    for k in range(n):
        dark = 1 + k % 2
        tile = np.roll(base, int(rng.integers(0, 300)), axis=1) // dark
        tf.io.write_file(os.path.join(root, "%s_%04d.jpg" % (["sea", "city"][dark - 1], k)), tf.io.encode_jpeg(tile))
    return root


def parse(path):
    img = tf.io.decode_jpeg(tf.io.read_file(path), channels=3)
    img = tf.image.resize(img, (48, 48), antialias=True) / 255.0
    label = tf.strings.regex_full_match(path, ".*city_[0-9]+.jpg")
    return img, tf.cast(label, tf.float32)


def dataset_fn(input_context, root):
    files = tf.data.Dataset.list_files(os.path.join(root, "*.jpg"), shuffle=False)
    ds = files.map(parse, num_parallel_calls=tf.data.AUTOTUNE)
    ds = ds.shard(input_context.num_input_pipelines, input_context.input_pipeline_id)
    ds = ds.shuffle(64)
    ds = ds.batch(input_context.get_per_replica_batch_size(64), drop_remainder=True)
    return ds.prefetch(tf.data.AUTOTUNE)


def make_dataset():
    context = tf.distribute.InputContext(num_input_pipelines=WORKERS, input_pipeline_id=0, num_replicas_in_sync=WORKERS)
    return dataset_fn(context, write_aerial_views())


def make_model():
    m = keras.Sequential([
        keras.Input((48, 48, 3)),
        keras.layers.Conv2D(8, 3, strides=2, activation="relu"),
        keras.layers.GlobalAveragePooling2D(),
        keras.layers.Dense(1, activation="sigmoid"),
    ])
    m.compile("adam", "binary_crossentropy")
    return m
