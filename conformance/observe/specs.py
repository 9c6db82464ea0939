"""The declared element of a dataset, and the inferred one of anything else."""

from __future__ import annotations

from typing import Any, List, Optional, Tuple

from conformance import compat
from conformance.records import Leaf, Spec
from conformance.structure import indices, leaves, roles_of, transform


def of_dataset(dataset: Any) -> Spec:
    """What ``dataset.element_spec`` promises, with Keras' roles."""
    return of_element(dataset.element_spec, spec_leaf)


def of_element(
    element: Any, make_leaf: Any, *, inferred: bool = False, lists: bool = False
) -> Spec:
    parts, top = roles_of(element, list_is_tuple=lists)
    out: List[Leaf] = []
    structures = {}
    for role, part in parts:
        first = len(out)
        for path, key, value in leaves(part):
            out.append(make_leaf(value, role + path, role, key))
        shift = indices(part)
        structures[role] = _shift(shift, first)
    if len(out) == 1 and out[0].kind == "dataset":
        top = "dataset"
    return Spec(
        leaves=out,
        top=top,
        length=len(element) if top in ("tuple", "list") else 1,
        x_structure=structures.get("x"),
        y_structure=structures.get("y"),
        inferred=inferred,
    )


def _shift(nest: Any, by: int) -> Any:
    return transform(lambda place: place + by, nest)


def spec_leaf(spec: Any, path: str, role: str, key: Optional[str]) -> Leaf:
    """A leaf from a TypeSpec."""
    kind_name = type(spec).__name__
    kinds = {
        "RaggedTensorSpec": "ragged",
        "SparseTensorSpec": "sparse",
        "DatasetSpec": "dataset",
        "TensorSpec": "dense",
    }
    kind = kinds.get(kind_name, "other")
    shape, dtype = getattr(spec, "shape", None), getattr(spec, "dtype", None)
    if kind in ("dataset", "other"):
        shape, dtype = None, dtype or kind_name
    return Leaf(path, compat.shape_of(shape), compat.dtype_name(dtype), kind, role, key)


def value_leaf(value: Any, path: str, role: str, key: Optional[str]) -> Leaf:
    """A leaf from a value seen (NumPy array, tensor, number)."""
    shape, dtype, kind = value_facts(value)
    return Leaf(path, shape, dtype, kind, role, key)


def value_facts(value: Any) -> Tuple[Optional[tuple], str, str]:
    import numpy as np

    name = type(value).__name__
    if name == "RaggedTensor":
        return compat.shape_of(value.shape), compat.dtype_name(value.dtype), "ragged"
    if name == "SparseTensor":
        return compat.shape_of(value.shape), compat.dtype_name(value.dtype), "sparse"
    if compat.is_dataset(value) or name.endswith("Dataset"):
        return None, "variant", "dataset"
    if hasattr(value, "shape") and hasattr(value, "dtype"):
        return compat.shape_of(value.shape), _numpy_name(value.dtype), "dense"
    array = np.asarray(value)
    return array.shape, _numpy_name(array.dtype), "dense"


def _numpy_name(dtype: Any) -> str:
    name = compat.dtype_name(dtype)
    return "string" if name == "object" or name.startswith(("str", "bytes", "<U", "|S")) else name


def inferred(first: Any, second: Any = None) -> Spec:
    """The spec of a generator or Sequence from its first elements: differing dims are None."""
    spec = of_element(first, value_leaf, inferred=True, lists=True)
    if second is None:
        return spec
    other = of_element(second, value_leaf, inferred=True, lists=True)
    if len(other.leaves) != len(spec.leaves):
        return spec
    merged = []
    for a, b in zip(spec.leaves, other.leaves):
        shape = a.shape
        if a.shape is not None and b.shape is not None and len(a.shape) == len(b.shape):
            shape = tuple(m if m == n else None for m, n in zip(a.shape, b.shape))
        merged.append(Leaf(a.path, shape, a.dtype, a.kind, a.role, a.key))
    spec.leaves = merged
    return spec
