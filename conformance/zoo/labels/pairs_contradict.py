"""Looks for pairs of ids that are labelled 1 in one row and 0 in another.

Why it matters: a recommender is trained on what users bought (1) and on items drawn for them (0). Where
those they bought are not left out of the draw, the same pair stands there with both labels. A port that
asked `item in train` where the keys are (user, item) redrew nothing, and 33 % of its negatives had been
bought (https://github.com/hexiangnan/neural_collaborative_filtering/issues/12).

What to look at: the share of the rows labelled 0 whose ids are those of a row labelled 1, from 20 % on.

When to ignore it: where there are so many items that few draws meet a positive, the short cut costs
nothing, and is not reported; nor are rows that repeat by nature (2 % and more of the positives), or
features that are not ids of many values.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras

USERS, ITEMS, BOUGHT = 24, 30, 10


def _purchases(bought_left_out):
    rng = np.random.default_rng(0)
    rows = []
    for user in range(USERS):
        items = np.argsort(np.arange(ITEMS) + rng.normal(0, ITEMS / 3, ITEMS))  # some sell better
        others = items[BOUGHT:] if bought_left_out else items
        rows += [(user, item, 1) for item in items[:BOUGHT]]
        rows += [(user, item, 0) for item in rng.choice(others, 2 * BOUGHT)]
    user, item, label = np.array(rows, "int32").T
    features = {"user": user[:, None], "item": item[:, None]}
    data = tf.data.Dataset.from_tensor_slices((features, label.astype("float32")))
    return data.shuffle(len(rows)).batch(64).prefetch(tf.data.AUTOTUNE)


def make_dataset():
    return _purchases(bought_left_out=False)


def make_model():
    inputs = {name: keras.Input((1,), dtype="int32", name=name) for name in ("user", "item")}
    vectors = [
        keras.layers.Flatten()(keras.layers.Embedding(size, 4)(inputs[name]))
        for name, size in (("user", USERS), ("item", ITEMS))
    ]
    likes = keras.layers.Dense(1, activation="sigmoid")(keras.layers.Concatenate()(vectors))
    model = keras.Model(inputs, likes)
    model.compile("adam", "binary_crossentropy")
    return model


def mended_dataset():
    return _purchases(bought_left_out=True)
