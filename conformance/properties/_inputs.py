"""Whether every element is what the pipeline declares and what the model takes."""

from __future__ import annotations

import inspect

import numpy as np
import tensorflow as tf

from conformance.properties._rows import Broken, dtype_of, leaves, roles, timed


def facts(thing):
    """(shape, dtype, kind) of a tensor spec or of a symbolic tensor; None for an unknown rank."""
    spec = getattr(thing, "type_spec", None) or getattr(thing, "_type_spec", None) or thing
    kind = "dense"
    for word in ("ragged", "sparse"):
        if getattr(thing, word, False) is True or word in type(spec).__name__.lower():
            kind = word
    shape = getattr(spec, "shape", getattr(spec, "_shape", None))
    dtype = tf.as_dtype(getattr(spec, "dtype", getattr(spec, "_dtype", None))).name
    if shape is None or getattr(shape, "rank", 0) is None:
        return None, dtype, kind
    return tuple(None if size is None else int(size) for size in tuple(shape)), dtype, kind


def spec_of(dataset, first):
    """What the pipeline declares; of one that declares nothing, what its first element shows."""
    declared = getattr(dataset, "element_spec", None)
    if declared is not None or first is None:
        return declared

    def describe(leaf):
        array = np.asarray(leaf)
        dtype = tf.string if dtype_of(array) == "string" else array.dtype
        return tf.TensorSpec((None, *array.shape[1:]), dtype)

    return tf.nest.map_structure(describe, first)


def fits(shape, wanted):
    """Whether a shape can be the wanted one; Keras adds and drops a last axis of one."""
    if shape is None or wanted is None:
        return True
    if len(shape) == len(wanted) + 1 and shape[-1] == 1:
        shape = shape[:-1]
    elif len(shape) == len(wanted) - 1 and wanted[-1] == 1 and shape:
        wanted = wanted[:-1]
    same = (a is None or b is None or a == b for a, b in zip(shape, wanted))
    return len(shape) == len(wanted) and all(same)


def inputs_of(record, spec):
    """[(input, its facts, path of what Keras gives it or None)] and the paths without an input.

    None where the model declares no inputs. A flat dict is matched by name, everything else by
    position (Functional._standardize_inputs in keras/src/models/functional.py).
    """
    try:
        model = record["model"]
        nest = model.input
    except (AttributeError, ValueError):
        return None
    x = spec[0] if isinstance(spec, tuple) else spec
    given = [path for path, _ in leaves(x, "x")]
    tensors = [tensor for _, tensor in leaves(nest)]
    if isinstance(nest, dict) and len(nest) == len(tensors):
        names = sorted(nest)  # a path would show a name such as "\x1f" as it is written in Python
    else:  # Keras 2 lists the names; Keras 3 gives them to the tensors
        names = getattr(model, "input_names", None) or [tensor.name for tensor in tensors]
    named = list(zip(names, tensors))
    if isinstance(x, dict) and not any(isinstance(part, (dict, tuple)) for part in x.values()):
        by_name = {str(name): path for name, path in zip(sorted(x), given)}
        pairs = [(name, facts(tensor), by_name.get(name)) for name, tensor in named]
    else:
        padded = given + [None] * len(named)
        pairs = [(name, facts(tensor), path) for (name, tensor), path in zip(named, padded)]
    used = {path for _, _, path in pairs}
    return pairs, [path for path in given if path not in used]


def judge_declared(dataset, batches):
    """Every element is what element_spec says."""
    declared = [(path, facts(leaf)) for path, leaf in roles(dataset.element_spec)]
    for number, batch in enumerate(batches):
        if [path for path, _ in batch] != [path for path, _ in declared]:
            raise Broken("declared-spec", f"batch {number} holds {[path for path, _ in batch]}")
        for (path, rows), (_, (shape, dtype, kind)) in zip(batch, declared):
            actual = rows.shape if isinstance(rows, np.ndarray) else None
            wrong = kind == "dense" and (
                dtype_of(rows) != dtype or (shape is not None and not exactly(actual, shape))
            )
            if wrong:
                raise Broken(
                    "declared-spec",
                    f"batch {number}: {path} is {dtype_of(rows)} {actual}, "
                    f"element_spec says {dtype} {shape}",
                )


def exactly(actual, shape):
    pairs = zip(actual, shape)
    return len(actual) == len(shape) and all(b is None or a == b for a, b in pairs)


def judge_inputs(pairs, extra, spec, batches):
    """Every input gets a component of its kind, dtype and shape, declared and actual."""
    declared = {path: facts(leaf) for path, leaf in roles(spec)}
    if extra:
        raise Broken("input-spec", f"{extra[0]} is no input of the model")
    for name, (wanted, wanted_dtype, wanted_kind), path in pairs:
        if path is None:
            raise Broken("input-spec", f"the input {name!r} of the model gets nothing")
        shape, dtype, kind = declared[path]
        seen: list = [(f"{path} is declared {dtype} {shape}", shape, dtype, None)]
        for number, batch in enumerate(batches):
            rows = dict(batch)[path]
            if isinstance(rows, np.ndarray) and kind == "dense":
                actual = f"{path} of batch {number} is {dtype_of(rows)} {rows.shape}"
                seen.append((actual, rows.shape, dtype_of(rows), rows))
        for what, its_shape, its_dtype, rows in seen:
            if (
                kind != wanted_kind
                or not fits(its_shape, wanted)
                or lossy(its_dtype, wanted_dtype, rows)
            ):
                what += f" ({kind})" if kind != wanted_kind else ""
                raise Broken(
                    "input-spec",
                    f"{what}, the input {name!r} takes {wanted_dtype} {wanted}"
                    + (f" ({wanted_kind})" if kind != wanted_kind else ""),
                )


def lossy(dtype, wanted, rows):
    """Whether Keras' silent cast to the input's dtype loses or refuses something."""
    if (dtype == "string") != (wanted == "string"):
        return True
    if dtype == "string" or dtype == wanted:
        return False
    source, target = tf.as_dtype(dtype), tf.as_dtype(wanted)
    if source.is_floating and not target.is_floating:
        return True
    whole = source.is_integer and target.is_floating and rows is not None and rows.size
    # 16777217 into a float32 arrives as 16777216.
    return bool(whole and (rows.astype(target.as_numpy_dtype).astype(rows.dtype) != rows).any())


class Models:
    """Models by signature of the elements, as they were before their first fit.

    A fresh model costs a trace for each fit and memory that no TensorFlow gives back (0.4 s and
    3 to 5 MB on 2.15 and later), a kept one 25 ms and 1 KB. What Keras itself holds of models that
    are gone it gives back when its session is cleared: 1,500 new models without fit held 213 MiB
    more on 2.21, and 11 MiB so.
    """

    def __init__(self, most=32):
        self.most, self.kept = most, {}

    def of(self, template, spec, spent):
        """The record of the model for these elements, with its first weights."""
        signature = tuple(
            (path, shape and shape[1:], dtype, kind)
            for path, (shape, dtype, kind) in ((p, facts(leaf)) for p, leaf in roles(spec))
        )
        if signature not in self.kept:
            if len(self.kept) >= self.most:
                self.kept.clear()
                tf.keras.backend.clear_session()
            with timed(spent, "model"):
                takes_spec = inspect.signature(template.make_model).parameters
                model = template.make_model(spec) if takes_spec else template.make_model()
            self.kept[signature] = {"model": model, "traced": set(), "read": None}
        return self.kept[signature]


def fresh(record, element):
    """The model with the weights and optimizer state it had at first."""
    model = record["model"]
    if "weights" not in record:
        if not model.weights:  # a subclassed model has none before its first call
            model(element[0] if isinstance(element, tuple) else element)
        record["weights"] = model.get_weights()
        build = getattr(model.optimizer, "build", None)
        (build or model.optimizer._create_all_weights)(model.trainable_variables)
        record["state"] = [np.array(variable) for variable in optimizer_variables(model)]
    model.set_weights(record["weights"])
    for variable, value in zip(optimizer_variables(model), record["state"]):
        variable.assign(value)
    return model


def optimizer_variables(model):
    variables = model.optimizer.variables
    return list(variables() if callable(variables) else variables)
