"""What a model was made of and compiled with."""

from __future__ import annotations

import contextlib
from typing import Any, FrozenSet, Iterator, List, Optional, Tuple

from conformance.compat.libraries import keras, tensorflow
from conformance.compat.tensors import to_numpy


def input_structure(model: Any) -> Any:
    """The nest of symbolic inputs: ``_inputs_struct`` (Keras 3), ``_nested_inputs`` (Keras 2)."""
    return _nest(model, "inputs")


def output_structure(model: Any) -> Any:
    """The nest of symbolic outputs: ``_outputs_struct`` or ``_nested_outputs``."""
    return _nest(model, "outputs")


def _nest(model: Any, role: str) -> Any:
    for name in (f"_{role}_struct", f"_nested_{role}"):
        nest = getattr(model, name, None)
        if nest is not None:
            return nest
    return symbolic(model, role)


def symbolic(model: Any, name: str) -> Optional[list]:
    """``model.inputs`` / ``model.outputs``: AttributeError, None or [] while unknown."""
    try:
        nest = getattr(model, name)
    except (AttributeError, ValueError):
        return None
    if nest is None or (isinstance(nest, (list, tuple)) and not len(nest)):
        return None
    return nest


def names(model: Any, role: str) -> List[str]:
    """The names of a model's inputs or outputs ("input", "output"); empty while unknown."""
    return list(getattr(model, f"{role}_names", None) or [])


def weight_name(weight: Any) -> str:
    """``path`` on Keras 3, where ``name`` is only its last part."""
    return str(getattr(weight, "path", None) or weight.name).split(":")[0]


def of_keras(thing: Any) -> bool:
    """Whether a class or function is Keras' own: of ``tensorflow.python.keras`` up to 2.5."""
    package = str(getattr(thing, "__module__", "")).split(".")[0]
    return package in ("keras", "tensorflow", "tf_keras")


def loss_settings(loss: Any) -> Tuple[Any, dict]:
    """(function, arguments) of a Loss object; those of a loss of one's own are its attributes."""
    settings = {**(getattr(loss, "_fn_kwargs", None) or {}), **vars(loss)}
    return getattr(loss, "fn", None), settings


def model_kind(model: Any) -> str:
    """functional, sequential or subclassed."""
    if isinstance(model, keras().Sequential):
        return "sequential"
    graph = getattr(model, "_is_graph_network", False) or hasattr(model, "_inputs_struct")
    return "functional" if graph else "subclassed"


def compiled_loss(model: Any) -> Any:
    """What the user passed as ``compile(loss=...)``; None when nothing, where Keras 2 has ``{}``."""
    loss = getattr(model, "loss", None)
    return None if isinstance(loss, dict) and not loss else loss


def is_compiled(model: Any) -> bool:
    """``model.compiled`` (Keras 3) or ``_is_compiled`` (Keras 2)."""
    value = getattr(model, "compiled", None)
    return value if isinstance(value, bool) else bool(getattr(model, "_is_compiled", False))


def jit_compile(model: Any) -> bool:
    """Whether ``compile(jit_compile=True)`` was asked or resolved; absent before 2.8."""
    return True in (getattr(model, "jit_compile", None), getattr(model, "_jit_compile", None))


def overrides_fit(model: Any) -> bool:
    """Whether the class brings its own fit, with parameters of its own."""
    return _overrides(model, "fit")


def overrides_train_step(model: Any) -> bool:
    """Whether the class brings its own train_step."""
    return _overrides(model, "train_step")


def overrides_test_step(model: Any) -> bool:
    """Whether the class brings its own test_step, by which validation data are judged."""
    return _overrides(model, "test_step")


def measured_outputs(model: Any) -> FrozenSet[str]:
    """The outputs that compile's dicts of metrics name."""
    name = "_compile_metrics" if hasattr(model, "_compile_metrics") else "compiled_metrics"
    holder = getattr(model, name, None)
    given = [getattr(holder, part, None) for part in ("_user_metrics", "_user_weighted_metrics")]
    return frozenset(str(key) for part in given if isinstance(part, dict) for key in part)


def overrides_compute_loss(model: Any) -> bool:
    """Whether the class computes its loss its own way; before 2.9 there is no such method."""
    return hasattr(type(model), "compute_loss") and _overrides(model, "compute_loss")


def weighs_as_keras(loss: Any) -> bool:
    """Whether a Loss object leaves the weights to Keras, by not overriding ``__call__``."""
    return of_keras(type(loss).__call__)


def runs_eagerly(model: Any) -> bool:
    """Whether fit runs the train step as Python: ``compile(run_eagerly=True)``, or globally."""
    own = getattr(model, "run_eagerly", False)
    return own is True or bool(tensorflow().config.functions_run_eagerly())


def _overrides(model: Any, name: str) -> bool:
    return not of_keras(getattr(type(model), name))


def iterations(model: Any) -> Optional[int]:
    """``optimizer.iterations``, through a LossScaleOptimizer if there is one."""
    value = getattr(_optimizer(model), "iterations", None)
    return None if value is None else int(to_numpy(value))


def optimizer(model: Any) -> Tuple[str, Optional[float]]:
    """(class, learning rate) of the optimizer; "" for none, None where the rate is a schedule."""
    found = _optimizer(model)
    if found is None:
        return "", None
    try:
        value = to_numpy(getattr(found, "learning_rate", None))
        rate = float(value) if value is not None and value.ndim == 0 else None
    except (TypeError, ValueError, AttributeError):  # a schedule has no number of its own
        rate = None
    return type(found).__name__, rate


def _optimizer(model: Any) -> Any:
    optimizer = getattr(model, "optimizer", None)
    return getattr(optimizer, "inner_optimizer", optimizer)


@contextlib.contextmanager
def inputs_recorded(layers: List[Any]) -> Iterator[List[List[Any]]]:
    """The first argument of every call of these layers, as NumPy arrays, while this lasts."""
    received: List[List[Any]] = [[] for _ in layers]

    def recording(call: Any, into: List[Any]) -> Any:
        def wrapped(inputs: Any, *args: Any, **kwargs: Any) -> Any:
            into.append(to_numpy(inputs))
            return call(inputs, *args, **kwargs)

        return wrapped

    for layer, into in zip(layers, received):
        # Keras tracks what is set on a layer; a plain function is set past it.
        object.__setattr__(layer, "call", recording(layer.call, into))
    try:
        yield received
    finally:
        for layer in layers:
            object.__delattr__(layer, "call")
