"""Put live objects back as they were: a model after training steps, a Sequence after its epochs.

A copy would be another object: models with classes or losses of one's own cannot be copied by all
Keras versions, and what was copied may not be what was given. So the object itself is used, and
what it holds is noted before: the attributes of every object that can be reached from it, the
contents of every list, dict and set, the values of every variable and array. No version of
TensorFlow or Keras needs to be known for that.
"""

from __future__ import annotations

import collections
import functools
import types
from typing import Any, Callable, Iterator, List, Set, Tuple

# What belongs to the process, is built once, or holds data that nobody changes in place.
APART = (
    "tensorflow.python.client",
    "tensorflow.python.data",
    "tensorflow.python.distribute",
    "tensorflow.python.eager",
    "tensorflow.python.framework",
    "tensorflow.python.trackable.base",
    "jax",
    "numpy",
    "pandas",
    "logging",
    "threading",
    "_thread",
    "weakref",
    "_weakref",
    "multiprocessing",
    "concurrent",
    "conformance",
)
CONTAINERS = (list, collections.OrderedDict, dict, set, collections.deque)
LEAVES = (
    type(None),
    bool,
    int,
    float,
    complex,
    str,
    bytes,
    type,
    types.ModuleType,
    types.BuiltinFunctionType,
    types.CodeType,
    types.GeneratorType,
)
MOST_BYTES = 2**30  # of the arrays that are copied, so that they can be put back

Restore = Callable[[], None]


class Kept:
    """What some objects hold now; ``restore()`` puts it back, as often as it is called.

    ``left_out`` says what would not be put back, a sentence each.
    """

    def __init__(self, *things: Any):
        self._restores: List[Restore] = []
        self._values: List[Restore] = []  # after the attributes, which hold the variables
        self._seen: Set[int] = set()
        self._held: List[Any] = []  # so that no id is given twice
        self._bytes = 0
        self.left_out: List[str] = []
        waiting = list(things)
        while waiting:
            waiting.extend(self._keep(waiting.pop()))

    def restore(self) -> None:
        for put_back in (*self._restores, *self._values):
            put_back()

    def _keep(self, thing: Any) -> Iterator[Any]:
        kind = type(thing)
        if issubclass(kind, LEAVES) or id(thing) in self._seen:
            return
        self._seen.add(id(thing))
        self._held.append(thing)
        if issubclass(kind, types.MethodType):
            yield thing.__self__
        elif issubclass(kind, types.FunctionType):
            yield from _captured(thing)
        elif issubclass(kind, CONTAINERS):
            yield from self._container(thing, kind)
        elif issubclass(kind, (tuple, frozenset)):
            yield from thing
        elif _is_array(thing):
            self._array(thing)
            return
        elif kind in _generators():
            self._generator(thing)
            return
        elif _is_variable(thing):
            self._variable(thing)
        elif not _apart(kind) and hasattr(kind, "__wrapped__"):
            yield thing.__wrapped__  # a proxy, as Keras 2 keeps dicts in
        if not _apart(kind) or _is_variable(thing):
            yield from self._attributes(thing)

    def _attributes(self, thing: Any) -> Iterator[Any]:
        try:
            own = object.__getattribute__(thing, "__dict__")
        except (AttributeError, TypeError):  # without attributes, or a proxy of another object
            return
        kind = type(thing)

        def put_back() -> None:  # a Sequence is shortened by a class of its own
            if type(thing) is not kind:
                thing.__class__ = kind

        if type(own) is dict:
            self._restores.append(put_back)
            yield from self._container(own, dict)

    def _container(self, thing: Any, kind: type) -> Iterator[Any]:
        """The base class' own methods: subclasses that track changes would track this one too."""
        base: Any = next(each for each in CONTAINERS if issubclass(kind, each))
        held = base.copy(thing)
        fill = base.update if hasattr(base, "update") else base.extend

        def put_back() -> None:
            if not _same(base.copy(thing), held):
                base.clear(thing)
                fill(thing, held)

        self._restores.append(put_back)
        if isinstance(held, dict):
            yield from held.keys()
            yield from held.values()
        else:
            yield from held

    def _array(self, array: Any) -> None:
        if array.dtype.hasobject or not array.flags.writeable:
            return
        self._bytes += array.nbytes
        if self._bytes > MOST_BYTES:
            self.left_out.append(f"an array of {array.nbytes / 2**20:.0f} MiB")
            return
        held = array.copy()

        def put_back() -> None:
            array[...] = held

        self._values.append(put_back)

    def _generator(self, generator: Any) -> None:
        """Python's and NumPy's random generators, which a Sequence may draw its order from."""
        if hasattr(generator, "getstate"):
            state = generator.getstate()
            self._values.append(lambda: generator.setstate(state))
        elif hasattr(generator, "get_state"):
            state = generator.get_state()
            self._values.append(lambda: generator.set_state(state))
        else:
            state = generator.bit_generator.state

            def put_back() -> None:
                generator.bit_generator.state = state

            self._values.append(put_back)

    def _variable(self, variable: Any) -> None:
        from conformance import compat

        if compat.unbuilt(variable):
            return
        try:
            held = compat.to_numpy(variable).copy()
        except Exception:  # of a graph, not initialised, on another machine: not ours to read
            self.left_out.append(f"the variable {getattr(variable, 'name', '')}")
            return

        def put_back() -> None:
            variable.assign(held)

        self._values.append(put_back)


def _same(now: Any, held: Any) -> bool:
    """Whether the very same objects are in it, in the same order."""
    if len(now) != len(held):
        return False
    if isinstance(held, dict):
        pairs = zip(now.items(), held.items())
        return all(k is kept_k and v is kept_v for (k, v), (kept_k, kept_v) in pairs)
    if isinstance(held, set):
        return {id(one) for one in now} == {id(one) for one in held}
    return all(one is other for one, other in zip(now, held))


@functools.lru_cache(maxsize=None)
def _generators() -> Tuple[type, ...]:
    import random

    import numpy as np

    return random.Random, np.random.RandomState, np.random.Generator


def _captured(function: types.FunctionType) -> Iterator[Any]:
    """What a function holds on to besides its module's names."""
    for cell in function.__closure__ or ():
        try:
            yield cell.cell_contents
        except ValueError:  # empty
            continue


def _is_array(thing: Any) -> bool:
    kind = type(thing)
    return kind.__module__ == "numpy" and hasattr(thing, "flags") and hasattr(thing, "nbytes")


def _is_variable(thing: Any) -> bool:
    kind = type(thing)
    library = kind.__module__.split(".")[0] in ("tensorflow", "keras", "tf_keras")
    return library and "Variable" in kind.__name__ and callable(getattr(kind, "assign", None))


def _apart(kind: type) -> bool:
    module = kind.__module__ or ""
    return any(module == name or module.startswith(name + ".") for name in APART)
