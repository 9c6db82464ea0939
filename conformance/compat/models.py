"""What a model was made of and compiled with."""

from __future__ import annotations

import inspect
from typing import Any, Callable, List, Optional, Tuple

from conformance.compat.libraries import keras, tensorflow
from conformance.compat.tensors import to_numpy


def input_structure(model: Any) -> Any:
    """The nest of symbolic inputs: ``_inputs_struct`` (Keras 3), ``_nested_inputs`` (Keras 2)."""
    for name in ("_inputs_struct", "_nested_inputs"):
        nest = getattr(model, name, None)
        if nest is not None:
            return nest
    return symbolic(model, "inputs")


def output_structure(model: Any) -> Any:
    for name in ("_outputs_struct", "_nested_outputs"):
        nest = getattr(model, name, None)
        if nest is not None:
            return nest
    return symbolic(model, "outputs")


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
    return str(getattr(thing, "__module__", "")).startswith(("keras", "tensorflow", "tf_keras"))


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
    """What the user passed as ``compile(loss=...)``; None when nothing."""
    loss = getattr(model, "loss", None)
    if loss is not None and not callable_container(loss):
        return loss
    for name in ("_compile_loss", "compiled_loss"):
        container = getattr(model, name, None)
        if container is None or inspect.ismethod(container):
            continue
        for attribute in ("_user_losses", "_user_loss"):
            value = getattr(container, attribute, None)
            if value is not None:
                return value
    return loss


def callable_container(loss: Any) -> bool:
    return type(loss).__name__ in ("LossesContainer", "CompileLoss")


def is_compiled(model: Any) -> bool:
    """``model.compiled`` (Keras 3) or ``_is_compiled`` (Keras 2)."""
    for name in ("compiled", "_is_compiled"):
        value = getattr(model, name, None)
        if isinstance(value, bool):
            return value
    return getattr(model, "optimizer", None) is not None


def jit_compile(model: Any) -> bool:
    """Whether ``compile(jit_compile=True)`` was asked or resolved; absent before 2.8."""
    value = getattr(model, "jit_compile", None)
    if value is None:
        value = getattr(model, "_jit_compile", False)
    return value is True


def overrides_fit(model: Any) -> bool:
    """Whether the class brings its own fit, with parameters of its own."""
    return _overrides(model, "fit")


def overrides_train_step(model: Any) -> bool:
    """Whether the class brings its own train_step."""
    return _overrides(model, "train_step")


def runs_eagerly(model: Any) -> bool:
    """Whether fit runs the train step as Python: ``compile(run_eagerly=True)``, or globally."""
    own = getattr(model, "run_eagerly", False)
    return own is True or bool(tensorflow().config.functions_run_eagerly())


def _overrides(model: Any, name: str) -> bool:
    own, base = getattr(type(model), name), getattr(keras().Model, name)
    if own is base:
        return False
    return not of_keras(own)


def iterations(model: Any) -> Optional[int]:
    """``optimizer.iterations``, through a LossScaleOptimizer if there is one."""
    optimizer = getattr(model, "optimizer", None)
    for name in ("inner_optimizer", "_optimizer"):
        inner = getattr(optimizer, name, None)
        optimizer = inner if hasattr(inner, "iterations") else optimizer
    value = getattr(optimizer, "iterations", None)
    return None if value is None else int(to_numpy(value))


def trace_count(model: Any) -> Optional[int]:
    """How often the train step was traced (Keras 2: it is the tf.function itself)."""
    function = getattr(model, "train_function", None)
    counter: Optional[Callable] = getattr(function, "experimental_get_tracing_count", None)
    return None if counter is None else int(counter())
