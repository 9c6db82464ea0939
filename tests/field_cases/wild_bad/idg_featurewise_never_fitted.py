from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="idg_featurewise_never_fitted",
    title="featurewise_center and featurewise_std_normalization are asked for, but datagen.fit was never called",
    source="https://github.com/keras-team/keras/issues/7218",
    kind="silent", cause="normalisation-not-adapted", groups=['values'], keras="any",
    explain="Without datagen.fit(x) the generator has no mean and no std: it only warns (UserWarning) and hands on the "
            "raw 12-bit slices. Measured: mean 750, standard deviation 561, maximum 3050, where mean 0 and std 1 was asked "
            "for. Call datagen.fit(slices) first.")


def mri_slices():
    rng = np.random.default_rng(302)
    n, s = 96, 40
    tumour = rng.integers(0, 2, n)
    r = np.hypot(*np.mgrid[-1:1:40j, -1:1:40j])
    head = np.where(r < 0.85, 1100.0, 40.0)
    out = []
    for t in tumour:
        im = head + rng.gamma(2.0, 60.0, (s, s))
        if t:
            a, b = rng.integers(10, 26, 2)
            im[a:a + 5, b:b + 5] += 1400
        out.append(im)
    return np.stack(out)[..., None].astype("float32"), tumour.astype("float32")


def make_dataset():
    slices, has_tumour = mri_slices()
    datagen = keras.preprocessing.image.ImageDataGenerator(
        featurewise_center=True,
        featurewise_std_normalization=True,
    )

    def slice_generator():
        for one_slice, tumour in zip(slices, has_tumour):
            yield datagen.standardize(one_slice.copy()), tumour

    ds = tf.data.Dataset.from_generator(
        slice_generator,
        output_signature=(tf.TensorSpec((40, 40, 1), tf.float32), tf.TensorSpec((), tf.float32)))
    ds = ds.cache().shuffle(len(slices))
    ds = ds.map(lambda s, t: (tf.image.random_flip_left_right(s), t), num_parallel_calls=tf.data.AUTOTUNE)
    return ds.batch(16).prefetch(tf.data.AUTOTUNE)


def make_model():
    inp = keras.Input(shape=(40, 40, 1))
    h = keras.layers.Conv2D(8, 5, activation="relu")(inp)
    h = keras.layers.MaxPooling2D(4)(h)
    h = keras.layers.Flatten()(h)
    h = keras.layers.Dense(16, activation="relu")(h)
    out = keras.layers.Dense(1, activation="sigmoid")(h)
    model = keras.Model(inp, out)
    model.compile(optimizer=keras.optimizers.Adam(1e-3), loss="binary_crossentropy", metrics=["accuracy"])
    return model
