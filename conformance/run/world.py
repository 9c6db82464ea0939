"""The process that a check runs in is as before when it ends: what is its host's stays so.

What no one can put back: the state of TensorFlow's own random kernels, and names that Keras has
given to layers.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import warnings
from typing import Any, Callable, Iterator, List

Restore = Callable[[], None]

_open, _close = os.open, os.close  # before the user's code, which may replace them


@contextlib.contextmanager
def as_it_was(*, modules: bool = False) -> Iterator[List[str]]:
    """Put back seeds and generators, modes, folder, paths, environment, filters and handlers.

    Yields a list: afterwards it says what could not be put back.

    Args:
        modules: also forget the modules that were imported meanwhile from outside the libraries:
            the next target may have another of that name.
    """
    left: List[str] = []
    restores = [keep() for keep in (*KEEPERS, *((_modules,) if modules else ()))]
    try:
        yield left
    finally:
        for put_back in reversed(restores):
            try:
                put_back()
            except Exception as error:  # the others are put back all the same
                name = put_back.__qualname__.split(".<locals>")[-2].strip("._")
                left.append(f"not put back after the run: {name} ({type(error).__name__}: {error})")


def _folder() -> Restore:
    """By descriptor where there is one: the folder may have been moved."""
    here = os.getcwd()
    handle = _open(here, os.O_RDONLY) if hasattr(os, "fchdir") else None

    def put_back() -> None:
        try:
            if handle is None or os.path.isdir(here):
                os.chdir(here)
            else:
                os.fchdir(handle)
        finally:
            if handle is not None:
                with contextlib.suppress(OSError):  # closed by the pipeline
                    _close(handle)

    return put_back


def _paths() -> Restore:
    here, held = sys.path, list(sys.path)

    def put_back() -> None:
        sys.path = here
        sys.path[:] = held

    return put_back


def _environment() -> Restore:
    held = dict(os.environ)

    def put_back() -> None:
        for name in set(os.environ) - set(held):
            del os.environ[name]
        for name, value in held.items():
            if os.environ.get(name) != value:
                os.environ[name] = value

    return put_back


def _filters() -> Restore:
    here, held = warnings.filters, list(warnings.filters)
    shown = warnings.showwarning

    def put_back() -> None:
        here[:] = held  # type: ignore[index]
        warnings.filters, warnings.showwarning = here, shown
        # What was seen before must be looked at again with these filters.
        getattr(warnings, "_filters_mutated", lambda: None)()

    return put_back


def _handlers() -> Restore:
    if threading.current_thread() is not threading.main_thread():
        return lambda: None  # nobody can set any here
    numbers = [n for n in signal.Signals if n not in _FIXED]
    held = {number: signal.getsignal(number) for number in numbers}

    def put_back() -> None:
        for number, handler in held.items():
            if handler is not None and signal.getsignal(number) is not handler:
                signal.signal(number, handler)

    return put_back


_FIXED = tuple(getattr(signal, name) for name in ("SIGKILL", "SIGSTOP") if hasattr(signal, name))


def _drawing() -> Restore:
    """Matplotlib's settings, where it is in use."""
    library = sys.modules.get("matplotlib")
    held = dict.copy(library.rcParams) if hasattr(library, "rcParams") else None

    def put_back() -> None:
        if held is not None:
            dict.update(sys.modules["matplotlib"].rcParams, held)

    return put_back


def _random() -> Restore:
    from conformance import compat

    states = compat.random_states()
    tensorflow = compat.tensorflow_random_state()

    def put_back() -> None:
        compat.restore_random_states(states)
        compat.restore_tensorflow_random_state(tensorflow)

    return put_back


def _modes() -> Restore:
    from conformance import compat

    tf = compat.tensorflow()
    eagerly, debugging = tf.config.functions_run_eagerly(), compat.debug_mode_on()

    def put_back() -> None:
        if tf.config.functions_run_eagerly() != eagerly:
            tf.config.run_functions_eagerly(eagerly)
        if not debugging and compat.debug_mode_on():
            compat.leave_debug_mode()

    return put_back


def _streams() -> Restore:
    held = sys.stdout, sys.stderr, sys.displayhook, sys.excepthook

    def put_back() -> None:
        sys.stdout, sys.stderr, sys.displayhook, sys.excepthook = held

    return put_back


def _descriptors() -> Restore:
    """Standard output and error, which a pipeline may close: the next one writes there too."""
    held = {}
    for number in (1, 2):
        with contextlib.suppress(OSError):  # closed before
            held[number] = os.dup(number)

    def put_back() -> None:
        for number, copy in held.items():
            os.dup2(copy, number)
            _close(copy)

    return put_back


def _modules() -> Restore:
    held = set(sys.modules)

    def put_back() -> None:
        for name, module in list(sys.modules.items()):
            if name not in held and _is_the_users(name, module):
                del sys.modules[name]

    return put_back


def _is_the_users(name: str, module: Any) -> bool:
    from conformance.observe.guard import of_library

    file = getattr(module, "__file__", None)
    return bool(file) and not of_library(str(file))


KEEPERS: List[Callable[[], Restore]] = [
    _folder,
    _paths,
    _environment,
    _filters,
    _handlers,
    _streams,
    _descriptors,
    _drawing,
    _random,
    _modes,
]
