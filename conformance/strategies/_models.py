"""Compiled Keras models that accept what a spec describes."""

from __future__ import annotations

import collections
import random
from typing import Any, Callable, Iterable

import numpy as np
from hypothesis import strategies as st

from ._arguments import check_choice, check_choices, check_integer
from ._dtypes import KIND_OF, numpy_dtype
from ._examples import as_tensors
from ._layers import at, layer_classes, size_of, sorted_leaves
from ._names import name_problem
from ._spec import Path, Spec, Structure, check_specs, is_namedtuple, map_structure, map_with_path

STYLES = ("functional", "sequential", "subclassed")
DEFAULT_TARGET = Spec((1,))

# A fresh model and its first fit cost 0.2 to 0.4 s, and from TensorFlow 2.15 on 3 to 5 MB that
# are never freed; a model that is kept costs some 25 ms and 1 KB a fit (measured on 2.4, 2.15
# and 2.21, on a CPU).
MOST_MODELS = 32
_MODELS: collections.OrderedDict[Any, tuple[Any, list[Any]]] = collections.OrderedDict()


def styles_for(features: Structure) -> tuple[str, ...]:
    """Return which of `STYLES` can take these features, the plainest first.

    A functional model takes any nest of dicts, tuples and lists in which each leaf gets a name of
    its own that Keras keeps: its key, `"0"`, `"1"` in a tuple, and `"outer.inner"` deeper down.
    A sequential model takes one tensor, a subclassed model everything.

    >>> styles_for(Spec((3,))), styles_for({"a/b": Spec()})
    (('functional', 'sequential', 'subclassed'), ('subclassed',))
    """
    leaves = check_specs(features)
    if isinstance(features, Spec):
        return STYLES
    names = [_name(path) for path, _ in leaves]
    distinct = len(set(names)) == len(names)
    kept = all(name_problem(name) is None for name in names)
    plain = all(isinstance(key, (str, int)) for path, _ in leaves for key in path)
    functional = distinct and kept and plain and not _has_namedtuple(features)
    return ("functional", "subclassed") if functional else ("subclassed",)


def models(
    features: Structure,
    /,
    *,
    target: Spec = DEFAULT_TARGET,
    classes: int | None = None,
    styles: Iterable[str] | None = None,
) -> st.SearchStrategy:
    """Compiled Keras models whose inputs are `features` and whose output is `target`.

    Each is what `model_for` gives for one of the styles, functional first. The first draw imports
    TensorFlow and builds a model, so a test needs `deadline=None`, and perhaps
    `suppress_health_check=[HealthCheck.too_slow]`.

    Args:
      features: a `Spec` of one example, or a nest of such.
      target: the spec of one example's target, dense with known axes.
      classes: number of classes, if the target is a class index; draw such targets with
        `examples(target, low=0, high=classes - 1)`.
      styles: some of `functional`, `sequential`, `subclassed`; by default all that can take the
        features.

    Raises:
      TypeError, ValueError: at the call, if an argument is not as said or a style cannot take
        the features.

    >>> from hypothesis import find
    >>> find(models(Spec((3,)), target=Spec((2,))), lambda model: True).output_shape
    (None, 2)
    """
    possible = styles_for(features)
    chosen = possible if styles is None else check_choices("styles", styles, STYLES)
    for style in chosen:
        _check_model(features, style=style, target=target, classes=classes)
    return st.sampled_from(chosen).map(
        lambda style: model_for(features, style=style, target=target, classes=classes)
    )


def model_for(
    features: Structure,
    /,
    *,
    style: str = "functional",
    target: Spec = DEFAULT_TARGET,
    classes: int | None = None,
) -> Any:
    """Return a compiled Keras model for `features`, as if fresh but perhaps used before.

    Every input is reduced to a few numbers between -1 and 1, whatever its dtype, kind and shape;
    these are concatenated, in sorted key order, and go through one Dense layer. So a fit on
    numbers that float32 can hold has a finite loss. The functional style has one `keras.Input`
    for each leaf, named as `styles_for` says.

    Models are kept and given again for the same arguments, with the weights and the step count
    they had at first (the same in every run), because a fresh one is slow and leaks. Do not compile or change them. The
    optimizer is plain SGD, which keeps no state but the count. Imports TensorFlow; strings,
    ragged and sparse inputs need Keras' TensorFlow backend.

    Args:
      features: a `Spec` of one example, or a nest of such.
      style: one of `functional`, `sequential`, `subclassed`; see `styles_for`.
      target: the spec of one example's target, dense with known axes; the output has its shape
        and the loss is the mean squared error.
      classes: number of classes: the output is that many logits, and the loss the sparse
        categorical cross-entropy. The target is then an integer scalar, `Spec((), "int64")`.

    Raises:
      TypeError, ValueError: if an argument is not as said.

    >>> model = model_for({"a": Spec((3,)), "b": Spec((), "int64")}, classes=5,
    ...                   target=Spec((), "int64"))
    >>> sorted(model.input), tuple(model.output_shape)
    (['a', 'b'], (None, 5))
    """
    _check_model(features, style=style, target=target, classes=classes)
    key = (style, _freeze(features), target, classes)
    if key not in _MODELS:
        # Keras draws seeds from Python's generator, which Hypothesis does not let a strategy move.
        state = random.getstate()
        model = _build(features, style=style, target=target, classes=classes)
        random.setstate(state)
        _MODELS[key] = (model, model.get_weights())
        while len(_MODELS) > MOST_MODELS:
            _MODELS.popitem(last=False)
    _MODELS.move_to_end(key)
    model, weights = _MODELS[key]
    model.set_weights(weights)
    model.optimizer.iterations.assign(0)
    return model


def _check_model(features: Structure, *, style: str, target: Spec, classes: int | None) -> None:
    possible = styles_for(features)
    if check_choice("style", style, STYLES) not in possible:
        raise ValueError(
            f"style={style!r}: expected one of {', '.join(possible)} for these features; "
            "functional needs names that Keras keeps, sequential takes one Spec"
        )
    if not isinstance(target, Spec):
        raise TypeError(f"target={target!r}: expected one Spec; a model here has one output")
    if target.kind != "dense" or None in target.shape:
        raise ValueError(f"target={target!r}: expected a dense Spec with known axes")
    kind = KIND_OF[target.dtype]
    if kind in ("string", "complex"):
        raise ValueError(f"target={target!r}: no loss is defined for {target.dtype}")
    if classes is not None:
        check_integer("classes", classes, least=2)
        if kind not in ("integer", "unsigned") or target.shape not in ((), (1,)):
            raise ValueError(
                f"target={target!r}: expected an integer scalar, as Spec((), 'int64'), "
                f"for classes={classes}"
            )


def _build(features: Structure, *, style: str, target: Spec, classes: int | None) -> Any:
    from tensorflow import keras

    output = Spec((classes,) if classes else (target.shape or (1,)))
    # With a seed of its own a model is the same in every run, and so is a counterexample.
    weights = keras.initializers.GlorotUniform(seed=0)
    dense = keras.layers.Dense(size_of(output), kernel_initializer=weights)
    head = [dense, keras.layers.Reshape(output.shape)]
    make: dict[str, Callable[..., Any]] = {
        "functional": _functional,
        "sequential": _sequential,
        "subclassed": _subclassed,
    }
    model = make[style](features, head)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True) if classes else "mse"
    model.compile(optimizer=keras.optimizers.SGD(0.01), loss=loss)
    return model


def _functional(features: Structure, head: list[Any]) -> Any:
    from tensorflow import keras

    inputs = map_with_path(_input, features)
    reduced = [
        layer_classes().reduce(spec)(at(inputs, path)) for path, spec in sorted_leaves(features)
    ]
    output = keras.layers.Concatenate()(reduced) if len(reduced) > 1 else reduced[0]
    for layer in head:
        output = layer(output)
    return keras.Model(inputs, output)


def _sequential(features: Spec, head: list[Any]) -> Any:
    from tensorflow import keras

    return keras.Sequential([_input((), features), layer_classes().reduce(features), *head])


def _subclassed(features: Structure, head: list[Any]) -> Any:
    model = layer_classes().subclassed(features, head)
    # Weights exist only after a call, and without them there is nothing to put back.
    model(as_tensors(map_structure(_one_blank, features), features))
    return model


def _input(path: Path, spec: Spec) -> Any:
    from tensorflow import keras

    kind = {} if spec.kind == "dense" else {spec.kind: True}
    name = _name(path) if path else None
    return keras.Input(shape=spec.shape, dtype=spec.dtype, name=name, **kind)


def _name(path: Path) -> str:
    return ".".join(map(str, path))


def _one_blank(spec: Spec) -> Any:
    shape = tuple(1 if size is None else size for size in spec.shape)
    blank = b"" if spec.dtype == "string" else 0
    dense = np.full((1, *shape), blank, dtype=numpy_dtype(spec.dtype))
    return list(dense) if spec.kind == "ragged" else dense


def _has_namedtuple(structure: Structure) -> bool:
    if isinstance(structure, dict):
        return any(map(_has_namedtuple, structure.values()))
    if isinstance(structure, (tuple, list)):
        return is_namedtuple(structure) or any(map(_has_namedtuple, structure))
    return False


def _freeze(structure: Structure) -> Any:
    """Return a hashable stand-in that keeps the order in which keys are declared."""
    if isinstance(structure, dict):
        return ("dict", *((key, _freeze(value)) for key, value in structure.items()))
    if isinstance(structure, (tuple, list)):
        return (type(structure).__name__, *(_freeze(value) for value in structure))
    return structure
