"""A model's layers, and the calls that its symbolic graph is made of."""

from __future__ import annotations

from typing import Any, List, Tuple

from conformance.structure import flatten


def layers_in(owner: Any) -> List[Any]:
    """The layers directly inside a model or layer: a layer has no ``layers``, so it is walked."""
    try:
        found = list(getattr(owner, "layers", None) or [])
    except (AttributeError, ValueError, TypeError):  # a property of the user's own
        found = []
    if not found and hasattr(owner, "_flatten_layers"):
        found = list(owner._flatten_layers(recursive=False, include_self=False))
    return found


def all_layers(model: Any) -> List[Any]:
    """Every layer of a model, those inside other layers included, each once."""
    found: List[Any] = []
    waiting = layers_in(model)
    while waiting:
        layer = waiting.pop(0)
        if not any(layer is known for known in found):
            found.append(layer)
            waiting += layers_in(layer)
    return found


def has_input_layer(model: Any) -> bool:
    """Whether a Sequential was given an Input, which its ``layers`` leave out."""
    held = getattr(model, "_layers", None) or getattr(model, "_self_tracked_trackables", [])
    return any(type(layer).__name__ == "InputLayer" for layer in held)


def producer(tensor: Any) -> Any:
    """The layer, or the operation of Keras 3, that made a symbolic tensor; None if not known."""
    history = getattr(tensor, "_keras_history", None)
    if history is None:
        return None
    return history.operation if hasattr(history, "operation") else history.layer


def tensor_key(tensor: Any) -> Any:
    """What is equal for two objects that are one symbolic tensor."""
    history = getattr(tensor, "_keras_history", None)
    return id(tensor) if history is None else (id(history[0]), history[1], history[2])


def calls(model: Any) -> List[Tuple[Any, List[Any], List[Any]]]:
    """(layer, input tensors, output tensors) of every call, in order of execution.

    The nodes are in ``_nodes_by_depth`` of a functional model and, on Keras 3, of the one that a
    Sequential keeps in ``_functional``; empty where there is no graph.
    """
    by_depth = getattr(model, "_nodes_by_depth", None)
    if by_depth is None:
        by_depth = getattr(getattr(model, "_functional", None), "_nodes_by_depth", None)
    out = []
    for depth in sorted(by_depth or (), reverse=True):
        for node in by_depth[depth]:
            layer = node.operation if hasattr(node, "operation") else node.layer
            out.append((layer, _tensors(node.input_tensors), _tensors(node.output_tensors)))
    return out


def _tensors(nest: Any) -> List[Any]:
    return [tensor for tensor in flatten(nest) if hasattr(tensor, "shape")]
