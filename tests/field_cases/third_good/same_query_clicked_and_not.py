CASE = {'id': 'same_query_clicked_and_not',
 'title': 'A click log: the same pair of query and article is shown many times, clicked sometimes and '
          'sometimes not; the network learns the rate.',
 'kind': 'good',
 'groups': [],
 'keras': '3',
 'trap': 'most rows occur several times, with both labels, also across training and validation',
 'evidence': 'val_auc 0.783 after the last epoch, 0.691 after the first'}

import keras
import numpy as np
import tensorflow as tf
from keras import layers

QUERIES, ARTICLES = 15, 12
_rng = np.random.default_rng(71)
MATCH = _rng.normal(0, 1, (QUERIES, 3)) @ _rng.normal(0, 1, (3, ARTICLES))


def click_log(count, seed):
    rng = np.random.default_rng(seed)
    query = rng.integers(0, QUERIES, count)
    article = rng.integers(0, ARTICLES, count)
    place = rng.integers(1, 6, count)
    rate = 1 / (1 + np.exp(-(1.2 * MATCH[query, article] - 0.4 * place)))
    clicked = rng.random(count) < rate
    return {"query": query, "article": article, "place": place}, clicked.astype("float32")


def log_lines(count, seed):
    def generate():
        columns, clicked = click_log(count, seed)
        for i in range(count):
            yield {name: column[i] for name, column in columns.items()}, clicked[i]
    signature = ({name: tf.TensorSpec((), tf.int64) for name in ("query", "article", "place")},
                 tf.TensorSpec((), tf.float32))
    return tf.data.Dataset.from_generator(generate, output_signature=signature)


def make_dataset():
    return log_lines(2000, 1).cache().shuffle(2000).batch(50).prefetch(2)


def make_validation():
    return log_lines(600, 2).batch(200).cache()


def make_model():
    keras.utils.set_random_seed(51)
    query = keras.Input((), dtype="int64", name="query")
    article = keras.Input((), dtype="int64", name="article")
    place = keras.Input((), dtype="int64", name="place")
    q, a = layers.Embedding(QUERIES, 4)(query), layers.Embedding(ARTICLES, 4)(article)
    match = layers.Dot(axes=1)([q, a])
    bias = layers.Embedding(6, 1)(place)
    output = layers.Activation("sigmoid")(layers.Add()([match, bias]))
    model = keras.Model({"query": query, "article": article, "place": place}, output)
    model.compile(optimizer=keras.optimizers.Adam(0.02), loss="binary_crossentropy",
                  metrics=[keras.metrics.AUC(name="auc")])
    return model


FIT = dict(epochs=8)
