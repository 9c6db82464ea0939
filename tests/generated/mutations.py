"""One mistake each, put into a sound pipeline: a table of operators by mechanism.

An operator changes one stage: the `rows` before they are split, the training rows (`train`), the validation
rows (`held`), the `way`, the dataset that is delivered (`dataset`) or the `model`. It returns None where
it cannot be committed (no second class, no pixels). ``groups`` are those of which a finding names the cause.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Callable, Dict, Tuple

import numpy as np
import tensorflow as tf
from tensorflow import keras

from tests.generated import deliveries, tasks
from tests.generated.tasks import Rows

SHUFFLED_APART = ("labels", "wiring", "completeness")


@dataclass(frozen=True)
class Mutation:
    """``change(thing, rows, random)``: the changed thing, or None."""

    mechanism: str
    groups: Tuple[str, ...]
    stage: str
    change: Callable[..., Any]


MUTATIONS: Dict[str, Mutation] = {}


def mutation(mechanism: str, groups: str, stage: str) -> Callable[[Any], Any]:
    """Enter a function into the table under its own name."""

    def enter(change: Callable[..., Any]) -> Callable[..., Any]:
        MUTATIONS[change.__name__] = Mutation(mechanism, tuple(groups.split()), stage, change)
        return change

    return enter


def _only(x: Any) -> Any:
    """The one array of x, or None."""
    return x if isinstance(x, np.ndarray) else None


def _floats(x: Any) -> Any:
    """x as a table of float columns, or None."""
    array = _only(x)
    return array if array is not None and array.ndim == 2 and array.dtype.kind == "f" else None


def _with(rows: Rows, **changes: Any) -> Rows:
    return replace(rows, **changes)


def _classes(y: Any) -> Any:
    """The class of each row (rows,) of int64, or None where y is no single class."""
    array = _only(y)
    if array is None or (array.ndim == 2 and array.shape[1] > 1 and (array.sum(1) != 1).any()):
        return None
    if array.ndim > 2:
        return None
    return (array.argmax(1) if array.ndim == 2 and array.shape[1] > 1 else array.ravel()).astype(
        int
    )


# --- pairing -----------------------------------------------------------------------------------


@mutation("pairing", "labels wiring completeness values", "rows")
def features_permuted(rows, _, random):
    if "same" in rows.traits:
        return None
    order = random.permutation(deliveries.count(rows.y))
    return _with(rows, x=deliveries.take(rows.x, order))


@mutation("pairing", "labels wiring completeness values", "rows")
def targets_sorted(rows, _, random):
    y = _only(rows.y)
    if y is None or y.ndim > 2 or "same" in rows.traits or rows.weights is not None:
        return None
    return _with(rows, y=y[np.argsort(y.reshape(len(y), -1)[:, 0], kind="stable")])


@mutation("pairing", "labels wiring completeness values", "rows")
def targets_one_row_late(rows, _, random):
    if rows.ordered or "same" in rows.traits:
        return None
    return _with(rows, y=tf.nest.map_structure(lambda a: np.roll(a, 1, axis=0), rows.y))


@mutation("pairing", "labels wiring completeness values randomness", "dataset")
def parts_shuffled_apart(parts, way, random):
    x, y, *rest = parts
    if rest:
        return None
    rows = deliveries.count(y)
    apart = [tf.data.Dataset.from_tensor_slices(p).shuffle(rows) for p in (x, y)]
    return tf.data.Dataset.zip(tuple(apart)).batch(way.batch).prefetch(tf.data.AUTOTUNE)


@mutation("pairing", "labels wiring completeness values", "dataset")
def sequence_labels_by_position(parts, way, random):
    class Unpaired(deliveries.Batches):
        def __getitem__(self, number):
            x, *_ = super().__getitem__(number)
            start = number * self.way.batch
            ends = min(start + self.way.batch, self.rows)
            return (x, *deliveries.take(self.parts[1:], slice(start, ends)))

    return Unpaired(parts, way)


# --- values ------------------------------------------------------------------------------------


def _column(change: Callable[[Any, Any, Any], Any]) -> Callable[..., Any]:
    def on_rows(rows: Rows, _: Any, random: Any) -> Any:
        x = _floats(rows.x)
        if x is None or "same" in rows.traits:
            return None
        x = x.copy()
        place = random.randint(x.shape[1])
        x[:, place] = change(x[:, place], rows, random)
        return _with(rows, x=x)

    on_rows.__name__ = change.__name__
    return on_rows


@mutation("values", "values", "rows")
@_column
def one_value_nan(column, rows, random):
    column = column.copy()
    column[random.randint(len(column) // 2)] = np.nan
    return column


@mutation("values", "values", "rows")
@_column
def column_in_thousands(column, rows, random):
    return 5000 + 2000 * column


@mutation("values", "values", "rows")
@_column
def missing_as_minus_999(column, rows, random):
    return np.where(random.rand(len(column)) < 0.05, -999, column)


@mutation("values", "values", "rows")
@_column
def column_lost(column, rows, random):
    return np.zeros_like(column)


@mutation("leak", "values labels wiring", "rows")
@_column
def column_is_the_target(column, rows, random):
    y = rows.y if isinstance(rows.y, np.ndarray) else rows.y["score"]
    return y.reshape(len(y), -1)[:, 0]


@mutation("values", "values", "rows")
@_column
def column_is_the_row_number(column, rows, random):
    return np.arange(len(column))


@mutation("values", "values elements", "rows")
def pixels_scaled_twice(rows, _, random):
    x = _only(rows.x)
    if "pictures" not in rows.traits or x.dtype.kind != "f":
        return None
    return _with(rows, x=(x / 255).astype("float32"))


@mutation("values", "values", "rows")
def pixels_not_scaled(rows, _, random):
    x = _only(rows.x)
    if "pictures" not in rows.traits or x.dtype.kind != "f":
        return None
    return _with(rows, x=np.round(x * 255).astype("float32"))


@mutation("values", "values elements", "rows")
def pixels_cut_to_bytes(rows, _, random):
    x = _only(rows.x)
    if "pictures" not in rows.traits or x.dtype.kind != "f":
        return None
    return _with(rows, x=x.astype("uint8").astype("float32"))


# --- labels ------------------------------------------------------------------------------------


@mutation("labels", "labels", "rows")
def classes_from_one(rows, _, random):
    y = _only(rows.y)
    if "classes" not in rows.traits or y is None or (y.ndim == 2 and y.shape[1] > 1):
        return None
    return _with(rows, y=y + 1)


@mutation("labels", "labels values", "rows")
def targets_rounded(rows, _, random):
    y = _only(rows.y)
    if (
        y is None
        or y.dtype.kind != "f"
        or y.ndim != 2
        or "classes" in rows.traits
        or (y % 1 == 0).all()
    ):
        return None
    return _with(rows, y=y.astype("int32").astype("float32"))


@mutation("labels", "labels", "rows")
def one_label_for_all(rows, _, random):
    y = _only(rows.y)
    if y is None or "same" in rows.traits or y.ndim > 2:
        return None
    return _with(rows, y=np.repeat(y[:1], len(y), axis=0))


@mutation("labels", "labels values", "rows")
def one_target_nan(rows, _, random):
    y = _only(rows.y)
    if y is None or y.dtype.kind != "f":
        return None
    y = y.copy()
    y[random.randint(len(y) // 2)] = np.nan
    return _with(rows, y=y)


@mutation("labels", "labels", "rows")
def a_class_without_its_one(rows, _, random):
    y = _only(rows.y)
    if "one-hot" not in rows.traits:
        return None
    y = y.copy()
    y[:, random.randint(y.shape[1])] = 0
    return _with(rows, y=y)


@mutation("labels", "labels", "model")
def logits_said_of_a_sigmoid(make, rows, random):
    def model():
        made = make()
        last = made.layers[-1]
        if getattr(last, "activation", None) is not keras.activations.sigmoid:
            return None
        loss = keras.losses.BinaryCrossentropy(from_logits=True)
        made.compile(optimizer="adam", loss=loss)
        return made

    return model


@mutation("labels", "labels", "model")
def softmax_left_out(make, rows, random):
    def model():
        made = make()
        last = made.layers[-1]
        if getattr(last, "activation", None) is not keras.activations.softmax:
            return None
        last.activation = keras.activations.linear
        loss = made.loss
        made = keras.Model(made.inputs, last(last.input))
        made.compile(optimizer="adam", loss=loss)
        return made

    return model


@mutation("labels", "labels", "model")
def softmax_of_one_unit(make, rows, random):
    def model():
        made = make()
        last = made.layers[-1]
        if getattr(last, "units", 0) != 1 or isinstance(made.loss, keras.losses.Loss):
            return None
        if getattr(last, "activation", None) is not keras.activations.sigmoid:
            return None
        loss = made.loss
        output = keras.layers.Dense(1, activation="softmax")(last.input)
        made = keras.Model(made.inputs, output)
        made.compile(optimizer="adam", loss=loss)
        return made

    return model


# --- weights -----------------------------------------------------------------------------------


@mutation("weights", "labels wiring", "rows")
def weights_count_the_rows(rows, _, random):
    if rows.weights is not None:
        return None
    return _with(rows, weights=np.arange(deliveries.count(rows.x), dtype="float32"))


@mutation("weights", "labels", "rows")
def a_class_weighs_nothing(rows, _, random):
    classes = _classes(rows.y) if "classes" in rows.traits else None
    if classes is None or rows.weights is not None:
        return None
    return _with(rows, weights=(classes != classes[0]).astype("float32"))


@mutation("weights", "labels values", "rows")
def weights_of_other_rows(rows, _, random):
    if "next" not in rows.traits or rows.weights is None:
        return None
    return _with(rows, weights=random.permutation(rows.weights))


@mutation("weights", "labels", "rows")
def padding_weighs_as_well(rows, _, random):
    if "next" not in rows.traits or rows.weights is None:
        return None
    return _with(rows, weights=np.ones_like(rows.weights))


# --- sequences ---------------------------------------------------------------------------------


@mutation("shift", "labels values wiring", "rows")
def target_not_shifted(rows, _, random):
    if "next" not in rows.traits or not isinstance(rows.x, np.ndarray) or rows.ordered:
        return None
    return _with(rows, y=rows.x.copy(), weights=(rows.x > 0).astype("float32"))


@mutation("shift", "labels values wiring", "rows")
def target_shifted_by_two(rows, _, random):
    if "next" not in rows.traits or not isinstance(rows.x, np.ndarray) or rows.ordered:
        return None
    y = np.concatenate([rows.y[:, 1:], np.zeros_like(rows.y[:, :1])], axis=1)
    return _with(rows, y=y, weights=(y > 0).astype("float32"))


@mutation("shift", "labels values wiring", "rows")
def decoder_sees_the_answer(rows, _, random):
    if not (isinstance(rows.x, dict) and "decoder" in rows.x):
        return None
    return _with(rows, x={**rows.x, "decoder": rows.y.copy()})


@mutation("shift", "labels values wiring", "rows")
def answer_in_the_window(rows, _, random):
    if not rows.ordered:
        return None
    return _with(rows, y=rows.x[:, -1].copy())


# --- order and randomness ------------------------------------------------------------------------


def _sorted(rows: Rows) -> Any:
    classes = _classes(rows.y) if "classes" in rows.traits else None
    if classes is None:
        return None
    order = np.argsort(classes, kind="stable")
    weights = None if rows.weights is None else rows.weights[order]
    return _with(
        rows, x=deliveries.take(rows.x, order), y=deliveries.take(rows.y, order), weights=weights
    )


@mutation("order", "randomness", "way")
def sorted_by_class_unshuffled(way, rows, random):
    ordered = _sorted(rows)
    if ordered is None:
        return None
    rows.x, rows.y, rows.weights = ordered.x, ordered.y, ordered.weights
    return replace(way, shuffle=False)


@mutation("order", "randomness", "dataset")
def order_cached(parts, way, random):
    dataset = tf.data.Dataset.from_tensor_slices(parts).shuffle(deliveries.count(parts)).cache()
    return dataset.batch(way.batch).prefetch(tf.data.AUTOTUNE)


@mutation("order", "randomness", "dataset")
def batches_shuffled_whole(parts, way, random):
    dataset = tf.data.Dataset.from_tensor_slices(parts).batch(way.batch)
    return dataset.shuffle(deliveries.count(parts)).prefetch(tf.data.AUTOTUNE)


@mutation("order", "randomness", "dataset")
def order_drawn_once(parts, way, random):
    rows = deliveries.count(parts)
    dataset = tf.data.Dataset.from_tensor_slices(parts)
    dataset = dataset.shuffle(rows, reshuffle_each_iteration=False)
    return dataset.batch(way.batch).prefetch(tf.data.AUTOTUNE)


@mutation("randomness", "randomness", "dataset")
def noise_traced_once(parts, way, random):
    if not (isinstance(parts[0], np.ndarray) and parts[0].dtype == np.float32):
        return None

    def noisy(x, *rest):
        return (x + np.random.normal(0, 0.1, parts[0].shape[1:]).astype("float32"), *rest)

    dataset = tf.data.Dataset.from_tensor_slices(parts).shuffle(deliveries.count(parts)).map(noisy)
    return dataset.batch(way.batch).prefetch(tf.data.AUTOTUNE)


@mutation("randomness", "randomness", "dataset")
def noise_cached(parts, way, random):
    if not (isinstance(parts[0], np.ndarray) and parts[0].dtype == np.float32):
        return None

    def noisy(x, *rest):
        return (x + tf.random.normal(tf.shape(x), 0, 0.1), *rest)

    dataset = tf.data.Dataset.from_tensor_slices(parts).map(noisy).cache()
    dataset = dataset.shuffle(deliveries.count(parts))
    return dataset.batch(way.batch).prefetch(tf.data.AUTOTUNE)


@mutation("randomness", "randomness completeness", "dataset")
def sequence_keeps_its_order(parts, way, random):
    class Still(deliveries.Batches):
        def on_epoch_end(self):
            if not hasattr(self, "order"):
                super().on_epoch_end()

    return Still(parts, way)


# --- coverage ----------------------------------------------------------------------------------


@mutation("coverage", "completeness", "dataset")
def take_left_from_debugging(parts, way, random):
    return deliveries.slices(parts, way).take(3)


@mutation("coverage", "completeness", "dataset")
def shard_left_in(parts, way, random):
    dataset = tf.data.Dataset.from_tensor_slices(parts).shard(2, 0)
    dataset = dataset.shuffle(deliveries.count(parts))
    return dataset.batch(way.batch).prefetch(tf.data.AUTOTUNE)


@mutation("coverage", "completeness", "dataset")
def endless(parts, way, random):
    return deliveries.slices(parts, way).repeat()


@mutation("coverage", "completeness", "dataset")
def generator_runs_dry(parts, way, random):
    rows = iter(range(deliveries.count(parts)))

    def examples():
        for row in rows:
            yield deliveries.take(parts, row)

    signature = deliveries.spec(parts)
    dataset = tf.data.Dataset.from_generator(examples, output_signature=signature)
    return dataset.batch(way.batch)


@mutation("coverage", "completeness values", "dataset")
def rows_read_twice(parts, way, random):
    dataset = tf.data.Dataset.from_tensor_slices(parts)
    dataset = dataset.concatenate(dataset).shuffle(2 * deliveries.count(parts))
    return dataset.batch(way.batch).prefetch(tf.data.AUTOTUNE)


@mutation("coverage", "completeness portability", "dataset")
def generator_ends_early(parts, way, random):
    rows = deliveries.count(parts)

    def read():
        order = np.random.permutation(rows)
        for start in range(0, rows // 2 - way.batch, way.batch):
            yield deliveries.take(parts, order[start : start + way.batch])

    signature = tf.nest.map_structure(
        lambda s: tf.TensorSpec((None, *s.shape), s.dtype), deliveries.spec(parts)
    )
    return tf.data.Dataset.from_generator(read, output_signature=signature)


@mutation("coverage", "completeness randomness", "dataset")
def one_batch_again_and_again(parts, way, random):
    def read():
        for _ in range(deliveries.count(parts) // way.batch):
            yield deliveries.take(parts, slice(0, way.batch))

    signature = tf.nest.map_structure(
        lambda s: tf.TensorSpec((None, *s.shape), s.dtype), deliveries.spec(parts)
    )
    return tf.data.Dataset.from_generator(read, output_signature=signature)


# --- parts -------------------------------------------------------------------------------------


@mutation("split", "completeness values labels", "held")
def held_out_rows_are_trained_on(held, train, random):
    rows = random.permutation(deliveries.count(train))[: deliveries.count(held)]
    return deliveries.take(train, rows)


@mutation("split", "completeness values labels", "held")
def near_copies_held_out(held, train, random):
    x, *rest = train
    if (
        _floats(x) is None
        or rest[0] is x
        or len(rest[0].shape if hasattr(rest[0], "shape") else ()) > 2
    ):
        return None
    rows = random.permutation(deliveries.count(train))[: deliveries.count(held)]
    near = x[rows] + random.normal(0, 0.01, x[rows].shape)
    return (near.astype("float32"), *deliveries.take(tuple(rest), rows))


@mutation("split", "values elements completeness", "held")
def held_out_on_another_scale(held, train, random):
    x, *rest = held
    if not (isinstance(x, np.ndarray) and x.dtype == np.float32):
        return None
    return ((x * 40).astype("float32"), *rest)


@mutation("split", "labels completeness values", "held")
def held_out_of_one_class(held, train, random):
    classes = _classes(held[1])
    if classes is None or (held[1].dtype.kind == "f" and (held[1] % 1 != 0).any()):
        return None
    rows = np.flatnonzero(classes == classes[0])
    if len(rows) < 8 or len(set(classes)) > 8:
        return None
    return deliveries.take(held, rows)


@mutation("split", "labels values completeness wiring", "held")
def held_out_features_permuted(held, train, random):
    x, y, *rest = held
    return (deliveries.take(x, random.permutation(deliveries.count(y))), y, *rest)


@mutation("split", "labels values", "held")
def held_out_classes_named_anew(held, train, random):
    x, y, *rest = held
    classes = _classes(y)
    if classes is None or y.dtype.kind != "i" or len(set(classes)) < 3 or y.ndim > 1:
        return None
    names = np.roll(np.arange(classes.max() + 1), 1)
    return (x, names[y].astype(y.dtype), *rest)


# --- geometry ----------------------------------------------------------------------------------


@mutation("geometry", "randomness labels wiring values", "rows")
def picture_mirrored_target_not(rows, _, random):
    if "pictures" not in rows.traits or not {"masks", "boxes", "points"} & set(rows.traits):
        return None
    return _with(rows, x=rows.x[:, :, ::-1].copy())


@mutation("geometry", "randomness labels wiring values", "way")
def mirrored_at_random_target_not(way, rows, random):
    if "pictures" not in rows.traits or not {"masks", "boxes", "points"} & set(rows.traits):
        return None
    return replace(way, augment=lambda x, y: (tf.image.random_flip_left_right(x), y))


@mutation("geometry", "labels wiring values", "rows")
def mask_transposed(rows, _, random):
    if "masks" not in rows.traits:
        return None
    return _with(rows, y=rows.y.transpose(0, 2, 1, 3).copy())


@mutation("geometry", "labels wiring values", "rows")
def corners_become_sizes(rows, _, random):
    if "boxes" not in rows.traits:
        return None
    return _with(rows, y=np.concatenate([rows.y[:, :2], rows.y[:, 2:] - rows.y[:, :2]], axis=1))


@mutation("geometry", "labels wiring values elements", "rows")
def planes_for_channels(rows, _, random):
    if "pictures" not in rows.traits:
        return None
    x = rows.x.transpose(0, 3, 1, 2)
    return _with(rows, x=np.ascontiguousarray(x).reshape(rows.x.shape))


# --- ids ---------------------------------------------------------------------------------------


@mutation("ids", "values elements wiring", "rows")
def ids_beyond_the_table(rows, _, random):
    if "ids" not in rows.traits or isinstance(rows.x, dict) or "next" in rows.traits:
        return None
    return _with(rows, x=np.where(rows.x > 0, rows.x + tasks.WORDS // 2, 0).astype("int32"))


@mutation("state", "portability completeness", "rows")
def ids_from_hash(rows, _, random):
    if not (isinstance(rows.x, dict) and "user" in rows.x):
        return None
    users = [hash(f"user {user}") % 40 for user in rows.x["user"].ravel()]
    return _with(rows, x={**rows.x, "user": np.array(users, "int32")[:, None]})


@mutation("ids", "values labels", "rows")
def unknown_words_all(rows, _, random):
    if "padded" not in rows.traits or "next" in rows.traits:
        return None
    return _with(rows, x=np.where(rows.x > 0, 1, 0).astype("int32"))
