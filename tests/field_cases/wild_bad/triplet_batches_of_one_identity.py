from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="triplet_batches_of_one_identity",
    title="batch-hard triplet loss over faces read person by person: no batch holds a negative",
    source="https://github.com/omoindrot/tensorflow-triplet-loss/issues/25 (the batch has to hold several images of several classes; loss stands at the margin)",
    kind="silent", cause="batches-of-one-class", groups=['randomness'], keras="any",
    explain="The folders are read in order and nobody shuffles, each batch of 24 is one person. Without a negative the "
            "hardest-negative term falls back to the row maximum, equal to the hardest positive: the loss is the margin "
            "0.3 in every step and its gradient zero. Measured: one distinct label in each of the 6 batches, loss 0.3000 in both "
            "epochs, weights unchanged.")

PERSONS, PER_PERSON = 6, 24


def batch_hard(labels, emb, margin=0.3):
    labels = tf.reshape(labels, [-1])
    dots = tf.matmul(emb, emb, transpose_b=True)
    sq = tf.linalg.diag_part(dots)
    dist = tf.sqrt(tf.maximum(sq[None, :] - 2.0 * dots + sq[:, None], 1e-12))
    same = tf.equal(labels[None, :], labels[:, None])
    pos = tf.cast(tf.logical_and(same, tf.logical_not(tf.eye(tf.shape(labels)[0], dtype=tf.bool))), tf.float32)
    neg = tf.cast(tf.logical_not(same), tf.float32)
    hardest_pos = tf.reduce_max(pos * dist, axis=1)
    row_max = tf.reduce_max(dist, axis=1, keepdims=True)
    hardest_neg = tf.reduce_min(dist + row_max * (1.0 - neg), axis=1)
    return tf.reduce_mean(tf.maximum(hardest_pos - hardest_neg + margin, 0.0))


def read_persons():
    rng = np.random.default_rng(308)
    for person in range(PERSONS):
        face = rng.uniform(0, 1, (28, 28, 1))
        for _ in range(PER_PERSON):
            yield np.clip(face + rng.normal(0, 0.15, face.shape), 0, 1).astype("float32"), person


def make_dataset():
    ds = tf.data.Dataset.from_generator(
        read_persons,
        output_signature=(tf.TensorSpec((28, 28, 1), tf.float32), tf.TensorSpec((), tf.int32)))
    return ds.batch(24).prefetch(2)


def make_model():
    model = keras.Sequential([
        keras.Input((28, 28, 1)),
        keras.layers.Conv2D(8, 3, strides=2, activation="relu"),
        keras.layers.Flatten(),
        keras.layers.Dense(16),
        keras.layers.Lambda(lambda e: tf.math.l2_normalize(e, axis=1)),
    ])
    model.compile(optimizer="adam", loss=batch_hard)
    return model
