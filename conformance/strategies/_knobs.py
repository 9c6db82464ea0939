"""Keyword arguments of pipelines that change how, never what: parallelism, buffers, seeds."""

from __future__ import annotations

import inspect
from typing import Any, Callable, Iterable, Mapping

from hypothesis import strategies as st

from ._arguments import check_choice, check_choices, check_strategy

# `tf.data.AUTOTUNE` is this number on every TensorFlow from 2.4.1 to 2.21; written out so that
# drawing a knob needs no TensorFlow.
AUTOTUNE = -1

_PARALLELISM = st.sampled_from([1, 2, 4, AUTOTUNE])
_WIDTHS = st.sampled_from([1, 2, 4])
# From none at all, over one smaller than most sources, to one that holds them all.
_SHUFFLE_BUFFERS = st.sampled_from([1, 2, 10, 1000])
_PREFETCH_BUFFERS = st.sampled_from([1, 2, AUTOTUNE])
_FLAGS = st.booleans()

_NOTHING = object()
_LEFT_OUT = st.just(_NOTHING)

KNOBS: dict[str, st.SearchStrategy] = {
    "num_parallel_calls": _PARALLELISM,
    "num_parallel_reads": _PARALLELISM,
    "parallel_calls": _PARALLELISM,
    "cycle_length": _WIDTHS,
    "block_length": _WIDTHS,
    "shuffle": _FLAGS,
    "shuffle_buffer": _SHUFFLE_BUFFERS,
    "shuffle_buffer_size": _SHUFFLE_BUFFERS,
    "buffer_size": _SHUFFLE_BUFFERS,
    "reshuffle_each_iteration": _FLAGS,
    "prefetch": _PREFETCH_BUFFERS,
    "prefetch_buffer": _PREFETCH_BUFFERS,
    "prefetch_buffer_size": _PREFETCH_BUFFERS,
    "drop_remainder": _FLAGS,
    "deterministic": _FLAGS,
    "cache": _FLAGS,
    "seed": st.integers(0, 2**31 - 1),
}


def pipeline_knobs(
    make_dataset: Callable[..., Any] | None = None,
    /,
    *,
    only: Iterable[str] | None = None,
    without: Iterable[str] = (),
    extra: Mapping[str, st.SearchStrategy] | None = None,
) -> st.SearchStrategy:
    """Keyword arguments that `make_dataset` accepts, as a dict to call it with.

    A knob is recognised by its name (`KNOBS` lists them). One that has a default may be left
    out, so that a counterexample shrinks to the knobs that matter, at best to `{}`. A knob whose
    default is True or False is drawn as a flag; `cache` whose default is None or a file name is
    drawn as `""`, which is memory. Give the knobs with a meaning of your own through `extra`.

    `batch_size` is no knob here: draw it with `batch_sizes`, because `example_counts` needs it.

    Args:
      make_dataset: a function; without one, or if it takes `**kwargs`, every knob is drawn.
      only: names of the knobs to draw.
      without: names of knobs not to draw.
      extra: more knobs, name to strategy; they replace those of the same name.

    Raises:
      TypeError, ValueError: at the call: for a name that is no knob, and for one in `only` or
        `extra` that `make_dataset` does not accept.

    >>> from hypothesis import find
    >>> def make_dataset(source, *, batch_size=32, cache=False, seed):
    ...     '''A pipeline.'''
    >>> find(pipeline_knobs(make_dataset), lambda knobs: True)
    {'seed': 0}
    >>> find(pipeline_knobs(make_dataset), lambda knobs: "cache" in knobs)
    {'cache': False, 'seed': 0}
    """
    given = dict(extra or {})
    for name, strategy in given.items():
        check_strategy(f"extra[{name!r}]", strategy)
    known = {**KNOBS, **given}
    chosen = check_choices("only", only, tuple(known)) if only is not None else tuple(known)
    dropped = check_choices("without", without, tuple(known)) if without else ()
    accepted = _parameters(make_dataset, tuple(known))
    for name in [*given, *(chosen if only is not None else ())]:
        check_choice("knob", name, tuple(accepted))

    knobs = {}
    for name in chosen:
        if name not in accepted or name in dropped:
            continue
        default, required = accepted[name]
        strategy = known[name] if name in given else _suited(name, default)
        knobs[name] = strategy if required else st.one_of(_LEFT_OUT, strategy)
    # Not `fixed_dictionaries(optional=...)`: it draws keys in changing order, and Hypothesis 6.113
    # then ends at counterexamples with knobs that do not matter.
    return st.fixed_dictionaries(knobs).map(
        lambda drawn: {name: value for name, value in drawn.items() if value is not _NOTHING}
    )


def _suited(name: str, default: Any) -> st.SearchStrategy:
    if isinstance(default, bool):
        return _FLAGS
    if name == "cache" and default is not inspect.Parameter.empty:
        return st.just("")
    if name == "shuffle" and isinstance(default, int):
        return _SHUFFLE_BUFFERS
    return KNOBS[name]


def _parameters(
    make_dataset: Callable[..., Any] | None, known: tuple[str, ...]
) -> dict[str, tuple[Any, bool]]:
    """Return, for every name that can be given by keyword, its default and whether it must be."""
    untold = inspect.Parameter.empty
    anything = dict.fromkeys(known, (untold, False))
    if make_dataset is None:
        return anything
    if not callable(make_dataset):
        raise TypeError(f"make_dataset={make_dataset!r}: expected a function")
    parameters = inspect.signature(make_dataset).parameters.values()
    by_keyword = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    named = {
        one.name: (one.default, one.default is untold)
        for one in parameters
        if one.kind in by_keyword
    }
    takes_any = any(one.kind is inspect.Parameter.VAR_KEYWORD for one in parameters)
    return {**anything, **named} if takes_any else named
