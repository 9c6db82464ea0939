CASE = {'id': 'brightness_wraps_around',
 'title': 'The brightness jitter adds to the pixels, clips to 0..255 and casts back to uint8.',
 'kind': 'good',
 'groups': [],
 'keras': '3',
 'evidence': 'the mended twin: validation accuracy 0.52 with the mistake, 0.94 mended'}

import keras
import numpy as np
from keras import layers

SIDE = 32


def dermoscopy(count, seed):
    """Pale skin with a spot; the malignant ones have a ragged border."""
    rng = np.random.default_rng(seed)
    yy, xx = np.mgrid[:SIDE, :SIDE]
    images = np.zeros((count, SIDE, SIDE, 3), "uint8")
    labels = rng.integers(0, 2, count)
    for i, ragged in enumerate(labels):
        skin = rng.uniform(165, 225)
        picture = np.full((SIDE, SIDE, 3), skin) * np.array([1.0, 0.9, 0.82])
        cy, cx = rng.uniform(11, 21, 2)
        angle = np.arctan2(yy - cy, xx - cx)
        edge = rng.uniform(6, 9) * (1 + (0.22 if ragged else 0.03) * np.sin(rng.integers(6, 9) * angle + rng.uniform(0, 6)))
        picture[np.hypot(yy - cy, xx - cx) < edge] *= rng.uniform(0.72, 0.9)
        images[i] = np.clip(picture + rng.normal(0, 5, picture.shape), 0, 255)
    return images, labels.astype("float32")


class SkinSpots(keras.utils.PyDataset):
    def __init__(self, images, labels, batch_size=32, training=True):
        super().__init__()
        self.images, self.labels, self.batch_size, self.training = images, labels, batch_size, training
        self.order = np.arange(len(images))
        self.rng = np.random.default_rng(8)
        self.on_epoch_end()

    def __len__(self):
        return -(-len(self.images) // self.batch_size)

    def on_epoch_end(self):
        if self.training:
            self.rng.shuffle(self.order)

    def augment(self, image):
        if self.rng.random() < 0.5:
            image = image[:, ::-1]
        shift = self.rng.integers(-50, 51)
        return np.clip(image + shift, 0, 255).astype("uint8")

    def __getitem__(self, index):
        rows = self.order[index * self.batch_size:(index + 1) * self.batch_size]
        images = self.images[rows]
        if self.training:
            images = np.stack([self.augment(image) for image in images])
        return images.astype("float32") / 255.0, self.labels[rows]


def make_dataset():
    return SkinSpots(*dermoscopy(900, 1))


def make_validation():
    return SkinSpots(*dermoscopy(200, 2), training=False)


def make_model():
    keras.utils.set_random_seed(7)
    model = keras.Sequential([
        keras.Input((SIDE, SIDE, 3)),
        layers.Conv2D(16, 3, strides=2, activation="relu"),
        layers.Conv2D(24, 3, activation="relu"),
        layers.MaxPooling2D(2),
        layers.Flatten(),
        layers.Dense(48, activation="relu"),
        layers.Dense(1, activation="sigmoid"),
    ])
    model.compile(optimizer=keras.optimizers.Adam(0.002), loss="binary_crossentropy", metrics=["accuracy"])
    return model


FIT = dict(epochs=10)
