CASE = {'id': 'account_numbers_through_float32',
 'title': 'Account and article numbers stay in int64 columns of their own beside the amounts.',
 'kind': 'good',
 'groups': [],
 'keras': '3',
 'evidence': 'the mended twin: validation AUC 0.58 with the mistake, 0.95 mended'}

import keras
import numpy as np
import tensorflow as tf
from keras import layers

FIRST_ACCOUNT, ACCOUNTS, ARTICLES = 1_000_000_000, 400, 60

_rng = np.random.default_rng(77)
TASTE = _rng.normal(0, 1, (ACCOUNTS, 3))
APPEAL = _rng.normal(0, 1, (ARTICLES, 3))


def orders(count, seed):
    rng = np.random.default_rng(seed)
    account = rng.integers(0, ACCOUNTS, count)
    article = rng.integers(0, ARTICLES, count)
    discount = rng.uniform(0, 0.5, count)
    score = 1.6 * (TASTE[account] * APPEAL[article]).sum(axis=1) + 2 * TASTE[account, 0] + 3 * discount - 0.75
    bought = rng.random(count) < 1 / (1 + np.exp(-2 * score))
    return account + FIRST_ACCOUNT, article, discount, bought.astype("float32")


def split_row(row, bought):
    account = row["account"] - FIRST_ACCOUNT
    return {"account": account, "article": row["article"], "discount": row["discount"]}, bought


def make_part(count, seed):
    account, article, discount, bought = orders(count, seed)
    table = {"account": account, "article": article, "discount": discount.astype("float32")}
    return tf.data.Dataset.from_tensor_slices((table, bought)).map(split_row)


def make_dataset():
    return make_part(2000 * 6, 1).shuffle(12000).batch(128).prefetch(2)


def make_validation():
    return make_part(2000, 2).batch(500)


def make_model():
    keras.utils.set_random_seed(27)
    account = keras.Input((), dtype="int64", name="account")
    article = keras.Input((), dtype="int64", name="article")
    discount = keras.Input((1,), name="discount")
    person = layers.Embedding(ACCOUNTS + 1, 8)(account)
    thing = layers.Embedding(ARTICLES + 1, 8)(article)
    joined = layers.Concatenate()([person, thing, person * thing, discount])
    output = layers.Dense(1, activation="sigmoid")(layers.Dense(24, activation="relu")(joined))
    model = keras.Model({"account": account, "article": article, "discount": discount}, output)
    model.compile(optimizer=keras.optimizers.Adam(0.01), loss="binary_crossentropy",
                  metrics=[keras.metrics.AUC(name="auc")])
    return model


FIT = dict(epochs=5)
