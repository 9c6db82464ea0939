"""Watch a pipeline being built: what Python state do its traced functions use up?

A function given to ``Dataset.map`` runs in Python once, while it is traced; a NumPy draw, the
clock or a file read there becomes a constant of the graph
(https://www.tensorflow.org/guide/function#executing_python_side_effects). The state of every
random generator the function can reach is compared before and after tracing, so a legitimate
draw outside the function, or inside ``numpy_function``, is never reported.
"""

from __future__ import annotations

import builtins
import contextlib
import functools
import inspect
import random
import time
from typing import Any, Callable, Dict, FrozenSet, Iterator, List, Optional, Tuple

import numpy as np

from conformance import compat
from conformance.observe import words
from conformance.observe.frozen import frozen_state
from conformance.observe.guard import user_line
from conformance.records import Adapted, GeneratorYield, TraceEvent, Tracing

TRACED_METHODS = ("map", "flat_map", "interleave", "filter", "scan", "group_by_window")
# Constructors of fresh generators and clocks: (module, name, kind).
WATCHED = (
    (np.random, "default_rng", "random"),
    (time, "time", "time"),
    (time, "time_ns", "time"),
    (builtins, "open", "file"),
    (np, "load", "file"),
    (np, "loadtxt", "file"),
)
# What the code of a generator that shuffles names.
SHUFFLING = ("permutation", "permuted", "shuffle", "default_rng", "RandomState", "Random", "seed")
ORDERS = ("permutation", "permuted", "shuffle")
# Draws of numbers, of NumPy's two interfaces and Python's: a length may hang on them.
NUMBERS = (
    *("uniform", "normal", "standard_normal", "gauss", "rand", "randn", "random_sample", "sample"),
    *(
        "randint",
        "randrange",
        "integers",
        "choice",
        "choices",
        "binomial",
        "poisson",
        "exponential",
    ),
)
RAW_ITEMS = 64  # how many items of a generator are compared with its signature


@contextlib.contextmanager
def watch(record: Tracing, maps: Optional[List[Any]] = None) -> Iterator[None]:
    """Patch Dataset's function-taking methods and from_generator while the block runs.

    Args:
        maps: is given (dataset, function, the same map of another dataset) for each call of ``map``.
    """
    dataset = compat.dataset_type()
    calls = {"user": 0, "library": 0}
    saved: List[Tuple[Any, str, Any]] = []

    def replace(owner: Any, name: str, value: Any) -> None:
        saved.append(
            (owner, name, owner.__dict__[name] if isinstance(owner, type) else getattr(owner, name))
        )
        setattr(owner, name, value)

    try:
        for name in TRACED_METHODS:
            if name in dataset.__dict__:
                replace(dataset, name, _watched_method(getattr(dataset, name), record, calls, maps))
        for module, name, kind in WATCHED:
            replace(module, name, _watched_call(module, name, kind, record))
        for name in random.__all__:
            if inspect.ismethod(getattr(random, name)):
                replace(random, name, _counted(getattr(random, name), calls))
        original = dataset.__dict__["from_generator"]
        function = original.__func__ if isinstance(original, staticmethod) else original
        replace(dataset, "from_generator", staticmethod(_watched_generator(function, record)))
        yield
    finally:
        for owner, name, value in reversed(saved):
            setattr(owner, name, value)


def _watched_method(
    method: Callable, record: Tracing, calls: Dict[str, int], maps: Optional[List[Any]]
) -> Callable:
    def call(self: Any, *args: Any, **kwargs: Any) -> Any:
        function = next((a for a in [*args, *kwargs.values()] if callable(a)), None)
        before, counted = _states(function), dict(calls)
        out = method(self, *args, **kwargs)
        eager = compat.tensorflow().executing_eagerly()  # in a graph it is a part of interleave
        if maps is not None and method.__name__ == "map" and eager:
            maps.append((self, function, lambda other: method(other, *args, **kwargs)))
        # Keras 2's random layers seed themselves from `random` while they are traced.
        library_only = calls["library"] > counted["library"] and calls["user"] == counted["user"]
        for name, (generator, state) in before.items():
            if name == "random" and library_only:
                continue
            if not _same(state, _state(generator)):
                once(record.events, TraceEvent(name, "random", user_line(), _name(function)))
        record.words += [w for w in words.named(referenced(function)) if w not in record.words]
        record.functions += 1
        for frozen in frozen_state(function):
            once(record.frozen, frozen)
        for name, layer, adapted in _preprocessing(function):
            kind = type(layer).__name__
            if adapted:
                once(record.adapted, Adapted(name, kind, *compat.layer_state(layer)))
            else:
                once(record.unadapted, f"{kind} `{name}`")
        return out

    call.__name__ = method.__name__
    call.__doc__ = method.__doc__
    return call


def _watched_call(module: Any, name: str, kind: str, record: Tracing) -> Any:
    function = getattr(module, name)

    def call(*args: Any, **kwargs: Any) -> Any:
        if not compat.tensorflow().executing_eagerly() and called_by_user():
            once(record.events, TraceEvent(f"{module.__name__}.{name}", kind, user_line(), ""))
        return function(*args, **kwargs)

    call.__name__ = name
    return call


def _counted(function: Callable, calls: Dict[str, int]) -> Callable:
    """The same function of ``random``, counting who calls it."""

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        calls["user" if called_by_user() else "library"] += 1
        return function(*args, **kwargs)

    return call


def once(seen: List[Any], item: Any) -> None:
    """Append what is not there yet."""
    if item not in seen:
        seen.append(item)


def called_by_user() -> bool:
    import sys

    frame = sys._getframe(2)
    filename = frame.f_code.co_filename
    library = "site-packages" in filename or "/lib/python" in filename
    return not library or "autograph" in filename


def _name(function: Any) -> str:
    return getattr(function, "__name__", type(function).__name__)


# --- random generators a function can reach ---------------------------------------------------


def _states(function: Any) -> Dict[str, Tuple[Any, Any]]:
    """name -> (generator, its state): the global ones and those the function refers to."""
    out: Dict[str, Tuple[Any, Any]] = {
        "np.random": (np.random, _state(np.random)),
        "random": (random, _state(random)),
    }
    shared = shared_generators()
    for name, value in referenced(function).items():
        if any(value is one for one in shared):
            continue
        if isinstance(value, (np.random.Generator, np.random.RandomState, random.Random)):
            out[f"the {type(value).__name__} `{name}`"] = (value, _state(value))
    return out


def shared_generators() -> Tuple[Any, ...]:
    """The hidden instances behind ``random`` and ``np.random``, compared under those names."""
    hidden = [getattr(random, "_inst", None), getattr(np.random.mtrand, "_rand", None)]
    return tuple(one for one in hidden if one is not None)


def _state(generator: Any) -> Any:
    if generator is np.random:
        return np.random.get_state()
    if isinstance(generator, np.random.Generator):
        return repr(generator.bit_generator.state)
    if isinstance(generator, np.random.RandomState):
        return generator.get_state()
    return generator.getstate()


def _same(a: Any, b: Any) -> bool:
    if isinstance(a, tuple) and len(a) == 5 and isinstance(a[1], np.ndarray):
        return a[2:] == b[2:] and bool(np.array_equal(a[1], b[1]))
    return a == b


def referenced(function: Any, depth: int = 3) -> Dict[str, Any]:
    """Objects a function names: closure cells, globals, defaults, bound self, and its helpers'."""
    out: Dict[str, Any] = {}
    function = getattr(function, "python_function", function)  # a tf.function
    function = getattr(function, "func", function) if hasattr(function, "keywords") else function
    owner = getattr(function, "__self__", None)
    if owner is not None:
        out["self"] = owner
        out.update({f"self.{k}": v for k, v in getattr(owner, "__dict__", {}).items()})
    inner = getattr(function, "__func__", function)
    code = getattr(inner, "__code__", None)
    if code is None:
        return out
    for name, cell in zip(code.co_freevars, inner.__closure__ or ()):
        with contextlib.suppress(ValueError):  # an empty cell
            out[name] = cell.cell_contents
    for name in _names(code):
        if name in inner.__globals__:
            out[name] = inner.__globals__[name]
    for name, value in zip(
        reversed(code.co_varnames[: code.co_argcount]), reversed(inner.__defaults__ or ())
    ):
        out[name] = value
    if depth:
        for value in list(out.values()):
            if callable(value) and hasattr(value, "__code__"):
                for name, reached in referenced(value, depth - 1).items():
                    out.setdefault(name, reached)
    return out


def _names(code: Any) -> List[str]:
    names = list(code.co_names)
    for constant in code.co_consts:
        if hasattr(constant, "co_names"):
            names += _names(constant)
    return names


def _preprocessing(function: Any) -> List[Tuple[str, Any, bool]]:
    """(name, layer, whether it was adapted) of the preprocessing layers that a function uses."""
    layer_type = compat.keras().layers.Layer
    candidates = dict(referenced(function))
    if isinstance(function, layer_type):
        candidates["layer"] = function
    layers = [(n, value) for n, value in candidates.items() if isinstance(value, layer_type)]
    known = [(name, layer, compat.layer_adapted(layer)) for name, layer in layers]
    return [(name, layer, adapted) for name, layer, adapted in known if adapted is not None]


# --- from_generator ---------------------------------------------------------------------------


def _watched_generator(original: Callable, record: Tracing) -> Callable:
    def from_generator(generator: Any, *args: Any, **kwargs: Any) -> Any:
        for name, value in referenced(generator).items():
            if isinstance(value, compat.sequence_types()) and _has_epoch_end(value):
                record.wrapped_sequences.append(f"{type(value).__name__} `{name}`")
        if isinstance(generator, compat.sequence_types()) and _has_epoch_end(generator):
            record.wrapped_sequences.append(type(generator).__name__)
        record.generator_draws += [n for n in _draws(generator) if n not in record.generator_draws]
        record.generator_numbers = (*record.generator_numbers, *_number_draws(generator))
        record.generator_rows = frozenset({*record.generator_rows, *rows_referenced(generator)})
        signature = kwargs.get("output_signature")
        dtypes = None
        if signature is not None:
            dtypes = compat.tensorflow().nest.map_structure(
                lambda s: getattr(s, "dtype", None), signature
            )
        elif args or "output_types" in kwargs:
            dtypes = kwargs.get("output_types", args[0] if args else None)
        if dtypes is None or kwargs.get("args") or not callable(generator):
            return original(generator, *args, **kwargs)
        return original(_comparing(generator, dtypes, record), *args, **kwargs)

    return from_generator


def _draws(generator: Any, among: Tuple[str, ...] = SHUFFLING, depth: int = 2) -> List[str]:
    """Those of these names of NumPy's and Python's that a generator's code refers to."""
    inner = getattr(generator, "__func__", generator)
    code = getattr(inner, "__code__", None)
    names = [n for n in _names(code) if n in among] if code is not None else []
    if depth:
        for value in referenced(generator, 0).values():
            if hasattr(value, "__code__") and not _library_code(value):
                names += _draws(value, among, depth - 1)
    return list(dict.fromkeys(names))


def _number_draws(generator: Any) -> List[str]:
    """Names of draws of a number, by which a generator may decide what to leave out.

    ``random`` is a draw (``rng.random()``) where nothing else says what it stands for
    (``np.random.permutation``).
    """
    names = _draws(generator, NUMBERS)
    alone = not names and not _draws(generator, ORDERS)
    return names or (_draws(generator, ("random",)) if alone else [])


def rows_referenced(generator: Any) -> FrozenSet[int]:
    """Lengths of the arrays that a generator's code names."""
    shapes = [getattr(value, "shape", None) for value in referenced(generator).values()]
    return frozenset(int(s[0]) for s in shapes if isinstance(s, tuple) and s and s[0] > 1)


def _library_code(function: Any) -> bool:
    filename = function.__code__.co_filename
    return "site-packages" in filename or "/lib/python" in filename


def _has_epoch_end(sequence: Any) -> bool:
    return compat.overrides_epoch_end(sequence)


def _comparing(generator: Callable, dtypes: Any, record: Tracing) -> Callable:
    """The same generator, its first items compared with what the signature will make of them."""

    def items() -> Iterator[Any]:
        for number, item in enumerate(generator()):
            if number < RAW_ITEMS:
                _compare(item, dtypes, record)
            yield item

    items.__name__ = _name(generator)
    return items


def _aligned(item: Any, dtypes: Any) -> List[Tuple[Any, Any]]:
    """(yielded value, declared dtype) of each component, in flattening order.

    Empty where the structures differ: TensorFlow raises its own error for that.
    """
    if isinstance(dtypes, dict):
        if not isinstance(item, dict) or set(item) != set(dtypes):
            return []
        return [pair for key in sorted(dtypes) for pair in _aligned(item[key], dtypes[key])]
    if isinstance(dtypes, (tuple, list)):
        if not isinstance(item, (tuple, list)) or len(item) != len(dtypes):
            return []
        return [pair for value, dtype in zip(item, dtypes) for pair in _aligned(value, dtype)]
    return [(item, dtypes)]


def _compare(item: Any, dtypes: Any, record: Tracing) -> None:
    for position, (raw, dtype) in enumerate(_aligned(item, dtypes)):
        target = getattr(dtype, "as_numpy_dtype", None) or dtype
        try:
            array, target = np.asarray(raw), np.dtype(target)
        except (TypeError, ValueError):
            continue
        if array.dtype.kind not in "biuf" or target.kind not in "biuf" or not array.size:
            continue
        cast = array.astype(target)
        with np.errstate(invalid="ignore", over="ignore"):
            back = cast.astype(np.float64)
            wide = array.astype(np.float64)
            finite = np.isfinite(wide)
            tolerance = 1e-2 if target.kind == "f" else 0.0
            lost = finite & ~(np.abs(back - wide) <= tolerance * np.maximum(1.0, np.abs(wide)))
        if not lost.any():
            continue
        at = int(np.flatnonzero(lost.ravel())[0])
        path = f"item[{position}]"
        if not any(y.path == path for y in record.yields):
            record.yields.append(
                GeneratorYield(
                    path,
                    str(target),
                    str(array.dtype),
                    repr(array.ravel()[at].item()),
                    repr(cast.ravel()[at].item()),
                    True,
                )
            )
