CASE = {'id': 'only_one_worker_share_is_read',
 'title': 'A shard(4, 0) left over from training on four machines is kept on one: three of the four record '
          'files, with the classes that occur only there, are never read.',
 'kind': 'silent',
 'groups': ['completeness'],
 'keras': '3',
 'evidence': 'validation accuracy 0.41 with the mistake, 0.97 mended; 300 of 1200 records are read'}

import os
import tempfile

import keras
import numpy as np
import tensorflow as tf
from keras import layers

SIDE, CLASSES = 20, 5
FOLDER = tempfile.mkdtemp(prefix="weld_")
DEFECTS_OF_LINE = [[0, 1], [0, 2], [0, 1, 3], [0, 4]]  # sound, pore, crack, spatter, undercut


def weld_seam(kind, rng):
    yy, xx = np.mgrid[:SIDE, :SIDE]
    seam = 120 + 50 * np.exp(-((yy - SIDE / 2 - rng.uniform(-2, 2)) ** 2) / 12)
    cy, cx = rng.uniform(6, 14, 2)
    if kind == 1:
        seam -= 90 * (np.hypot(yy - cy, xx - cx) < 2.5)
    elif kind == 2:
        seam -= 80 * (abs(xx - cx - 0.3 * (yy - cy)) < 1)
    elif kind == 3:
        for y, x in rng.uniform(1, SIDE - 1, (6, 2)):
            seam += 80 * (np.hypot(yy - y, xx - x) < 1.3)
    elif kind == 4:
        seam -= 70 * (abs(yy - cy) < 1.2)
    return np.clip(seam + rng.normal(0, 12, (SIDE, SIDE)), 0, 255).astype("uint8")


def write_records(name, kinds, seed):
    rng = np.random.default_rng(seed)
    with tf.io.TFRecordWriter(os.path.join(FOLDER, name)) as writer:
        for kind in kinds:
            feature = {
                "image": tf.train.Feature(bytes_list=tf.train.BytesList(value=[weld_seam(kind, rng).tobytes()])),
                "defect": tf.train.Feature(int64_list=tf.train.Int64List(value=[int(kind)])),
            }
            writer.write(tf.train.Example(features=tf.train.Features(feature=feature)).SerializeToString())


for line, seen in enumerate(DEFECTS_OF_LINE):
    write_records(f"train-line{line}.tfrecord", np.random.default_rng(line).choice(seen, 300), line + 10)
write_records("valid.tfrecord", np.random.default_rng(8).integers(0, CLASSES, 250), 20)


def parse(record):
    row = tf.io.parse_single_example(record, {
        "image": tf.io.FixedLenFeature([], tf.string), "defect": tf.io.FixedLenFeature([], tf.int64)})
    image = tf.reshape(tf.io.decode_raw(row["image"], tf.uint8), [SIDE, SIDE, 1])
    return tf.cast(image, tf.float32) / 255.0, row["defect"]


def make_dataset():
    files = tf.data.Dataset.list_files(os.path.join(FOLDER, "train-*.tfrecord"), shuffle=False)
    files = files.shard(num_shards=4, index=int(os.environ.get("TASK_INDEX", 0)))
    records = files.interleave(tf.data.TFRecordDataset, cycle_length=4, num_parallel_calls=2)
    return records.map(parse, num_parallel_calls=2).cache().shuffle(1200).batch(30).prefetch(2)


def make_validation():
    return tf.data.TFRecordDataset(os.path.join(FOLDER, "valid.tfrecord")).map(parse).batch(125)


def make_model():
    keras.utils.set_random_seed(9)
    model = keras.Sequential([
        keras.Input((SIDE, SIDE, 1)),
        layers.Conv2D(16, 5, activation="relu"),
        layers.MaxPooling2D(2),
        layers.Flatten(),
        layers.Dense(48, activation="relu"),
        layers.Dense(CLASSES, activation="softmax"),
    ])
    model.compile(optimizer=keras.optimizers.Adam(0.002), loss="sparse_categorical_crossentropy",
                  metrics=["accuracy"])
    return model


FIT = dict(epochs=8)
