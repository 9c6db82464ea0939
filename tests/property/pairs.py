"""Pairs of a model and a pipeline: right ones, and right ones with something changed.

A pair knows what was meant: which column of its source belongs to which input, output and sample
weight, by name. The pipeline takes rows from one source whose columns bear these names, arranges
them in a map and batches, as people do; so a change shows in the arrangement or in a column.
"""

from __future__ import annotations

import dataclasses
from random import Random
from typing import Any, Callable, Dict, List, NamedTuple, Optional, Tuple

import numpy as np

from conformance import compat
from conformance.properties.differential import tap

ROWS, BATCH, CLASSES = 8, 4, 3
LAST_ACTIVATION = {"mse": None, "bce": "sigmoid", "sparse": "softmax", "categorical": "softmax"}
LOSSES = {
    "mse": "mean_squared_error",
    "bce": "binary_crossentropy",
    "sparse": "sparse_categorical_crossentropy",
    "categorical": "categorical_crossentropy",
}


@dataclasses.dataclass(frozen=True)
class Column:
    """One column of the source: values of a kind, the shape of a row, its dtype.

    `unknown`: "axes" or "rank" are lost in a NumPy function on the way.
    """

    kind: str  # feature | large | mse | bce | sparse | past | categorical | weight
    shape: Tuple[int, ...] = ()
    dtype: str = "float32"
    unknown: str = ""

    def rows(self, position: int) -> np.ndarray:
        """Other numbers in every column and row, exact in float16; integers where asked for."""
        numbers = position * 16 + np.arange(ROWS)
        size = int(np.prod(self.shape, dtype=int))
        flat = numbers[:, None] + np.arange(size) * 0.0625
        if self.kind == "large":  # odd, and beyond what float32 counts
            flat = 2**24 + 1 + 2 * (numbers[:, None] + np.arange(size) * 256)
        elif self.kind == "mse":
            flat = (np.arange(ROWS)[:, None] + 3 * position) % ROWS + np.arange(size)
        elif self.kind == "bce":
            flat = np.tile((np.arange(ROWS)[:, None] + position) // 2 % 2, size)
        elif self.kind == "sparse":
            flat = np.tile((np.arange(ROWS)[:, None] + position) % CLASSES, size)
        elif self.kind == "past":  # one class too many
            flat = np.tile((np.arange(ROWS)[:, None] + position) % (CLASSES + 1), size)
        elif self.kind == "categorical":
            flat = np.eye(size)[(np.arange(ROWS) + position) % size]
        elif self.kind == "weight":
            flat = np.tile(0.5 + np.arange(ROWS)[:, None] * 0.25, size)
        elif self.dtype.startswith(("int", "uint")):
            flat = numbers[:, None] + np.arange(size)
        if self.dtype == "string":
            flat = np.array([f"{value:g}".encode() for value in flat.ravel()], object)
        elif self.dtype == "bool":
            flat = flat % 2 == 0
        return flat.reshape((ROWS, *self.shape)).astype(
            object if self.dtype == "string" else self.dtype
        )


@dataclasses.dataclass(frozen=True)
class Contract:
    """A model: named inputs and outputs, in the order they are declared, and how they are nested.

    `form`: single | dict | list | tuple | subclass. `output_form`: single | dict | list.
    """

    inputs: Tuple[Tuple[str, Tuple[int, ...], str], ...]
    form: str
    outputs: Tuple[Tuple[str, str, int], ...]  # name, loss, units
    output_form: str

    @property
    def names(self) -> List[str]:
        return [name for name, _, _ in self.inputs]

    @property
    def output_names(self) -> List[str]:
        return [name for name, _, _ in self.outputs]

    def nest(self, values: Dict[str, Any]) -> Any:
        """Values by input, nested as the model's inputs are."""
        if self.form in ("dict", "subclass"):
            return {name: values[name] for name in self.names}
        if self.form == "single":
            return values[self.names[0]]
        return tuple(values[name] for name in self.names)

    def nest_outputs(self, values: Dict[str, Any]) -> Any:
        if self.output_form == "dict":
            return {name: values[name] for name in self.output_names}
        if self.output_form == "single":
            return values[self.output_names[0]]
        return tuple(values[name] for name in self.output_names)


@dataclasses.dataclass(frozen=True)
class Pair:
    """A contract, the columns of a source, and the element made of them: a nest of names.

    `meant`: input or output -> column; `weights`: output -> column of its sample weights.
    """

    contract: Contract
    columns: Dict[str, Column]
    element: Any
    batch: Optional[int] = BATCH
    meant: Dict[str, str] = dataclasses.field(default_factory=dict)
    weights: Dict[str, str] = dataclasses.field(default_factory=dict)
    changes: Tuple[str, ...] = ()

    def rows(self, name: str) -> np.ndarray:
        return self.columns[name].rows(sorted(self.columns).index(name) % 4)

    # Parts of a right element; a change may leave another number of them.
    @property
    def x(self) -> Any:
        return self.element[0]

    def with_x(self, x: Any) -> Pair:
        return dataclasses.replace(self, element=(x, *self.element[1:]))

    def with_y(self, y: Any) -> Pair:
        return dataclasses.replace(self, element=(self.element[0], y, *self.element[2:]))

    def with_column(self, name: str, **changes: Any) -> Pair:
        column = dataclasses.replace(self.columns[name], **changes)
        return dataclasses.replace(self, columns={**self.columns, name: column})


def right(contract: Contract) -> Pair:
    """The pair with nothing changed."""
    columns = {name: Column("feature", shape, dtype) for name, shape, dtype in contract.inputs}
    targets = {}
    for name, loss, units in contract.outputs:
        targets[name] = f"{name}_target"
        shape = () if loss == "sparse" else (units,)
        dtype = "int64" if loss == "sparse" else "float32"
        columns[targets[name]] = Column(loss, shape, dtype)
    x = contract.nest({name: name for name in contract.names})
    return Pair(
        contract,
        columns,
        (x, contract.nest_outputs(targets)),
        meant={**{name: name for name in contract.names}, **targets},
    )


# --- contracts ------------------------------------------------------------------------------------

SHAPES = ((3,), (2, 2), (1,), (4,))
DTYPES = ("float32", "int32", "float16", "string", "float64", "int64")


def contract_of(random: Random) -> Contract:
    """A model, every choice as likely as the others."""
    form = random.choice(("single", "dict", "list", "tuple", "subclass"))
    names = ["a"] if form == "single" else random.choice((["a", "b"], ["b", "a", "c"]))
    alike = random.choice((True, False))
    kinds = [(random.choice(SHAPES), random.choice(DTYPES)) for _ in names]
    inputs = tuple((name, *kinds[0 if alike else i]) for i, name in enumerate(names))
    several = form != "subclass" and random.choice((True, False))
    output_form = random.choice(("dict", "list")) if several else "single"
    outputs = []
    for name in ("out", "aux")[: 1 + several]:
        loss = random.choice(tuple(LOSSES))
        units = {"mse": random.choice((1, 2)), "bce": 1}.get(loss, CLASSES)
        outputs.append((name, loss, units))
    return Contract(inputs, form, tuple(outputs), output_form)


# --- changes --------------------------------------------------------------------------------------


def _extra(name: str) -> Callable[[Pair, int], Optional[Pair]]:
    def change(pair: Pair, pick: int) -> Optional[Pair]:
        if not isinstance(pair.x, dict):
            return None
        like = pair.columns[pair.contract.names[pick % len(pair.contract.names)]]
        more = dataclasses.replace(pair, columns={**pair.columns, name: like})
        return more.with_x({**pair.x, name: name})

    return change


def _missing(pair: Pair, pick: int) -> Optional[Pair]:
    names = pair.contract.names
    if len(names) < 2:
        return None
    gone = names[pick % len(names)]
    if isinstance(pair.x, dict):
        return pair.with_x({key: name for key, name in pair.x.items() if key != gone})
    left = tuple(name for name in pair.x if name != gone)
    return pair.with_x(left)


def _swapped(pair: Pair, pick: int) -> Optional[Pair]:
    names = pair.contract.names
    if len(names) < 2:
        return None
    i = pick % (len(names) - 1)
    other = dict(zip(names, names))
    other[names[i]], other[names[i + 1]] = names[i + 1], names[i]
    return pair.with_x(pair.contract.nest(other))


def _typo(pair: Pair, pick: int) -> Optional[Pair]:
    if not isinstance(pair.x, dict):
        return None
    wrong = sorted(pair.x)[pick % len(pair.x)]
    return pair.with_x({(key + "_" if key == wrong else key): n for key, n in pair.x.items()})


def _as_tuple(pair: Pair, pick: int) -> Optional[Pair]:
    """A tuple in the declared or in sorted order, for a model with a dict of inputs."""
    if not isinstance(pair.x, dict):
        return None
    names = pair.contract.names if pick % 2 else sorted(pair.contract.names)
    return pair.with_x(tuple(names))


def _as_dict(pair: Pair, pick: int) -> Optional[Pair]:
    if isinstance(pair.x, dict):
        return None
    return pair.with_x({name: name for name in pair.contract.names})


def _other_insertion(pair: Pair, pick: int) -> Optional[Pair]:
    if not isinstance(pair.x, dict):
        return None
    return pair.with_x(dict(reversed(list(pair.x.items()))))


def _deeper(pair: Pair, pick: int) -> Optional[Pair]:
    return pair.with_x({"x": pair.x} if pick % 2 else (pair.x,))


def _flat(pair: Pair, pick: int) -> Optional[Pair]:
    """(a, b, y) for ((a, b), y)."""
    if isinstance(pair.x, (dict, str)):
        return None
    return dataclasses.replace(pair, element=(*pair.x, *pair.element[1:]))


def _features_only(pair: Pair, pick: int) -> Optional[Pair]:
    """No targets: a lone dict or tensor, or a tuple of one."""
    alone = pair.x if pick % 2 and not isinstance(pair.x, tuple) else (pair.x,)
    return dataclasses.replace(pair, element=alone)


def _all_in_one_dict(pair: Pair, pick: int) -> Optional[Pair]:
    if not isinstance(pair.x, dict):
        return None
    return dataclasses.replace(pair, element={name: name for name in pair.columns})


def _four(pair: Pair, pick: int) -> Optional[Pair]:
    first = pair.contract.names[0]
    return dataclasses.replace(pair, element=(*pair.element[:2], first, first))


def _feature(**changes: Any) -> Callable[[Pair, int], Optional[Pair]]:
    def change(pair: Pair, pick: int) -> Optional[Pair]:
        name = pair.contract.names[pick % len(pair.contract.names)]
        if all(getattr(pair.columns[name], key) == value for key, value in changes.items()):
            return None
        return pair.with_column(name, **changes)

    return change


def _wider(pair: Pair, pick: int) -> Optional[Pair]:
    name = pair.contract.names[pick % len(pair.contract.names)]
    shape = pair.columns[name].shape
    return pair.with_column(name, shape=(*shape[:-1], shape[-1] + 1))


def _axis_more(pair: Pair, pick: int) -> Optional[Pair]:
    """A last axis of one, which Keras drops, or another axis in front, which it does not."""
    name = pair.contract.names[pick % len(pair.contract.names)]
    shape = pair.columns[name].shape
    return pair.with_column(name, shape=(*shape, 1) if pick % 2 else (2, *shape))


def _axis_less(pair: Pair, pick: int) -> Optional[Pair]:
    name = pair.contract.names[pick % len(pair.contract.names)]
    return pair.with_column(name, shape=pair.columns[name].shape[:-1])


def _unbatched(pair: Pair, pick: int) -> Optional[Pair]:
    return dataclasses.replace(pair, batch=None)


def _target(pair: Pair, pick: int) -> Tuple[str, str, int, str]:
    name, loss, units = pair.contract.outputs[pick % len(pair.contract.outputs)]
    return name, loss, units, pair.meant[name]


def _target_column(pair: Pair, pick: int) -> Optional[Pair]:
    """Labels of another rank that mean the same: (B, 1) for (B,) and back."""
    _, loss, units, column = _target(pair, pick)
    if loss == "categorical" or units == 2:
        return None
    return pair.with_column(column, shape=() if pair.columns[column].shape else (1,))


def _target_wider(pair: Pair, pick: int) -> Optional[Pair]:
    _, loss, units, column = _target(pair, pick)
    return pair.with_column(column, shape=(units + 1 if loss != "sparse" else 2,))


def _target_encoding(pair: Pair, pick: int) -> Optional[Pair]:
    _, loss, _, column = _target(pair, pick)
    if loss == "sparse":
        return pair.with_column(column, kind="categorical", shape=(CLASSES,), dtype="float32")
    if loss == "categorical":
        return pair.with_column(column, kind="sparse", shape=(), dtype="int64")
    return None


def _target_past(pair: Pair, pick: int) -> Optional[Pair]:
    _, loss, _, column = _target(pair, pick)
    return pair.with_column(column, kind="past") if loss == "sparse" else None


def _target_dtype(*names: str) -> Callable[[Pair, int], Optional[Pair]]:
    def change(pair: Pair, pick: int) -> Optional[Pair]:
        return pair.with_column(_target(pair, pick)[3], dtype=names[pick % len(names)])

    return change


def _targets_named(pair: Pair, pick: int) -> Optional[Pair]:
    """A dict of targets by output name, or a tuple in the order of the outputs."""
    if pick % 2 and pair.contract.output_form != "list":
        return pair.with_y(tuple(pair.meant[name] for name in pair.contract.output_names))
    return pair.with_y({name: pair.meant[name] for name in pair.contract.output_names})


def _target_typo(pair: Pair, pick: int) -> Optional[Pair]:
    if not isinstance(pair.element[1], dict):
        return None
    first = pair.contract.output_names[0]
    return pair.with_y(
        {(key + "_" if key == first else key): name for key, name in pair.element[1].items()}
    )


def _target_missing(pair: Pair, pick: int) -> Optional[Pair]:
    names = pair.contract.output_names
    if len(names) < 2:
        return None
    kept = names[pick % 2]
    return pair.with_y(
        {kept: pair.meant[kept]} if pair.contract.output_form == "dict" else pair.meant[kept]
    )


def _target_extra(pair: Pair, pick: int) -> Optional[Pair]:
    name = pair.contract.output_names[0]
    if isinstance(pair.element[1], dict):
        return pair.with_y({**pair.element[1], "zz": pair.meant[name]})
    y = pair.element[1] if isinstance(pair.element[1], tuple) else (pair.element[1],)
    return pair.with_y((*y, pair.meant[name]))


def _targets_swapped(pair: Pair, pick: int) -> Optional[Pair]:
    names = pair.contract.output_names
    if len(names) < 2:
        return None
    other = {names[0]: pair.meant[names[1]], names[1]: pair.meant[names[0]]}
    return pair.with_y(pair.contract.nest_outputs(other))


def _weights(shape: Tuple[int, ...], dtype: str = "float32") -> Callable:
    def change(pair: Pair, pick: int) -> Optional[Pair]:
        if len(pair.element) != 2:
            return None
        columns = {**pair.columns, "w": Column("weight", shape, dtype)}
        names = pair.contract.output_names
        w = "w" if len(names) == 1 else pair.contract.nest_outputs(dict.fromkeys(names, "w"))
        return dataclasses.replace(
            pair,
            columns=columns,
            element=(*pair.element, w),
            weights=dict.fromkeys(names, "w"),
        )

    return change


def _nothing(pair: Pair, pick: int) -> Optional[Pair]:
    return pair


CHANGES: Dict[str, Callable[[Pair, int], Optional[Pair]]] = {
    "nothing": _nothing,
    "an extra key in front": _extra("A"),
    "an extra key between": _extra("aa"),
    "an extra key behind": _extra("zz"),
    "an input missing": _missing,
    "inputs swapped": _swapped,
    "a key misspelt": _typo,
    "a tuple for a dict": _as_tuple,
    "a dict for a tuple": _as_dict,
    "keys in another order": _other_insertion,
    "nested deeper": _deeper,
    "a flat tuple": _flat,
    "features only": _features_only,
    "all in one dict": _all_in_one_dict,
    "four parts": _four,
    "an int64 beyond float32": _feature(kind="large", dtype="int64"),
    "a float64 feature": _feature(dtype="float64"),
    "an int32 feature": _feature(dtype="int32"),
    "a string feature": _feature(dtype="string"),
    "a boolean feature": _feature(dtype="bool"),
    "unknown axes": _feature(unknown="axes"),
    "unknown rank": _feature(unknown="rank"),
    "a wider feature": _wider,
    "an axis more": _axis_more,
    "an axis less": _axis_less,
    "no batches": _unbatched,
    "a target of another rank": _target_column,
    "a wider target": _target_wider,
    "the other encoding": _target_encoding,
    "a class too many": _target_past,
    "other target dtypes": _target_dtype("float64", "int32", "int64", "float16"),
    "string targets": _target_dtype("string"),
    "targets by name": _targets_named,
    "a target misspelt": _target_typo,
    "a target missing": _target_missing,
    "a target too many": _target_extra,
    "targets swapped": _targets_swapped,
    "sample weights": _weights(()),
    "sample weights in a column": _weights((1,)),
    "integer sample weights": _weights((), "int64"),
    "sample weights of two columns": _weights((2,)),
}


def numbered(number: int) -> Pair:
    """Pair `number`: the changes come in turn, on a model of its own; every fourth has a second.

    Not drawn by Hypothesis, whose examples repeat each other's parts: of forty pairs a dozen were
    alike. Pairs are small as they are, so nothing is lost for want of shrinking.
    """
    random = Random(number)
    first = list(CHANGES)[number % len(CHANGES)]
    while True:
        pair = _changed(right(contract_of(random)), first, random)
        if pair is not None:
            break
    if random.randrange(4) == 0:
        pair = _changed(pair, random.choice(list(CHANGES)), random) or pair
    return pair


def _changed(pair: Pair, name: str, random: Random) -> Optional[Pair]:
    changed = _safely(CHANGES[name], pair, random.randrange(4))
    return changed and dataclasses.replace(changed, changes=(*pair.changes, name))


def _safely(change: Callable, pair: Pair, pick: int) -> Optional[Pair]:
    """A change of a pair that still looks as this change expects it."""
    whole = isinstance(pair.element, tuple) and len(pair.element) >= 2
    named = whole and (isinstance(pair.x, dict) == isinstance(right(pair.contract).x, dict))
    return change(pair, pick) if named and "nested deeper" not in pair.changes else None


# --- TensorFlow -----------------------------------------------------------------------------------


def make_dataset(pair: Pair) -> Any:
    import tensorflow as tf

    def arranged(nest: Any, row: Dict[str, Any]) -> Any:
        if isinstance(nest, dict):
            return {key: arranged(part, row) for key, part in nest.items()}
        if isinstance(nest, tuple):
            return tuple(arranged(part, row) for part in nest)
        return row[nest]

    def vague(row: Dict[str, Any]) -> Dict[str, Any]:
        row = dict(row)
        for name, column in pair.columns.items():
            if column.unknown:
                shape = row[name].shape
                row[name] = tf.numpy_function(lambda value: value, [row[name]], row[name].dtype)
                if column.unknown == "axes":
                    row[name].set_shape([None] * len(shape))
        return row

    plain = tf.autograph.experimental.do_not_convert  # converting costs half the time of a pair
    columns = {name: pair.rows(name) for name in pair.columns}
    dataset = tf.data.Dataset.from_tensor_slices(columns)
    if pair.batch:
        dataset = dataset.batch(pair.batch)
    if any(column.unknown for column in pair.columns.values()):
        dataset = dataset.map(plain(vague))
    return dataset.map(plain(lambda row: arranged(pair.element, row)))


def make_model(contract: Contract, log: List[Any]) -> Any:
    """A compiled model that notes in `log` what each input receives, and does not learn."""
    import tensorflow as tf
    from tensorflow import keras

    class Numbers(keras.layers.Layer):
        """Any tensor of one shape as a row of numbers an example; as strict as Dense is."""

        def __init__(self, shape: Tuple[int, ...], **more: Any):
            super().__init__(autocast=False, **more)
            self.shape, self.width = shape, int(np.prod(shape))

        @tf.autograph.experimental.do_not_convert
        def call(self, inputs: Any, training: Any = None) -> Any:
            if inputs.dtype == tf.string:
                inputs = tf.strings.length(inputs)
            inputs = tf.ensure_shape(inputs, (None, *self.shape))
            return tf.reshape(tf.cast(inputs, tf.float32), (-1, self.width)) / 64

        def compute_output_shape(self, input_shape: Any) -> Any:
            return (input_shape[0], self.width)

    taps = {name: tap(name, log) for name in contract.names}
    numbers = {name: Numbers(shape) for name, shape, _ in contract.inputs}
    heads = {
        name: keras.layers.Dense(units, LAST_ACTIVATION[loss], name=name)
        for name, loss, units in contract.outputs
    }

    def joined(inputs: Dict[str, Any]) -> Any:
        parts = [numbers[name](taps[name](inputs[name])) for name in contract.names]
        return keras.layers.Concatenate()(parts) if len(parts) > 1 else parts[0]

    if contract.form == "subclass":

        class Own(keras.Model):
            def __init__(self) -> None:
                super().__init__()
                self.head = heads[contract.output_names[0]]
                self.parts = [*taps.values(), *numbers.values()]

            @tf.autograph.experimental.do_not_convert
            def call(self, inputs: Any, training: Any = None) -> Any:
                return self.head(joined(inputs))

        model = Own()
    else:
        inputs = {
            name: keras.Input(shape, dtype=dtype, name=name)
            for name, shape, dtype in contract.inputs
        }
        features = joined(inputs)
        outputs = {name: head(features) for name, head in heads.items()}
        nested = contract.nest(inputs)
        nested = list(nested) if contract.form == "list" else nested
        made = contract.nest_outputs(outputs)
        model = keras.Model(nested, list(made) if contract.output_form == "list" else made)
    losses = {name: LOSSES[loss] for name, loss, _ in contract.outputs}
    single = contract.output_form == "single"
    loss = next(iter(losses.values())) if single else contract.nest_outputs(losses)
    model.compile(keras.optimizers.SGD(0.0), list(loss) if isinstance(loss, tuple) else loss)
    return model


def meant_rows(pair: Pair) -> Dict[str, np.ndarray]:
    """The rows each input should receive."""
    return {name: pair.rows(pair.meant[name]) for name in pair.contract.names}


def meant_loss(pair: Pair, model: Any) -> float:
    """The loss of the rows and targets that were meant, computed with NumPy."""
    import tensorflow as tf

    cast = pair.contract.form != "subclass"  # which declares no dtype
    given = {
        name: tf.constant(rows.astype(dtype) if cast and dtype != "string" else rows)
        for (name, _, dtype), rows in zip(pair.contract.inputs, meant_rows(pair).values())
    }
    shaped = {
        name: tf.reshape(given[name], (ROWS, *shape)) for name, shape, _ in pair.contract.inputs
    }
    nested = pair.contract.nest(shaped)
    answer = model(list(nested) if isinstance(nested, tuple) else nested)
    parts = answer
    if pair.contract.output_form == "single":
        parts = {pair.contract.output_names[0]: answer}
    elif not isinstance(answer, dict):
        parts = dict(zip(pair.contract.output_names, answer))
    total = 0.0
    for name, loss, units in pair.contract.outputs:
        predicted = np.asarray(parts[name], "float64")
        target = pair.rows(pair.meant[name])
        weight = pair.rows(pair.weights[name]).ravel() if name in pair.weights else np.ones(ROWS)
        total += float(np.mean(weight * row_losses(loss, units, predicted, target)))
    return total


def row_losses(loss: str, units: int, predicted: np.ndarray, target: np.ndarray) -> np.ndarray:
    if loss in ("sparse", "categorical"):
        ids = target.reshape(ROWS, -1)
        ids = ids[:, 0] if loss == "sparse" else ids.argmax(axis=1)
        return -np.log(predicted[np.arange(ROWS), ids.astype(int)])
    wanted = target.reshape(ROWS, units).astype("float64")
    if loss == "bce":
        clipped = np.clip(predicted, 1e-7, 1 - 1e-7)
        entropy = wanted * np.log(clipped) + (1 - wanted) * np.log(1 - clipped)
        return -entropy.mean(axis=1)
    return ((predicted - wanted) ** 2).mean(axis=1)


# --- traps ----------------------------------------------------------------------------------------


class Trap(NamedTuple):
    """Where Keras does otherwise than the kit foretells, and why that is left so.

    `keras`: the generation on which it was seen; None for both.
    """

    why: str
    keras: Optional[int]
    applies: Callable[[Pair], bool]
    pair: Pair


def _more_targets(pair: Pair) -> bool:
    y = pair.element[1] if isinstance(pair.element, tuple) and len(pair.element) > 1 else None
    return isinstance(y, tuple) and len(y) > len(pair.contract.outputs) == 1


_ONE = right(Contract((("a", (1,), "float32"),), "single", (("out", "mse", 1),), "single"))
TRAPS: Dict[str, Trap] = {
    "more targets than outputs": Trap(
        "Keras 2 compares the one output with the first target and drops the others; the loss is "
        "as meant only because the first is the right one. Keras 3 raises",
        2,
        _more_targets,
        _ONE.with_y(("out_target", "out_target")),
    ),
}


def trap_of(pair: Pair) -> Optional[str]:
    generation = compat.keras_generation()
    return next(
        (
            name
            for name, trap in TRAPS.items()
            if trap.keras in (None, generation) and trap.applies(pair)
        ),
        None,
    )
