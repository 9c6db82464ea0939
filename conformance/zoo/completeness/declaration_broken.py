"""Looks for data that are not what their owner says they are.

Why it matters: some things only a person knows: that four numbers are corners, that an epoch has 60,000
rows, that an image lies between 0 and 1. Said once beside the pipeline, in `EXPECT`, they are held to
exactly from then on, and the guesses that they answer are no longer made. Boxes as (left, top, width,
height) given to a loss on corners trained to an IoU of 0.07 in place of 0.77
(https://github.com/stevebottos/owl-vit-object-detection/issues/14).

What can be said: `examples`, `epoch` ("each once" or "sampled"), `order` ("shuffled" or "time"), `boxes`
("xyxy", "yxyx", "xywh"), `ranges`, `classes` and their `shares`, `missing`, `negative_weights`, `groups` (what
both parts must not share: `"x['patient']"`, `"x[:, 0]"` or a function of an example), `random` (what is drawn
anew in each epoch; all else is not). Unknown names are refused.

What to look at: the declaration and the step that it speaks of.

When to ignore it: never; mend the one or the other.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras

EXPECT = {"boxes": "xyxy", "examples": 320}


def _boxes(corners):
    rng = np.random.default_rng(0)
    x = rng.uniform(0, 1, (320, 6)).astype("float32")
    left, top = 0.6 * x[:, 0], 0.6 * x[:, 1]
    wide, high = 0.1 + 0.3 * x[:, 2], 0.1 + 0.3 * x[:, 3]
    ends = (left + wide, top + high) if corners else (wide, high)
    y = np.stack([left, top, *ends], axis=1).astype("float32")
    return tf.data.Dataset.from_tensor_slices((x, y)).shuffle(320).batch(32).prefetch(2)


def make_dataset():
    return _boxes(corners=False)


def make_model():
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(4)])
    model.compile("adam", "mse")
    return model


def mended_dataset():
    return _boxes(corners=True)
