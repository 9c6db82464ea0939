"""A module that trains when it is imported is no target: it is told apart before it does."""

from __future__ import annotations

import contextlib
import importlib.abc
import importlib.machinery
import sys
from types import ModuleType
from typing import Any, Iterator, List, Tuple

from conformance.observe.guard import user_line
from conformance.run.capture import TRAINERS


class Trains(BaseException):
    """``fit`` was called; not an Exception, so that nobody catches it on the way. Says where."""


@contextlib.contextmanager
def untrained() -> Iterator[None]:
    """Let no module that is imported meanwhile train.

    Raises:
        Trains: one of them called ``fit``.
    """
    replaced: List[Tuple[Any, Any]] = []
    finder = _Finder(replaced)
    for name in set(TRAINERS) & set(sys.modules):
        _replace(sys.modules[name], replaced)
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        if finder in sys.meta_path:
            sys.meta_path.remove(finder)
        finder.off = True
        for owner, fit in reversed(replaced):
            owner.fit = fit


class _Finder(importlib.abc.MetaPathFinder):
    """Finds the modules of ``fit`` where they are, and replaces it once they have run."""

    def __init__(self, replaced: List[Tuple[Any, Any]]):
        self.replaced, self.off = replaced, False

    def find_spec(self, name: str, path: Any, target: Any = None) -> Any:
        if name not in TRAINERS:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is None or spec.loader is None:
            return None
        loader: Any = spec.loader
        run = loader.exec_module

        def exec_module(module: ModuleType) -> None:
            run(module)
            if not self.off:
                _replace(module, self.replaced)

        loader.exec_module = exec_module
        return spec


def _replace(module: ModuleType, replaced: List[Tuple[Any, Any]]) -> None:
    owner = getattr(module, TRAINERS[module.__name__], None)
    fit = vars(owner).get("fit") if owner is not None else None
    if fit is None:
        return

    def refuse(self: Any, *args: Any, **kwargs: Any) -> Any:
        raise Trains(user_line())

    replaced.append((owner, fit))
    owner.fit = refuse
