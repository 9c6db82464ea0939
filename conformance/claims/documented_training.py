"""The documented patterns around loops, splits, workers and caches, as the tutorials write them: does the code run?

Each is written anew around the same steps in the same order, its faults included, on small data.
"It runs" says nothing of what it trains on: the faults that raise nothing are claims of their own.
"""

from __future__ import annotations

from typing import Any

from conformance import compat
from conformance.claims.errors import said
from conformance.claims.examples import ROWS, arrays, dense_model, fit, trains
from conformance.claims.lazy import keras, tf
from conformance.claims.registry import Result, claim, until

GUIDE = "https://www.tensorflow.org/guide/data"
PERFORMANCE = "https://www.tensorflow.org/guide/data_performance"
FUNCTIONAL = "https://keras.io/guides/functional_api/"
SEQUENCE = "https://www.tensorflow.org/api_docs/python/tf/keras/utils/Sequence"


def _normalise(row: Any, label: Any) -> Any:
    def scaled(value: Any) -> Any:
        return (value - tf.reduce_mean(value)) / tf.math.reduce_std(value)

    image = tf.image.convert_image_dtype(row["image"], tf.float32)
    return {"image": image, "scalar": scaled(row["scalar"])}, label


def _two_inputs() -> Any:
    """A model of an image and a scalar, not compiled."""
    inputs = {
        "image": keras.Input((4, 4, 1), name="image"),
        "scalar": keras.Input((1,), name="scalar"),
    }
    flat = keras.layers.Flatten()(inputs["image"])
    joined = keras.layers.Concatenate()([flat, inputs["scalar"]])
    return keras.Model(inputs, keras.layers.Dense(1)(joined))


def _image_and_scalar() -> Any:
    features = {"image": arrays((4, 4, 1))[0], "scalar": arrays((1,))[0]}
    return tf.data.Dataset.from_tensor_slices((features, arrays((1,))[1]))


@claim(
    "pattern-10-custom-training-loop",
    kind="pattern",
    says="dict batches, shuffled after batch, go through a GradientTape loop in a tf.function",
    source="https://www.tensorflow.org/guide/keras/writing_a_training_loop_from_scratch",
    right="reference_pipelines.custom_training_loop",
)
def _custom_loop() -> Result:
    def run() -> int:
        model, optimizer = _two_inputs(), keras.optimizers.Adam()

        @tf.function
        def step(features: Any, label: Any) -> Any:
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean(tf.square(model(features, training=True) - label))
            gradients = tape.gradient(loss, model.trainable_variables)
            optimizer.apply_gradients(zip(gradients, model.trainable_variables))
            return loss

        dataset = _image_and_scalar().batch(8).shuffle(3).prefetch(tf.data.AUTOTUNE)
        return sum(1 for _ in range(2) for batch in dataset if float(step(*batch)) >= 0)

    try:
        steps = run()
    except Exception as error:  # whatever the documented code raises is the result
        return False, said(error)
    return steps == 6, f"{steps} steps in 2 epochs of 3 batches"


@claim(
    "pattern-11-normalised-in-map",
    kind="pattern",
    says="image and scalar inputs, each normalised by itself in map, train a model",
    source=FUNCTIONAL,
    right="reference_pipelines.custom_training_loop",
)
def _normalised() -> Result:
    def run() -> Any:
        model = _two_inputs()
        model.compile("adam", "mse")
        dataset = _image_and_scalar().map(_normalise, num_parallel_calls=tf.data.AUTOTUNE)
        return fit(model, dataset.batch(8).prefetch(tf.data.AUTOTUNE))

    return trains(run)


@claim(
    "normalised-in-map-trains-on-numbers",
    kind="trap",
    says="a scalar input normalised by itself in map gives the model something to train on",
    right="reference_pipelines.custom_training_loop",
    expected=False,
)
def _normalised_values() -> Result:
    scalars = [features["scalar"] for features, _ in _image_and_scalar().map(_normalise)]
    count = int(tf.reduce_sum(tf.cast(tf.math.is_nan(tf.stack(scalars)), tf.int32)))
    return count == 0, f"NaN in the {ROWS} scalars that fit is given: {count}"


@claim(
    "pattern-12-train-and-validation",
    kind="pattern",
    says="shuffled training batches and plain validation batches go into one fit",
    source="https://keras.io/guides/training_with_built_in_methods/",
    right="reference_pipelines.train_and_validation",
)
def _train_validation() -> Result:
    def run() -> Any:
        slices = tf.data.Dataset.from_tensor_slices
        training = slices(arrays((10,))).shuffle(10_000).batch(8).prefetch(tf.data.AUTOTUNE)
        validation = slices(arrays((10,), rows=6)).batch(8).prefetch(tf.data.AUTOTUNE)
        return fit(dense_model((10,)), training, validation_data=validation)

    return trains(run)


@claim(
    "pattern-15-sequence-with-workers",
    kind="pattern",
    says="a Sequence goes into fit(workers=4, use_multiprocessing=True)",
    source=SEQUENCE,
    right="reference_pipelines.sequence_workers",
    expected=until("2.15"),
)
def _sequence() -> Result:
    def run() -> Any:
        # Two workers instead of four: what is in question is whether fit takes the arguments.
        return fit(dense_model((10,)), floor_sequence(), workers=2, use_multiprocessing=True)

    return trains(run)


def floor_sequence() -> Any:
    """A Sequence as it is documented: no super().__init__, its length rounded down."""
    base: Any = compat.sequence_types()[0]

    class Batches(base):
        def __init__(self) -> None:
            self.rows, self.labels = arrays((10,), rows=20)

        def __len__(self) -> int:
            return len(self.rows) // 8

        def __getitem__(self, index: int) -> Any:
            rows = slice(index * 8, (index + 1) * 8)
            return self.rows[rows], self.labels[rows]

    return Batches()


@claim(
    "floor-length-covers-the-rows",
    kind="trap",
    says="a Sequence of len(x) // batch_size batches shows every row",
    source=SEQUENCE,
    right="reference_pipelines.sequence_workers",
    expected=False,
)
def _floor() -> Result:
    batches = floor_sequence()
    rows = sum(len(batches[index][0]) for index in range(len(batches)))
    return rows == 20, f"rows in the batches of 8 of 20 rows: {rows}"


@claim(
    "pattern-16-cache-shuffle-batch-augment",
    kind="pattern",
    says="images cached, shuffled, batched, augmented by the batch and prefetched train a model",
    source=PERFORMANCE,
    right="reference_pipelines.cached_augmented",
)
def _cached() -> Result:
    def augment(images: Any, label: Any) -> Any:
        return tf.image.random_brightness(tf.image.random_flip_left_right(images), 0.1), label

    def run() -> Any:
        rows = tf.data.Dataset.from_tensor_slices(arrays((8, 8, 3), classes=3))
        dataset = rows.cache().shuffle(ROWS).batch(8)
        dataset = dataset.map(augment, num_parallel_calls=tf.data.AUTOTUNE)
        model = dense_model((8, 8, 3), units=3, loss="sparse_categorical_crossentropy")
        return fit(model, dataset.prefetch(tf.data.AUTOTUNE))

    return trains(run)
