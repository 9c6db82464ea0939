"""The documented patterns over arrays and text in memory, as the tutorials write them: does the code run?

Each is written anew around the same steps in the same order, its faults included, on small data.
"It runs" says nothing of what it trains on: the faults that raise nothing are claims of their own.
"""

from __future__ import annotations

from typing import Any

from conformance.claims.examples import ROWS, arrays, dense_model, fit, trains
from conformance.claims.lazy import keras, tf
from conformance.claims.registry import Result, claim, since

GUIDE = "https://www.tensorflow.org/guide/data"
PERFORMANCE = "https://www.tensorflow.org/guide/data_performance"
FUNCTIONAL = "https://keras.io/guides/functional_api/"
SEQUENCE = "https://www.tensorflow.org/api_docs/python/tf/keras/utils/Sequence"


@claim(
    "pattern-01-dict-of-mixed-dtypes",
    kind="pattern",
    says="a dict of float and integer columns, batched and mapped, goes into named inputs that the "
    "model concatenates",
    source=FUNCTIONAL,
    right="reference_pipelines.dict_features",
    expected=since("2.16"),
)
def _dict_features() -> Result:
    def run() -> Any:
        size, label = arrays((1,))
        rooms = arrays((), classes=5)[1].astype("int32").reshape(-1, 1)
        table = {"size": size, "rooms": rooms, "price": label}

        def split(batch: Any) -> Any:
            features = dict(batch)
            target = features.pop("price")
            return features, target

        dataset = tf.data.Dataset.from_tensor_slices(table).batch(8).map(split)
        inputs = {
            "size": keras.Input((1,), name="size"),
            "rooms": keras.Input((1,), name="rooms", dtype="int32"),
        }
        joined = keras.layers.Concatenate()([inputs["size"], inputs["rooms"]])
        model = keras.Model(inputs, keras.layers.Dense(1)(joined))
        model.compile("adam", "mse")
        return fit(model, dataset.prefetch(tf.data.AUTOTUNE))

    return trains(run)


@claim(
    "pattern-02-image-and-tokens",
    kind="pattern",
    says="images and token ids made by random ops in a parallel map train a model of two inputs",
    source=FUNCTIONAL,
    right="reference_pipelines.image_and_tokens",
)
def _image_and_tokens() -> Result:
    def make(_: Any) -> Any:
        image = tf.random.uniform([8, 8, 3])
        tokens = tf.random.uniform([6], 0, 50, dtype=tf.int64)
        label = tf.random.uniform([], 0, 1, dtype=tf.int64)
        return {"image": image, "tokens": tokens}, label

    def run() -> Any:
        dataset = tf.data.Dataset.range(ROWS).map(make, num_parallel_calls=tf.data.AUTOTUNE)
        image, tokens = keras.Input((8, 8, 3), name="image"), keras.Input((6,), name="tokens")
        words = keras.layers.Flatten()(keras.layers.Embedding(50, 4)(tokens))
        joined = keras.layers.Concatenate()([keras.layers.Flatten()(image), words])
        output = keras.layers.Dense(1, activation="sigmoid")(joined)
        model = keras.Model([image, tokens], output)
        model.compile("adam", "binary_crossentropy")
        # The model's inputs are a list and the batches a dict: both Keras go by the names.
        return fit(model, dataset.prefetch(tf.data.AUTOTUNE).batch(8))

    return trains(run)


@claim(
    "pattern-03-dict-parallel-map",
    kind="pattern",
    says="dict elements preprocessed one by one in a parallel map train a model of named inputs",
    source=PERFORMANCE,
    right="reference_pipelines.dict_parallel_map",
)
def _dict_map() -> Result:
    def prepare(row: Any, label: Any) -> Any:
        image = tf.cast(row["image"], tf.float32) / 255.0
        return {"image": image, "age": tf.cast(row["age"], tf.float32) / 100.0}, label

    def run() -> Any:
        image = (arrays((4, 4, 1))[0] * 255).astype("uint8")
        age = arrays((), classes=90)[1].reshape(-1, 1)
        rows = ({"image": image, "age": age}, arrays((1,))[1])
        dataset = tf.data.Dataset.from_tensor_slices(rows)
        dataset = dataset.map(prepare, num_parallel_calls=tf.data.AUTOTUNE).batch(8)
        inputs = {
            "image": keras.Input((4, 4, 1), name="image"),
            "age": keras.Input((1,), name="age"),
        }
        flat = keras.layers.Flatten()(inputs["image"])
        joined = keras.layers.Concatenate()([flat, inputs["age"]])
        model = keras.Model(inputs, keras.layers.Dense(1)(joined))
        model.compile("adam", "mse")
        return fit(model, dataset.prefetch(tf.data.AUTOTUNE))

    return trains(run)


@claim(
    "pattern-04-arrays-batch-prefetch",
    kind="pattern",
    says="arrays in memory, batched and prefetched, train a model",
    source=GUIDE,
    right="reference_pipelines.in_memory_arrays",
)
def _arrays() -> Result:
    def run() -> Any:
        dataset = tf.data.Dataset.from_tensor_slices(arrays((10,))).batch(8)
        return fit(dense_model((10,)), dataset.prefetch(tf.data.AUTOTUNE))

    return trains(run)


@claim(
    "pattern-05-parallel-random-brightness",
    kind="pattern",
    says="images brightened at random in a parallel map train a model",
    source=PERFORMANCE,
    right="reference_pipelines.augmented_images",
)
def _brightness() -> Result:
    def augment(image: Any, label: Any) -> Any:
        return tf.image.random_brightness(image, max_delta=0.2), label

    def run() -> Any:
        images = arrays((8, 8, 3), classes=3)
        dataset = tf.data.Dataset.from_tensor_slices(images)
        dataset = dataset.map(augment, num_parallel_calls=tf.data.AUTOTUNE).batch(8)
        model = dense_model((8, 8, 3), units=3, loss="sparse_categorical_crossentropy")
        return fit(model, dataset.prefetch(tf.data.AUTOTUNE))

    return trains(run)


@claim(
    "pattern-07-shuffle-len-one-hot",
    kind="pattern",
    says="arrays with one-hot labels, shuffled by their length, batched and prefetched, train a "
    "model",
    source=GUIDE,
    right="reference_pipelines.in_memory_arrays",
)
def _one_hot() -> Result:
    def run() -> Any:
        features, label = arrays((10,), classes=3)
        rows = (features, keras.utils.to_categorical(label, 3))
        dataset = tf.data.Dataset.from_tensor_slices(rows).shuffle(len(features)).batch(8)
        model = dense_model((10,), units=3, loss="categorical_crossentropy")
        return fit(model, dataset.prefetch(tf.data.AUTOTUNE))

    return trains(run)


@claim(
    "pattern-08-text-vectorization-in-model",
    kind="pattern",
    says="text cleaned in map goes into a model that begins with a TextVectorization layer, as it "
    "comes from its constructor",
    source="https://www.tensorflow.org/tutorials/keras/text_classification",
    right="reference_pipelines.text_in_model",
    expected=False,
)
def _text() -> Result:
    def clean(text: Any, label: Any) -> Any:
        return tf.strings.regex_replace(tf.strings.lower(text), "[^a-z ]", ""), label

    def run() -> Any:
        texts, labels = ["A fine film!", "Not so fine."] * 8, [1, 0] * 8
        dataset = tf.data.Dataset.from_tensor_slices((texts, labels)).map(clean).batch(4)
        inputs = keras.Input((1,), dtype="string")
        vectorize = keras.layers.TextVectorization(max_tokens=50, output_sequence_length=5)
        words = keras.layers.Embedding(50, 4)(vectorize(inputs))
        pooled = keras.layers.GlobalAveragePooling1D()(words)
        model = keras.Model(inputs, keras.layers.Dense(1, activation="sigmoid")(pooled))
        model.compile("adam", "binary_crossentropy")
        return fit(model, dataset)

    return trains(run)
