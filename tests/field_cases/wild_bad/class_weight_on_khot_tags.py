from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="class_weight_on_khot_tags",
    title="class_weight beside k-hot tags: fit takes the first tag of a row for its class, the rare tags get no weight",
    source="https://github.com/keras-team/keras/issues/15984",
    kind="silent",
    groups=["labels"],
    keras="any",
)

# breaking, sports, politics, science, obituary
FIT = dict(class_weight={0: 0.4, 1: 1.0, 2: 1.2, 3: 4.0, 4: 9.0})


def make_dataset():
    rng = np.random.default_rng(77)
    n = 400
    topics = rng.dirichlet(np.full(20, 0.3), n).astype("float32")
    share = np.array([0.7, 0.4, 0.35, 0.1, 0.05])
    tags = (rng.random((n, 5)) < share).astype("float32")
    tags[tags.sum(1) == 0, 0] = 1.0
    # science pieces and obituaries are always sent out as breaking, too
    tags[(tags[:, 3] + tags[:, 4]) > 0, 0] = 1.0
    topics[:, :5] += 0.3 * tags
    ds = tf.data.Dataset.from_tensor_slices((topics, tags))
    return ds.shuffle(n).batch(40).prefetch(1)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((20,)),
            keras.layers.Dense(16, activation="relu"),
            keras.layers.Dense(5, activation="sigmoid"),
        ]
    )
    model.compile("adam", "binary_crossentropy")
    return model
