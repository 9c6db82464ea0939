"""Sources for templates: examples like given ones, and examples of described domains."""

from __future__ import annotations

import dataclasses
import functools
import math
from typing import Any, Iterable

import numpy as np
from hypothesis import strategies as st

from ._alike import check_leaf, is_ragged, like
from ._arguments import check_choice, check_choices, check_flag, check_integer, check_range
from ._dtypes import KIND_OF, NAMES, numpy_dtype
from ._examples import MOST_EXAMPLES, leaf_examples
from ._shapes import shapes
from ._spec import TENSOR_KINDS, Path, Spec, Structure, map_with_path, show
from ._values import HIGH, LOW, check_bounds, scalars, within

LABELS = ("label", "labels")


def spec_of(given: Any, /) -> Structure:
    """Return the spec of one example of the examples that `examples` and `examples_like` make.

    A list of arrays is ragged: its first axis, and each other whose size differs, is unknown.

    >>> spec_of({"x": np.zeros((5, 3), "float32")})
    {'x': Spec(shape=(3,), dtype='float32', kind='dense')}
    >>> spec_of([np.array([[1, 2]]), np.array([[3, 4], [5, 6]])])
    Spec(shape=(None, 2), dtype='int64', kind='ragged')
    """

    def describe(path: Path, leaf: Any) -> Spec:
        name = check_leaf(path, leaf)
        if not is_ragged(leaf):
            return Spec(leaf.shape[1:], name)
        if not leaf:
            raise ValueError(f"{show(path)} is []: expected at least one example")
        sizes = zip(*(row.shape for row in leaf))
        shape = [
            None if axis == 0 or len(set(size)) > 1 else size[0] for axis, size in enumerate(sizes)
        ]
        return Spec(tuple(shape), name, "ragged")

    return map_with_path(describe, given, is_leaf=is_ragged)


def examples_like(
    given: Any, /, *, count: int, label_keys: Iterable[str] = LABELS
) -> st.SearchStrategy:
    """Other examples with the structure, dtypes, shapes and ranges of given ones.

    From the real examples of a template, `{"features": ..., "label": ...}`, this makes the
    sources it must also get right. Numbers lie in the range that was seen (NaN only where some
    was seen); strings are seen ones or made of the seen characters, no longer than those seen.
    Labels are drawn from the seen ones: integers, strings, zeros and ones, and one-hot rows;
    other float labels lie in the seen range.

    Args:
      given: nested dicts and tuples of NumPy arrays with the example axis first; a list of
        arrays is one ragged feature. At least one example.
      count: number of examples to draw.
      label_keys: keys under which labels stand.

    Raises:
      TypeError, ValueError: at the call, if leaves are no such arrays, differ in the number of
        examples, or have none.

    >>> from hypothesis import find
    >>> seen = {"features": np.array([[0.5], [2.5]]), "label": np.array([3, 7])}
    >>> find(examples_like(seen, count=2), lambda drawn: 7 in drawn["label"])["label"].tolist()
    [7, 7]
    """
    number = check_integer("count", count)
    keys = (label_keys,) if isinstance(label_keys, str) else tuple(label_keys)
    lengths = {}

    def check(path: Path, leaf: Any) -> None:
        check_leaf(path, leaf)
        lengths[show(path)] = len(leaf)

    map_with_path(check, given, is_leaf=is_ragged)
    if not lengths:
        raise ValueError(f"{given!r}: expected at least one array")
    if len(set(lengths.values())) > 1 or 0 in lengths.values():
        raise ValueError(
            "expected the same number of examples, at least one, in every array; got "
            + ", ".join(f"{length} in {path}" for path, length in lengths.items())
        )

    @st.composite
    def alike(draw: Any) -> Any:
        return map_with_path(
            lambda path, leaf: draw(like(leaf, number, label=any(key in keys for key in path))),
            given,
            is_leaf=is_ragged,
        )

    return alike()


@dataclasses.dataclass(frozen=True)
class Domain:
    """What a feature may be, where a template accepts more than one dtype or shape.

    Args:
      dtypes: names of the dtypes it may have; the first is what examples shrink to.
      ranks: least and greatest number of axes of one example.
      sides: least and greatest size of an axis.
      values: least and greatest number, cut to what a dtype can hold.
      nan: whether NaN may stand among floats, for a value that is missing.
      choices: if given, the only values; `str` stands for its UTF-8 bytes.
      exclude_characters: none of these in strings that are drawn.
      channels: sizes of one more axis, the last; the others have `ranks` and `sides`.
      kind: `"dense"`, `"ragged"` (the first axis differs from example to example) or `"sparse"`.

    Raises:
      TypeError, ValueError: if a field is not as said or holds nothing.

    >>> Domain(dtypes=("int32", "int64"), ranks=(0, 0), values=(0, 9)).ranks
    (0, 0)
    """

    dtypes: tuple[str, ...] = ("float32",)
    ranks: tuple[int, int] = (0, 2)
    sides: tuple[int, int] = (1, 4)
    values: tuple[float, float] = (LOW, HIGH)
    nan: bool = False
    choices: tuple[Any, ...] = ()
    exclude_characters: str = ""
    channels: tuple[int, ...] = ()
    kind: str = "dense"

    def __post_init__(self) -> None:
        names = check_choices("dtypes", self.dtypes, NAMES)
        check_choice("kind", self.kind, TENSOR_KINDS)
        check_flag("nan", self.nan)
        channels = tuple(check_integer("channels", size, least=1) for size in self.channels)
        pairs = {name: _pair(name, getattr(self, name)) for name in ("ranks", "sides", "values")}
        check_range("rank", *pairs["ranks"], least=0 if self.kind == "dense" else 1)
        check_range("side", *pairs["sides"])
        check_bounds(*pairs["values"])
        for name in names:
            if self.choices:
                _check_choices_fit(name, self.choices)
            elif KIND_OF[name] not in ("boolean", "string"):
                within(name, *pairs["values"])
        object.__setattr__(self, "dtypes", names)
        object.__setattr__(self, "choices", tuple(self.choices))
        object.__setattr__(self, "channels", channels)


def examples_of(domains: Any, /, *, count: int | None = None) -> st.SearchStrategy:
    """Examples of features described by `Domain`s, with dtypes and shapes drawn anew each time.

    Args:
      domains: a `Domain`, or nested dicts, tuples and lists of such.
      count: number of examples, the same for every leaf; by default 0 to 5 are drawn.

    Returns:
      A strategy of the same nest of NumPy arrays as `examples` makes; `spec_of` tells what was
      drawn.

    Raises:
      TypeError, ValueError: at the call, if a leaf is no `Domain`.

    >>> from hypothesis import find
    >>> label = Domain(dtypes=("int64",), ranks=(0, 0), values=(0, 9))
    >>> both = examples_of({"features": {"x": Domain()}, "label": label})
    >>> drawn = find(both, lambda drawn: len(drawn["label"]) == 2)
    >>> drawn["features"]["x"].tolist(), drawn["label"].tolist()
    ([0.0, 0.0], [0, 0])
    """

    def check(path: Path, leaf: Any) -> None:
        if not isinstance(leaf, Domain):
            raise TypeError(f"{show(path)} is {leaf!r}: expected a Domain")

    map_with_path(check, domains)
    if count is None:
        counts: st.SearchStrategy = st.integers(0, MOST_EXAMPLES)
    else:
        counts = st.just(check_integer("count", count))

    @st.composite
    def described(draw: Any) -> Any:
        drawn_count = draw(counts)
        return map_with_path(
            lambda path, domain: _of_domain(draw, domain, drawn_count),
            domains,
        )

    return described()


def _of_domain(draw: Any, domain: Domain, count: int) -> Any:
    dtype = draw(_dtypes_of(domain))
    shape = draw(_shapes_of(domain))
    spec = Spec((None, *shape) if domain.kind == "ragged" else shape, dtype, domain.kind)
    return leaf_examples(draw, spec, count, _elements_of(domain, dtype))


# Made once for each domain, for Hypothesis validates every new strategy.
@functools.lru_cache(maxsize=256)
def _dtypes_of(domain: Domain) -> st.SearchStrategy:
    return st.sampled_from(domain.dtypes)


@functools.lru_cache(maxsize=256)
def _shapes_of(domain: Domain) -> st.SearchStrategy:
    ragged = domain.kind == "ragged"
    drawn = shapes(
        min_rank=domain.ranks[0] - ragged,
        max_rank=domain.ranks[1] - ragged,
        min_side=domain.sides[0],
        max_side=domain.sides[1],
    )
    if not domain.channels:
        return drawn
    pairs = st.tuples(drawn, st.sampled_from(domain.channels))
    return pairs.map(lambda pair: (*pair[0], pair[1]))


@functools.lru_cache(maxsize=256)
def _elements_of(domain: Domain, dtype: str) -> st.SearchStrategy:
    if domain.choices:
        return st.sampled_from([_encoded(choice) for choice in domain.choices])
    low, high = domain.values
    drawn = scalars(dtype, low=low, high=high, exclude_characters=domain.exclude_characters)
    if domain.nan and KIND_OF[dtype] == "floating":
        return st.one_of(drawn, st.just(math.nan))
    return drawn


def _pair(name: str, given: Any) -> tuple[Any, Any]:
    if not isinstance(given, (tuple, list)) or len(given) != 2:
        raise TypeError(f"{name}={given!r}: expected a pair, least and greatest")
    return tuple(given)


def _encoded(choice: Any) -> Any:
    return choice.encode() if isinstance(choice, str) else choice


def _check_choices_fit(name: str, choices: Iterable[Any]) -> None:
    for choice in choices:
        if KIND_OF[name] == "string":
            fits = isinstance(choice, (str, bytes))
        else:
            fits = not isinstance(choice, (str, bytes)) and bool(
                np.array([choice]).astype(numpy_dtype(name))[0] == choice
            )
        if not fits:
            raise ValueError(f"choices={choices!r}: {choice!r} is no value of dtype {name}")
