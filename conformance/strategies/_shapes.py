"""Sizes: shapes of tensors, sizes of batches, numbers of examples."""

from __future__ import annotations

from typing import Iterable

from hypothesis import strategies as st

from ._arguments import check_flag, check_integer, check_range

# So many times more draws go to the remarkable sizes than to all sizes alike.
EMPHASIS = 2
# NumPy 1 ends at 32 axes, and examples and batches add one each.
MOST_AXES = 30


def shapes(
    *,
    min_rank: int = 0,
    max_rank: int = 4,
    min_side: int = 1,
    max_side: int = 4,
    unknown: bool = False,
) -> st.SearchStrategy:
    """Shapes of one example, as tuples; the smallest is `()`, a scalar.

    Args:
      min_rank: least number of axes.
      max_rank: greatest number of axes, at most 30.
      min_side: least size of an axis; 0 makes tensors without elements.
      max_side: greatest size of an axis.
      unknown: whether an axis may also be `None`, a size known only when data arrives.

    Raises:
      TypeError, ValueError: at the call, for a range that holds nothing.

    >>> from hypothesis import find
    >>> find(shapes(), lambda shape: True)
    ()
    >>> find(shapes(unknown=True), lambda shape: len(shape) == 2 and None in shape)
    (1, None)
    """
    min_rank, max_rank = check_range("rank", min_rank, max_rank, most=MOST_AXES)
    min_side, max_side = check_range("side", min_side, max_side)
    sides = list(range(min_side, max_side + 1))
    # Last, so that an axis shrinks to a known size.
    side = st.sampled_from(sides + [None] * check_flag("unknown", unknown))
    return st.lists(side, min_size=min_rank, max_size=max_rank).map(tuple)


def batch_sizes(*, min_value: int = 1, max_value: int = 64) -> st.SearchStrategy:
    """Batch sizes; 1, powers of two and primes come up most, and 1 is the smallest.

    >>> from hypothesis import find
    >>> find(batch_sizes(), lambda size: size > 1)
    2
    """
    low, high = check_range("value", min_value, max_value, least=1)
    powers = [2**exponent for exponent in range(high.bit_length())]
    return _emphasised(low, high, [low, *powers, *_primes(low, min(high, 2 * low + 16))])


def example_counts(
    *, batch_size: int, min_value: int = 0, max_value: int | None = None
) -> st.SearchStrategy:
    """Numbers of examples at which pipelines go wrong for batches of `batch_size`.

    None at all, one, one less and one more than a batch, exact multiples (no partial batch),
    and primes (a partial batch whatever the batch size) come up most; every other number up to
    `max_value` is possible.

    Args:
      batch_size: examples in a full batch.
      min_value: least count; 1 if the pipeline may refuse an empty source.
      max_value: greatest count; by default a prime beyond four batches.

    >>> from hypothesis import find
    >>> find(example_counts(batch_size=4), lambda count: True)
    0
    >>> find(example_counts(batch_size=4), lambda count: count > 4)
    5
    """
    size = check_integer("batch_size", batch_size, least=1)
    if max_value is None:
        max_value = max(_next_prime(4 * size), check_integer("min_value", min_value))
    low, high = check_range("value", min_value, max_value)
    multiples = [size - 1, size, size + 1, 2 * size, 3 * size]
    primes = [_next_prime(size), _next_prime(4 * size)]
    return _emphasised(low, high, [0, 1, *multiples, *primes])


def _emphasised(low: int, high: int, remarkable: Iterable[int]) -> st.SearchStrategy:
    # One integer chooses, and those beyond the plain sizes stand for the remarkable ones: a single
    # choice, which shrinks towards `low`. `one_of(remarkable, all)` would end at the smallest
    # remarkable size that fails, though a smaller plain one does too.
    plain = high - low + 1
    again = [size for size in sorted(set(remarkable)) if low <= size <= high]
    return st.integers(0, (1 + EMPHASIS * bool(again)) * plain - 1).map(
        lambda index: low + index if index < plain else again[index % len(again)]
    )


def _primes(low: int, high: int) -> list[int]:
    return [
        number
        for number in range(max(low, 2), high + 1)
        if all(number % divisor for divisor in range(2, int(number**0.5) + 1))
    ]


def _next_prime(number: int) -> int:
    # Between n and 2n there is always a prime (Bertrand), so the list is never empty.
    return _primes(number + 1, 2 * max(number, 1))[0]
