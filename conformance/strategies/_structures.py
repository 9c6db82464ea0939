"""What one example looks like: single specs, and nests of them."""

from __future__ import annotations

from typing import Iterable

from hypothesis import strategies as st

from ._arguments import check_choices, check_integer, check_range, check_strategy
from ._dtypes import KERAS_KINDS, KINDS, dtypes
from ._names import name_sets
from ._shapes import shapes
from ._spec import TENSOR_KINDS, Spec

CONTAINERS = ("dict", "tuple", "list")


def specs(
    *,
    kinds: Iterable[str] = ("dense",),
    dtype_kinds: Iterable[str] = KERAS_KINDS,
    min_rank: int = 0,
    max_rank: int = 4,
    max_side: int = 4,
    unknown: bool = False,
) -> st.SearchStrategy:
    """Specs of one tensor of an example; the smallest is `Spec()`, a float32 scalar.

    Args:
      kinds: some of `dense`, `ragged` (the first axis is unknown and differs from example to
        example) and `sparse` (every axis is known). The last two have at least one axis.
      dtype_kinds: as `kinds` of `dtypes`.
      min_rank: least number of axes of an example.
      max_rank: greatest number of axes of an example.
      max_side: greatest size of a known axis.
      unknown: whether an axis of a dense spec may be unknown (`None`).

    Raises:
      TypeError, ValueError: at the call, if an argument is not one of the choices or a ragged or
        sparse tensor cannot have an axis (`max_rank=0`).

    >>> from hypothesis import find
    >>> find(specs(), lambda spec: True)
    Spec(shape=(), dtype='float32', kind='dense')
    >>> find(specs(kinds=("ragged",)), lambda spec: spec.dtype == "string")
    Spec(shape=(None,), dtype='string', kind='ragged')
    """
    chosen = check_choices("kinds", kinds, TENSOR_KINDS)
    named = dtypes(kinds=check_choices("dtype_kinds", dtype_kinds, tuple(KINDS)))
    low, high = check_range("rank", min_rank, max_rank)
    made = {"dense": shapes(min_rank=low, max_rank=high, max_side=max_side, unknown=unknown)}
    if set(chosen) != {"dense"}:
        check_integer("max_rank", high, least=1, why="ragged and sparse tensors have an axis")
        low = max(low, 1)
        inner = shapes(min_rank=low - 1, max_rank=high - 1, max_side=max_side)
        made["ragged"] = inner.map(lambda shape: (None, *shape))
        made["sparse"] = shapes(min_rank=low, max_rank=high, max_side=max_side)
    return st.one_of([st.builds(Spec, made[kind], named, st.just(kind)) for kind in chosen])


def element_specs(
    *,
    leaves: st.SearchStrategy | None = None,
    names: st.SearchStrategy | None = None,
    containers: Iterable[str] = ("dict", "tuple"),
    min_depth: int = 0,
    max_depth: int = 2,
    max_width: int = 3,
) -> st.SearchStrategy:
    """Nests of specs, as the elements of a dataset have: a spec, or a dict or tuple of such.

    Args:
      leaves: strategy of `Spec`; by default `specs()`.
      names: strategy of lists of distinct keys of a dict, in the order in which they are
        declared; by default `name_sets(max_size=max_width)`.
      containers: some of `dict`, `tuple` and `list`. `tf.data` turns a list into one tensor, so
        lists are for arrays, generators and `PyDataset` only.
      min_depth: least number of containers around a leaf; 1 for no bare spec.
      max_depth: greatest number of containers around a leaf.
      max_width: greatest number of entries of a tuple or list.

    Raises:
      TypeError, ValueError: at the call, if an argument is not as said.

    >>> from hypothesis import find
    >>> find(element_specs(), lambda structure: isinstance(structure, dict))
    {'a': Spec(shape=(), dtype='float32', kind='dense')}
    """
    leaf = specs() if leaves is None else check_strategy("leaves", leaves)
    chosen = check_choices("containers", containers, CONTAINERS)
    width = check_integer("max_width", max_width, least=1)
    low, high = check_range("depth", min_depth, max_depth)
    keys = name_sets(max_size=width) if names is None else check_strategy("names", names)

    def wrap(inner: st.SearchStrategy) -> st.SearchStrategy:
        values = st.lists(inner, min_size=1, max_size=width)
        made = {
            "dict": keys.flatmap(lambda drawn: st.fixed_dictionaries(dict.fromkeys(drawn, inner))),
            "tuple": values.map(tuple),
            "list": values,
        }
        return st.one_of([made[container] for container in chosen])

    structure = leaf
    for depth in range(high, 0, -1):
        # Without a leaf as alternative every path is at least this deep.
        structure = wrap(structure) if depth <= low else st.one_of(leaf, wrap(structure))
    return structure
