from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='neighbours_of_each_anchor', keras='any',
    title='Clustering of images by nearest neighbours (SCAN): dict of anchors and five neighbours each, targets are ones nobody reads',
    source='https://keras.io/examples/vision/semantic_image_clustering/',
    trap='all targets are 1 for both outputs (the losses make their own target from the batch); every image comes as an anchor and again '
         'among the neighbours of others; one input has a rank more than the other')

SIZE, GROUPS, K, CLUSTERS = 12, 4, 5, 6


def _images(n=200):
    rng = np.random.default_rng(171)
    group = rng.integers(0, GROUPS, n)
    base = rng.uniform(40, 220, (GROUPS, 3, 3, 3)).repeat(4, 1).repeat(4, 2)
    return np.clip(base[group] * rng.uniform(0.85, 1.1, (n, 1, 1, 1)) + rng.normal(0, 12, (n, SIZE, SIZE, 3)), 0, 255).astype('uint8')


def _neighbours(x):
    features = x.reshape(len(x), -1).astype('float64')
    features -= features.mean(0)
    features /= np.linalg.norm(features, axis=1, keepdims=True)
    similar = features @ features.T
    np.fill_diagonal(similar, -np.inf)
    return np.argsort(-similar, axis=1)[:, :K]


def make_dataset():
    x = _images()
    inputs = {'anchors': x, 'neighbours': x[_neighbours(x)]}
    ones = np.ones(len(x), 'float32')
    ds = tf.data.Dataset.from_tensor_slices((inputs, {'similarity': ones, 'clusters': ones}))
    return ds.shuffle(len(x)).batch(25).prefetch(tf.data.AUTOTUNE)


class ConsistencyLoss(keras.losses.Loss):
    def call(self, y_true, similarity):
        p = tf.clip_by_value(similarity, 1e-7, 1.0)
        return -tf.reduce_mean(tf.math.log(p), axis=-1)


class EntropyLoss(keras.losses.Loss):
    def __init__(self, weight):
        super().__init__()
        self.weight = weight

    def call(self, y_true, clusters):
        p = tf.clip_by_value(tf.reduce_mean(clusters, axis=0), 1e-8, 1.0)
        missing = np.log(CLUSTERS) + tf.reduce_sum(p * tf.math.log(p))
        return self.weight * missing * tf.ones_like(clusters[:, 0])


class Agreement(keras.layers.Layer):
    def __init__(self, network, **kwargs):
        super().__init__(**kwargs)
        self.network = network

    def call(self, inputs):
        clusters, neighbours = inputs
        other = self.network(tf.reshape(neighbours, (-1, SIZE, SIZE, 3)))
        return tf.einsum('bc,bkc->bk', clusters, tf.reshape(other, (-1, K, CLUSTERS)))


def make_model():
    image = keras.Input((SIZE, SIZE, 3))
    h = keras.layers.Rescaling(1.0 / 255)(image)
    h = keras.layers.Conv2D(16, 3, strides=2, activation='relu')(h)
    h = keras.layers.Dense(32, activation='relu')(keras.layers.Flatten()(h))
    clustering = keras.Model(image, keras.layers.Dense(CLUSTERS, activation='softmax')(h))
    anchors = keras.Input((SIZE, SIZE, 3), name='anchors')
    neighbours = keras.Input((K, SIZE, SIZE, 3), name='neighbours')
    clusters = keras.layers.Activation('linear', name='clusters')(clustering(anchors))
    similarity = Agreement(clustering, name='similarity')([clusters, neighbours])
    m = keras.Model({'anchors': anchors, 'neighbours': neighbours}, {'similarity': similarity, 'clusters': clusters})
    m.compile(keras.optimizers.Adam(2e-3), loss={'similarity': ConsistencyLoss(), 'clusters': EntropyLoss(5.0)})
    return m
