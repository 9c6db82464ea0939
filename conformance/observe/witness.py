"""Watches the user's functions return while a pipeline is built: what arrays and names they held.

What a model receives is cut, windowed and joined from arrays that are gone when the pipeline stands.
Python tells a profile function of every return; those of the user's own files are looked at, and
references are kept, never copies.
"""

from __future__ import annotations

import contextlib
import os
import sys
from typing import Any, Dict, Iterator, List, Optional, Tuple

import numpy as np

from conformance.records import Held, Names, Source
from conformance.records.held import RETURNED

LOOKS = 6  # returns of one function that are looked at
FEWEST = 16  # values: an array of fewer is a setting
MOST_BYTES = 2**26  # of one array
ALL_BYTES = 2**28
MOST_TEXTS = 20000  # in one list
SOME_TEXTS = 64  # lists of texts kept
DEPTH = 2  # containers and objects that are opened
KIT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ZOO = os.path.join(KIT, "zoo")


@contextlib.contextmanager
def witness(record: Held) -> Iterator[None]:
    """Keep what the user's functions hold when they return, while the block runs.

    From Python 3.12 on only returns of the user's functions are reported; before, every call is, and
    a profile function that is set already (a profiler's) is left alone, and nothing is kept.
    """
    kept = _Kept(record)
    monitoring = getattr(sys, "monitoring", None)
    if monitoring is not None:
        with _monitored(monitoring, kept):
            yield
        return
    if sys.getprofile() is not None:
        yield
        return
    sys.setprofile(kept.event)
    try:
        yield
    finally:
        sys.setprofile(None)


@contextlib.contextmanager
def _monitored(monitoring: Any, kept: _Kept) -> Iterator[None]:
    """By sys.monitoring (PEP 669), under a tool number that no one else has taken."""
    free = [number for number in (3, 4) if monitoring.get_tool(number) is None]
    if not free:
        yield
        return

    def returned(code: Any, offset: int, value: Any) -> Any:
        if not kept.looked_at(code):
            return monitoring.DISABLE
        kept.look(sys._getframe(1), value)
        return None

    events = monitoring.events
    monitoring.use_tool_id(free[0], "conformance")
    monitoring.register_callback(free[0], events.PY_RETURN, returned)
    monitoring.set_events(free[0], events.PY_RETURN)
    try:
        yield
    finally:
        monitoring.set_events(free[0], 0)
        monitoring.register_callback(free[0], events.PY_RETURN, None)
        monitoring.free_tool_id(free[0])
        monitoring.restart_events()


class _Kept:
    """The record, with what keeps it small."""

    def __init__(self, record: Held):
        self.record = record
        self.own: Dict[str, bool] = {}
        self.looks: Dict[Any, int] = {}
        self.modules: Dict[str, bool] = {}
        self.seen: Dict[int, Any] = {}
        self.bytes = 0

    def looked_at(self, code: Any) -> bool:
        """Whether a function is the user's, and was not looked at often enough."""
        own = self.own.get(code.co_filename)
        if own is None:
            own = self.own[code.co_filename] = _own(code.co_filename)
        return own and not code.co_name.startswith("<") and self.looks.get(code, 0) < LOOKS

    def event(self, frame: Any, event: str, value: Any) -> None:
        if event == "return" and self.looked_at(frame.f_code):
            self.look(frame, value)

    def look(self, frame: Any, value: Any) -> None:
        code = frame.f_code
        self.looks[code] = self.looks.get(code, 0) + 1
        module = str(frame.f_globals.get("__name__", ""))
        # What a value of some library raises when it is looked at must not stop the user's code.
        with contextlib.suppress(Exception):
            if module not in self.modules:
                self.modules[module] = True
                self.all_of(dict(frame.f_globals), "the module")
            self.all_of(dict(frame.f_locals), code.co_name)
            self.take(value, RETURNED, code.co_name, DEPTH)

    def all_of(self, held: Dict[str, Any], holder: str) -> None:
        for name, value in held.items():
            if not name.startswith("__"):
                self.take(value, name, holder, DEPTH)

    def take(self, value: Any, name: str, holder: str, depth: int) -> None:
        """Keep one value, or what a container or an object of the user's holds."""
        if value is None or isinstance(value, (str, bytes, int, float)) or id(value) in self.seen:
            return
        texts = _texts(value)
        if texts is not None:
            if len(self.record.names) < SOME_TEXTS:
                self.record.names.append(Names(name, holder, texts))
            return
        array = _array(value)
        if array is not None:
            self.seen[id(value)] = value
            if self.bytes + array.nbytes <= ALL_BYTES:
                self.bytes += array.nbytes
                self.record.arrays.append(Source(name, holder, array))
            return
        for inner, one in _parts(value, name) if depth else ():
            self.take(one, inner, holder, depth - 1)


def _own(filename: str) -> bool:
    """Whether a file is the user's: no library's, and none of the kit's own but the zoo."""
    if filename.startswith("<") or "site-packages" in filename or "/lib/python" in filename:
        return False
    if "autograph" in filename:
        return False
    path = os.path.abspath(filename)
    return not path.startswith(KIT + os.sep) or path.startswith(ZOO + os.sep)


def _texts(value: Any) -> Optional[Tuple[str, ...]]:
    """A list of texts or paths, as texts."""
    if not isinstance(value, (list, tuple)) or not 2 <= len(value) <= MOST_TEXTS:
        return None
    if not all(isinstance(one, (str, os.PathLike)) for one in value):
        return None
    return tuple(os.fspath(one) if not isinstance(one, str) else one for one in value)


def _array(value: Any) -> Optional[np.ndarray]:
    """An array of numbers, dates or texts with at least FEWEST values."""
    if isinstance(value, list) and len(value) >= FEWEST and type(value[0]) in (int, float):
        if all(type(one) in (int, float) for one in value):
            value = np.asarray(value)
    elif type(value).__name__ in ("EagerTensor", "Series", "DatetimeIndex"):
        with contextlib.suppress(Exception):  # a type of another library may refuse in its own way
            value = value.numpy() if hasattr(value, "numpy") else value.to_numpy()
    if not isinstance(value, np.ndarray) or value.ndim < 1 or value.size < FEWEST:
        return None
    if value.nbytes > MOST_BYTES:
        return None
    if value.dtype == object:
        texts = value.ndim == 1 and all(isinstance(one, str) for one in value[:FEWEST])
        return value if texts else None
    return value if value.dtype.kind in "biufMSU" else None


def _parts(value: Any, name: str) -> List[Tuple[str, Any]]:
    """What a small container, a table or an object of the user's own class holds, with names."""
    if type(value).__name__ == "DataFrame" and hasattr(value, "columns"):
        return [(f"{name}[{column!r}]", value[column]) for column in list(value.columns)[:64]]
    if isinstance(value, dict) and len(value) <= 64:
        return [(f"{name}[{key!r}]", one) for key, one in value.items()]
    if isinstance(value, (list, tuple)) and len(value) <= 16:
        return [(f"{name}[{i}]", one) for i, one in enumerate(value)]
    module = sys.modules.get(type(value).__module__)
    if hasattr(value, "__dict__") and _own(str(getattr(module, "__file__", None) or "<none>")):
        return [(f"{name}.{key}", one) for key, one in vars(value).items()]
    return []
