"""Which component reaches which input: asked of a probe model with the user's own inputs."""

from __future__ import annotations

import warnings
from typing import Any, Dict, List, Set

import numpy as np

from conformance import compat
from conformance.observe.guard import guard
from conformance.records import Contract, Spec, Wiring
from conformance.structure import flatten, transform

# The largest number a dtype holds exactly, where fewer than a few thousand components exceed it.
LARGEST = {"bool": 1, "int8": 127, "uint8": 255, "bfloat16": 256, "float16": 2048}


def observe(model: Any, contract: Contract, spec: Spec) -> Wiring:
    """Call a model that returns its inputs on an element whose every component is a number.

    Component i is filled with i + 1 (strings: its digits), so what an input receives names the
    component, whatever the data. Shapes are the component's own, so a failure here is one the
    user's model would meet too.
    """
    record = Wiring()
    inputs = compat.input_structure(model)
    x = spec.role("x")
    marks = [_marked(leaf, i + 1) for i, leaf in enumerate(x)]
    structure = _unflatten(spec.x_structure, marks)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with guard("wiring") as caught:
            probe = _probe(inputs)
            outputs = flatten(probe(structure))
    record.failure = caught.failure
    if caught.failure is None:
        names = [leaf.path for leaf in contract.inputs or []]
        paths = [None if i in _ambiguous(x) else leaf.path for i, leaf in enumerate(x)]
        for name, value in zip(names, outputs):
            record.received[name] = _path_of(value, paths)
    return record


def _probe(inputs: Any) -> Any:
    """A model with these very inputs that hands each one back."""
    keras = compat.keras()
    flat = flatten(inputs)
    identity = [keras.layers.Lambda(lambda t: t, output_shape=_tail(t))(t) for t in flat]
    return keras.Model(inputs, identity if len(identity) > 1 else identity[0])


def _tail(tensor: Any) -> Any:
    shape = compat.shape_of(tensor.shape)
    return tuple(shape[1:]) if shape else None


def _marked(leaf: Any, mark: int) -> Any:
    shape = [2 if d is None else d for d in (leaf.shape if leaf.shape is not None else (2,))]
    if shape:
        shape[0] = 2
    tf = compat.tensorflow()
    if leaf.dtype == "string":
        return tf.constant(np.full(shape, str(mark)).astype(object), tf.string)
    dense = (
        tf.cast(tf.fill(shape, mark), leaf.dtype) if leaf.dtype != "bool" else tf.fill(shape, True)
    )
    if leaf.kind == "ragged":
        return tf.RaggedTensor.from_tensor(dense)
    if leaf.kind == "sparse":
        return tf.sparse.from_dense(dense)
    return dense


def _ambiguous(x: List[Any]) -> Set[int]:
    """Components whose number another one's turns into: True reads 1, a uint8 of 257 reads 1."""
    taken: Set[int] = set()
    for i, leaf in enumerate(x):
        limit = LARGEST.get(leaf.dtype)
        if limit is not None and i + 1 > limit:
            taken |= {0, (i + 1) % (limit + 1) - 1}
    return taken


def _unflatten(structure: Any, values: List[Any]) -> Any:
    return transform(lambda i: values[i], structure)


def _path_of(value: Any, paths: List[Any]) -> Any:
    if type(value).__name__ in ("RaggedTensor", "SparseTensor"):
        value = value.values
    array = np.ravel(compat.to_numpy(value))
    if not array.size or array.dtype == bool:
        return None
    first = array[0]
    number = int(first.decode() if isinstance(first, bytes) else first)
    return paths[number - 1] if 1 <= number <= len(paths) else None


def differs(received: Dict[str, Any], wanted: Dict[str, str]) -> List[str]:
    return [name for name, path in wanted.items() if received.get(name) not in (path, None)]
