"""Claims about data of unknown or endless length: what fit makes of it."""

from __future__ import annotations

import functools
from typing import Any, List

from conformance.claims.errors import said
from conformance.claims.lazy import keras, tf
from conformance.claims.registry import Result, claim, until

FIT = "https://keras.io/api/models/model_training_apis/#fit-method"
CARDINALITY = "https://www.tensorflow.org/api_docs/python/tf/data/experimental/assert_cardinality"
OUT_OF_RANGE = "https://github.com/tensorflow/tensorflow/issues/62963"
BATCHES = 5
ENOUGH = 200  # batches of a set of five after which it counts as endless


def _model(optimizer: Any = "sgd") -> Any:
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, kernel_initializer="ones")])
    model.compile(optimizer, "mse")
    return model


def five_batches(*, known: bool) -> Any:
    """20 rows in five batches; of unknown length after a filter that keeps everything."""
    values = tf.reshape(tf.range(20, dtype=tf.float32), (20, 1)) / 20
    rows = tf.data.Dataset.from_tensor_slices((values, 1 - values))
    if not known:
        rows = rows.filter(lambda x, y: True)
    return rows.batch(4)


def quiet_fit(model: Any, dataset: Any, **arguments: Any) -> Any:
    return model.fit(dataset, verbose=0, shuffle=False, **arguments)


def _steps(dataset: Any) -> int:
    model = _model("adam")
    quiet_fit(model, dataset, epochs=2)
    return int(model.optimizer.iterations.numpy())


@claim(
    "unknown-length-trains-the-same-steps",
    kind="trap",
    says="the optimizer takes as many steps whether or not the length of the data is known",
    source=OUT_OF_RANGE,
    right="reference_pipelines.train_and_validation",
    expected=until("2.10"),
)
def _unknown_steps() -> Result:
    known, unknown = _steps(five_batches(known=True)), _steps(five_batches(known=False))
    return known == unknown, (
        f"optimizer.iterations after 2 epochs of {BATCHES} batches: {known} with a known length, "
        f"{unknown} after filter"
    )


@claim(
    "assert-cardinality-restores-the-steps",
    kind="trap",
    says="assert_cardinality makes fit count as it does for data of known length",
    source=CARDINALITY,
    right="reference_pipelines.train_and_validation",
)
def _asserted() -> Result:
    stated = five_batches(known=False).apply(tf.data.experimental.assert_cardinality(BATCHES))
    steps = _steps(stated)
    return steps == 2 * BATCHES, (
        f"optimizer.iterations after 2 epochs of {BATCHES} batches: {steps}"
    )


@claim(
    "unknown-length-trains-the-same-weights",
    kind="trap",
    says="Adam ends with the same weights whether or not the length of the data is known",
    source=OUT_OF_RANGE,
    right="reference_pipelines.train_and_validation",
    expected=until("2.10"),
)
def _unknown_weights() -> Result:
    weights = []
    for known in (True, False):
        model = _model("adam")
        quiet_fit(model, five_batches(known=known), epochs=3)
        weights.append([w.tolist() for w in model.get_weights()])
    same = weights[0] == weights[1]
    return same, f"weights after 3 epochs of {BATCHES} batches: {'equal' if same else 'different'}"


def _batches_by_epoch(dataset: Any, **arguments: Any) -> List[int]:
    counts: List[int] = []

    class Count(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
            counts.append(0)

        def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
            counts[-1] += 1

    quiet_fit(_model(), dataset, callbacks=[Count()], **arguments)
    return counts


@claim(
    "unknown-length-with-steps-per-epoch",
    kind="trap",
    says="steps_per_epoch equal to the number of batches trains on all of them in each epoch, "
    "also when the length is unknown",
    source=FIT,
    right="reference_pipelines.train_and_validation",
    expected=False,
)
def _steps_per_epoch() -> Result:
    known, unknown = (
        _batches_by_epoch(five_batches(known=known), epochs=3, steps_per_epoch=BATCHES)
        for known in (True, False)
    )
    return known == unknown, (
        f"batches in 3 epochs with steps_per_epoch={BATCHES}: {known} with a known length, "
        f"{unknown} after filter"
    )


@claim(
    "len-of-unknown-length-raises",
    kind="trap",
    says="len() of a filtered, generated, interleaved or unbatched dataset raises TypeError",
    source="https://www.tensorflow.org/api_docs/python/tf/data/Dataset#__len__",
)
def _len() -> Result:
    numbers = tf.data.Dataset.range(4)
    spec = tf.TensorSpec((), tf.int64)
    messages = set()
    for dataset in (
        numbers.filter(lambda value: value > 0),
        tf.data.Dataset.from_generator(lambda: iter(range(4)), output_signature=spec),
        numbers.interleave(tf.data.Dataset.from_tensors),
        numbers.batch(2).unbatch(),
    ):
        try:
            messages.add(str(len(dataset)))
        except TypeError as error:
            messages.add(f"TypeError: {error}")
    return all(m.startswith("TypeError") for m in messages), " / ".join(sorted(messages))


class _Enough(Exception):
    """Ends a run that would not end."""


def _endless_run(stage: str) -> str:
    """How fit, evaluate, predict or a validation pass ends on a set that repeats for ever."""
    endless, finite = five_batches(known=True).repeat(), five_batches(known=True)
    seen: List[int] = []

    def count(self: Any, batch: int, logs: Any = None) -> None:
        seen.append(batch)
        if len(seen) >= ENOUGH:
            raise _Enough

    event = {"fit": "train", "predict": "predict"}.get(stage, "test")
    counting = type("Counting", (keras.callbacks.Callback,), {f"on_{event}_batch_end": count})()
    model, callbacks = _model(), [counting]
    try:
        if stage == "fit":
            quiet_fit(model, endless, callbacks=callbacks)
        elif stage == "validation":
            quiet_fit(model, finite, validation_data=endless, callbacks=callbacks)
        elif stage == "evaluate":
            model.evaluate(endless, verbose=0, callbacks=callbacks)
        else:
            model.predict(endless.map(lambda x, y: x), verbose=0, callbacks=callbacks)
    except _Enough:
        return f"still running after {ENOUGH} batches of a set of {BATCHES}"
    except ValueError as error:
        return said(error)
    return f"ended after {len(seen)} batches"


def _refused(stage: str) -> Result:
    ended = _endless_run(stage)
    return ended.startswith("ValueError"), ended


for _stage, _what in {
    "fit": "fit without steps_per_epoch",
    "evaluate": "evaluate without steps",
    "predict": "predict without steps",
    "validation": "validation data without validation_steps",
}.items():
    claim(
        f"endless-{_stage}-is-refused",
        kind="trap",
        says=f"{_what} refuses a dataset that repeats for ever",
        source=FIT,
        right="reference_pipelines.train_and_validation",
        expected=until("2.15"),
    )(functools.partial(_refused, _stage))
