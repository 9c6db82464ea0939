"""Nested structures (dict, tuple, list) without TensorFlow.

Dict keys are visited in sorted order, as ``tf.nest`` and ``keras.tree`` do.
"""

from __future__ import annotations

import collections
from typing import Any, Callable, Iterator, List, Optional, Tuple

Step = Any  # a dict key or a position


def _children(node: Any) -> Optional[List[Tuple[Step, Any]]]:
    if isinstance(node, dict):
        return [(key, node[key]) for key in sorted(node, key=lambda k: (str(type(k)), k))]
    if isinstance(node, tuple) and hasattr(node, "_fields"):
        return [(name, getattr(node, name)) for name in node._fields]
    if isinstance(node, (list, tuple)):
        return list(enumerate(node))
    return None


def leaves(node: Any, path: str = "", key: Optional[str] = None) -> Iterator[Tuple[str, Any, Any]]:
    """Yield (path, last dict key or None, leaf) in flattening order."""
    children = _children(node)
    if children is None:
        yield path, key, node
        return
    for step, child in children:
        named = isinstance(node, dict) or hasattr(node, "_fields")
        yield from leaves(child, f"{path}[{step!r}]", step if named else None)


def flatten(node: Any) -> List[Any]:
    return [leaf for _, _, leaf in leaves(node)]


def transform(function: Callable[[Any], Any], node: Any) -> Any:
    """Apply ``function`` to each leaf; dict, list and tuple keep their kind."""
    if isinstance(node, dict):
        return _like(node, {key: transform(function, value) for key, value in node.items()})
    if isinstance(node, tuple) and hasattr(node, "_fields"):
        return type(node)(*(transform(function, value) for value in node))
    if isinstance(node, (list, tuple)):
        return type(node)(transform(function, value) for value in node)
    return function(node)


def _like(node: dict, made: dict) -> dict:
    """The entries in the order of the node, in an OrderedDict where it is one.

    Keras 3.15 takes the values of an OrderedDict by their place and those of a dict by name.
    """
    ordered = {key: made[key] for key in node}
    return (
        collections.OrderedDict(ordered) if isinstance(node, collections.OrderedDict) else ordered
    )


def indices(node: Any) -> Any:
    """The same nest with each leaf replaced by its flattening position."""
    order = {id_: i for i, id_ in enumerate(_paths(node))}

    def walk(current: Any, path: str) -> Any:
        children = _children(current)
        if children is None:
            return order[path]
        if isinstance(current, dict) or hasattr(current, "_fields"):
            found = {step: walk(child, f"{path}[{step!r}]") for step, child in children}
            return _like(current, found) if isinstance(current, dict) else found
        return tuple(walk(child, f"{path}[{step!r}]") for step, child in children)

    return walk(node, "")


def _paths(node: Any) -> List[str]:
    return [path for path, _, _ in leaves(node)]


def describe(node: Any) -> str:
    """A short picture of a nest of indices: ``{'a', 'b'}``, ``(2 tensors)``, ``one tensor``."""
    if isinstance(node, dict):
        return "{" + ", ".join(repr(k) for k in node) + "}"
    if isinstance(node, (list, tuple)):
        return f"a {type(node).__name__} of {len(node)}"
    return "one tensor"


ROLES = ("x", "y", "sample_weight")


def absent(part: Any) -> bool:
    """None, or what an element spec has in its place."""
    return part is None or type(part).__name__ == "NoneTensorSpec"


def roles_of(element: Any, *, list_is_tuple: bool = False) -> Tuple[List[Tuple[str, Any]], str]:
    """How Keras unpacks an element: [(role, part)], and what the top level is.

    Source: ``keras.utils.unpack_x_y_sample_weight``: a tuple of one to three parts is
    (x, y, sample_weight); anything else is x alone.
    """
    if isinstance(element, tuple) or (list_is_tuple and isinstance(element, list)):
        top = "tuple" if isinstance(element, tuple) else "list"
        parts = [(ROLES[i] if i < 3 else f"part{i}", part) for i, part in enumerate(element)]
        return [(role, part) for role, part in parts if not absent(part)], top
    top = {"dict": "dict", "list": "list"}.get(type(element).__name__, "tensor")
    return [("x", element)], top
