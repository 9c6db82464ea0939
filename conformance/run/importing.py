"""A module that trains when it is imported is no target: it is told apart before it does."""

from __future__ import annotations

import contextlib
import sys
from types import ModuleType
from typing import Any, Iterator, List, Tuple

from conformance.observe.guard import user_line
from conformance.run.capture import TRAINERS, Finder


class Trains(BaseException):
    """``fit`` was called; not an Exception, so that nobody catches it on the way. Says where."""


@contextlib.contextmanager
def untrained() -> Iterator[None]:
    """Let no module that is imported meanwhile train.

    Raises:
        Trains: one of them called ``fit``.
    """
    replaced: List[Tuple[Any, Any]] = []
    finder = Finder(TRAINERS, lambda module: _replace(module, replaced))
    for name in set(TRAINERS) & set(sys.modules):
        _replace(sys.modules[name], replaced)
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        if finder in sys.meta_path:
            sys.meta_path.remove(finder)
        finder.then = lambda module: None  # what was found meanwhile may run later
        for owner, fit in reversed(replaced):
            owner.fit = fit


def _replace(module: ModuleType, replaced: List[Tuple[Any, Any]]) -> None:
    owner = getattr(module, TRAINERS[module.__name__], None)
    fit = vars(owner).get("fit") if owner is not None else None
    if fit is None:
        return

    def refuse(self: Any, *args: Any, **kwargs: Any) -> Any:
        raise Trains(user_line())

    replaced.append((owner, fit))
    owner.fit = refuse
