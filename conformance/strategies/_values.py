"""Single values of a data type, and arrays of them."""

from __future__ import annotations

import functools
import math
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from ._dtypes import KIND_OF, numpy_dtype

# Legible, exact in float16 and in every signed integer wider than a byte, and too small for a
# loss to overflow.
LOW, HIGH = -1000, 1000

_WIDTHS: dict[str, Any] = {"float16": 16, "bfloat16": 32, "float32": 32, "float64": 64}
_PARTS = {"complex64": "float32", "complex128": "float64"}
_GREATEST_BFLOAT16 = 3.3895313892515355e38


def check_bounds(low: Any, high: Any) -> None:
    """Raise unless `low <= high` are real numbers; infinities stand for the end of a dtype."""
    for name, bound in (("low", low), ("high", high)):
        if isinstance(bound, bool) or not isinstance(bound, (int, float, np.number)):
            raise TypeError(f"{name}={bound!r}: expected a number, float('inf') for no limit")
        if math.isnan(bound):
            raise ValueError(f"{name}={bound!r}: expected a number, float('inf') for no limit")
    if low > high:
        raise ValueError(f"low={low!r} is above high={high!r}: nothing lies between")


def within(dtype: str, low: Any, high: Any) -> tuple[Any, Any]:
    """Return the least and greatest value of a numeric `dtype` between `low` and `high`.

    Raises:
      ValueError: if there is none.

    >>> within("uint8", -1000, 1000), within("int8", 0.5, float("inf"))
    ((0, 255), (1, 127))
    """
    dtype = _PARTS.get(dtype, dtype)
    if KIND_OF[dtype] in ("integer", "unsigned"):
        limits = np.iinfo(dtype)
        # Integers of 64 bits must not pass through a float, which would round them.
        least = max(limits.min, math.ceil(low)) if low > limits.min else limits.min
        greatest = min(limits.max, math.floor(high)) if high < limits.max else limits.max
    else:
        end = _GREATEST_BFLOAT16 if dtype == "bfloat16" else float(np.finfo(dtype).max)
        least = _representable(dtype, max(float(low), -end), up=True)
        greatest = _representable(dtype, min(float(high), end), up=False)
    if least > greatest:
        raise ValueError(f"low={low!r}, high={high!r}: no {dtype} lies between")
    return least, greatest


def scalars(
    dtype: str,
    *,
    low: Any = LOW,
    high: Any = HIGH,
    nonfinite: bool = False,
    exclude_characters: str = "",
) -> st.SearchStrategy:
    """Values of one dtype between `low` and `high`; strings are `bytes` of at most 8 characters.

    Subnormal numbers are left out unless a bound is one: 1e-40 * 1.0 is 0.0 eagerly and in a
    `map` on TensorFlow 2.4.1, 2.15 and 2.21 (not in NumPy), so that no oracle would agree.
    """
    kind = KIND_OF[dtype]
    if kind == "boolean":
        return st.booleans()
    if kind == "string":
        alphabet = st.characters(codec="utf-8", exclude_characters=exclude_characters)
        return st.text(alphabet, max_size=8).map(str.encode)
    least, greatest = within(dtype, low, high)
    if kind in ("integer", "unsigned"):
        return st.integers(least, greatest)
    if kind == "complex":
        part = scalars(_PARTS[dtype], low=low, high=high, nonfinite=nonfinite)
        return st.builds(complex, part, part)
    tiny = float(np.finfo("float16" if dtype == "float16" else "float32").tiny)
    if dtype == "float64":
        tiny = float(np.finfo(dtype).tiny)
    subnormal_bound = any(0 < abs(bound) < tiny for bound in (least, greatest))
    finite = st.floats(least, greatest, width=_WIDTHS[dtype], allow_subnormal=subnormal_bound)
    if dtype == "bfloat16":
        finite = finite.map(_truncate_to_bfloat16)
    if not nonfinite:
        return finite
    return st.one_of(finite, st.sampled_from([math.nan, math.inf, -math.inf]))


@functools.lru_cache(maxsize=1024)
def arrays(dtype: str, shape: tuple[int, ...], elements: st.SearchStrategy) -> st.SearchStrategy:
    """NumPy arrays of `dtype` and `shape` with `elements`, drawn sparsely if they are large."""
    final = numpy_dtype(dtype)
    # NumPy cannot fill an array of a foreign type from Python floats on every version.
    made = np.dtype("float32") if dtype == "bfloat16" else final
    # With `fill`, an array of n elements costs sqrt(n) draws: the rest is one repeated value.
    drawn = hnp.arrays(made, shape, elements=elements, fill=elements)
    return drawn if made == final else drawn.map(lambda array: array.astype(final))


def _representable(dtype: str, bound: float, *, up: bool) -> float:
    """Round `bound` to the nearest value of `dtype` that is not below (`up`) or above it."""
    if dtype == "bfloat16":
        nearest = _truncate_to_bfloat16(bound)
        if (nearest < bound) if up else (nearest > bound):
            # Truncation goes towards zero; the next value away from it is one bit higher.
            nearest = _from_bits(_bits(nearest) + 0x10000)
        return nearest
    kind = np.dtype(dtype).type
    nearest = kind(bound)
    if (float(nearest) < bound) if up else (float(nearest) > bound):
        nearest = np.nextafter(nearest, kind(math.inf if up else -math.inf))
    return float(nearest)


def _truncate_to_bfloat16(value: float) -> float:
    # A bfloat16 is the upper half of a float32.
    return _from_bits(_bits(value) & 0xFFFF0000)


def _bits(value: float) -> int:
    return int(np.array(value, "float32").view("uint32"))


def _from_bits(bits: int) -> float:
    return float(np.array(bits, "uint32").view("float32"))
