"""Looks for two random views of one example that are drawn with the same seed.

Why it matters: contrastive learning (SimCLR, BYOL) asks the model to find two views of one image
among many. When both views are made with one seed they are the same image, the task is solved by any
model, and the loss falls at once while nothing is learnt. Nothing raises.

What to look at: the seeds of the two calls. In the plan both outputs are computed apart, by the same
draws, and in every example they are equal, value for value.

When to ignore it: an autoencoder that is given one augmented image as input and target is not
reported, since the image is made once, or is the target of a loss.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras


def _views(seeds):
    rng = np.random.default_rng(0)
    images = rng.uniform(size=(96, 10, 10, 1)).astype("float32")

    def view(image, seed):
        return tf.image.stateless_random_crop(image, (8, 8, 1), seed)

    def two(image):
        first, second = seeds()
        return view(image, first), view(image, second)

    data = tf.data.Dataset.from_tensor_slices(images).shuffle(96).map(two)
    return data.batch(16).prefetch(tf.data.AUTOTUNE)


def _seed():
    return tf.random.uniform((2,), maxval=2**30, dtype=tf.int32)


def make_dataset():
    return _views(lambda: (_seed(),) * 2)


class Contrastive(keras.Model):
    def __init__(self):
        super().__init__()
        layers = [keras.layers.Flatten(), keras.layers.Dense(8)]
        self.encoder = keras.Sequential([keras.Input((8, 8, 1)), *layers])

    def call(self, image):
        return self.encoder(image)

    def train_step(self, data):
        with tf.GradientTape() as tape:
            a, b = (tf.math.l2_normalize(self.encoder(view), axis=1) for view in data)
            scores = tf.matmul(a, b, transpose_b=True)
            loss = -tf.reduce_mean(tf.linalg.diag_part(tf.nn.log_softmax(scores)))
        weights = self.encoder.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights))
        return {"loss": loss}


def make_model():
    model = Contrastive()
    model.compile("sgd")
    return model


def mended_dataset():
    return _views(lambda: (_seed(), _seed()))
