CASE = {'id': 'features_predicted_from_shuffled_pass',
 'title': 'Bottleneck features are predicted from a directory dataset that shuffles (the default), while the '
          'labels are written down in folder order, so features and labels belong to different pictures.',
 'source': 'https://github.com/keras-team/keras/pull/7520',
 'kind': 'silent',
 'groups': ['labels', 'randomness', 'completeness'],
 'keras': 'any',
 'check': 'target-unrelated',
 'says': 'nothing in the features tells anything of `y`',
 'evidence': '346 of 480 training rows carry the label of another picture; accuracy on rightly labelled '
             'held-out pictures 0.31 with the mistake, 0.86 mended (3 classes)'}

import os
import tempfile

import keras
import numpy as np
import tensorflow as tf
from keras import layers

SIDE = 24
SIGNS = ("circle", "cross", "square")
PER_CLASS = {"train": 160, "valid": 40}


def draw(kind, rng):
    yy, xx = np.mgrid[:SIDE, :SIDE]
    cy, cx = rng.uniform(9, 15, 2)
    r = rng.uniform(5, 8)
    if kind == "circle":
        shape = (yy - cy) ** 2 + (xx - cx) ** 2 < r * r
    elif kind == "square":
        shape = np.maximum(abs(yy - cy), abs(xx - cx)) < r * 0.85
    else:
        shape = (np.minimum(abs(yy - cy), abs(xx - cx)) < 1.8) & (np.maximum(abs(yy - cy), abs(xx - cx)) < r)
    picture = np.where(shape, rng.uniform(150, 240), rng.uniform(20, 80)) + rng.normal(0, 10, (SIDE, SIDE))
    return np.clip(picture, 0, 255).astype("uint8")[..., None]


def write_pictures():
    root = tempfile.mkdtemp(prefix="signs_")
    rng = np.random.default_rng(3)
    for split, count in PER_CLASS.items():
        for kind in SIGNS:
            folder = os.path.join(root, split, kind)
            os.makedirs(folder)
            for i in range(count):
                tf.io.write_file(os.path.join(folder, f"{kind}_{i:04d}.png"), tf.io.encode_png(draw(kind, rng)))
    return root


ROOT = write_pictures()


def make_encoder():
    init = lambda s: keras.initializers.GlorotUniform(seed=s)
    return keras.Sequential([
        keras.Input((SIDE, SIDE, 1)),
        layers.Rescaling(1 / 255.0),
        layers.Conv2D(16, 5, strides=2, activation="relu", kernel_initializer=init(1)),
        layers.Conv2D(32, 3, strides=2, activation="relu", kernel_initializer=init(2)),
        layers.Flatten(),
    ])


def bottleneck_features(split):
    pictures = keras.utils.image_dataset_from_directory(
        os.path.join(ROOT, split), label_mode=None, color_mode="grayscale",
        image_size=(SIDE, SIDE), batch_size=50, verbose=False)
    features = make_encoder().predict(pictures, verbose=0)
    labels = np.repeat(np.arange(len(SIGNS)), PER_CLASS[split])
    return features.astype("float32"), labels.astype("int32")


def make_dataset():
    features, labels = bottleneck_features("train")
    return tf.data.Dataset.from_tensor_slices((features, labels)).shuffle(len(labels)).batch(32)


def make_validation():
    features, labels = bottleneck_features("valid")
    return tf.data.Dataset.from_tensor_slices((features, labels)).batch(32)


def make_model():
    keras.utils.set_random_seed(5)
    width = make_encoder().output_shape[-1]
    model = keras.Sequential([
        keras.Input((width,)),
        layers.Dense(64, activation="relu"),
        layers.Dropout(0.3),
        layers.Dense(len(SIGNS), activation="softmax"),
    ])
    model.compile(optimizer=keras.optimizers.Adam(0.005), loss="sparse_categorical_crossentropy",
                  metrics=["accuracy"])
    return model


FIT = dict(epochs=15)
