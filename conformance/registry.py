"""The checks: plain functions from records to a finding, collected in one table."""

from __future__ import annotations

import difflib
import importlib
import inspect
import pkgutil
from dataclasses import dataclass
from typing import Callable, Dict, Iterable, List, Tuple

from conformance.results import GROUPS

# Every record a check may ask for, by parameter name.
RECORDS = (
    "environment",
    "build",
    "tracing",
    "arguments",
    "spec",
    "contract",
    "plan",
    "elements",
    "epochs",
    "sequence",
    "wiring",
    "forward",
    "training",
    "timing",
    "validation",
    "validation_build",
    "validation_spec",
    "validation_plan",
    "validation_epochs",
    "validation_tracing",
    "pairing",
    "targets",
)


@dataclass(frozen=True)
class Check:
    """One question put to the records.

    ``after`` names checks whose failure explains this one's: it is then blocked, not failed.
    """

    name: str
    group: str
    title: str
    function: Callable
    needs: Tuple[str, ...]
    optional: Tuple[str, ...]  # parameters with a default: passed when there, else the default
    after: Tuple[str, ...] = ()


_CHECKS: Dict[str, Check] = {}


def check(name: str, *, group: str, title: str, after: Iterable[str] = ()) -> Callable:
    """Register a function as a check.

    Args:
        name: the check's stable identifier, a noun phrase that names the sin.
        group: one of :data:`conformance.results.GROUPS`.
        title: what holds when the check passes.
        after: checks (or "group:NAME") whose failure would explain a failure of this one.

    The function's parameters name the records it needs; a parameter with a default is optional.
    It returns None (pass), a Finding, a Skip or an Unjudged.
    """
    if group not in GROUPS:
        raise ValueError(f"check {name!r}: group {group!r} is none of {', '.join(GROUPS)}")

    def register(function: Callable) -> Callable:
        parameters = inspect.signature(function).parameters.values()
        for parameter in parameters:
            if parameter.name not in RECORDS:
                near = difflib.get_close_matches(parameter.name, RECORDS, 1)
                hint = f"; did you mean {near[0]!r}?" if near else ""
                raise ValueError(f"check {name!r} asks for no record {parameter.name!r}{hint}")
        if name in _CHECKS:
            raise ValueError(f"two checks are named {name!r}")
        _CHECKS[name] = Check(
            name=name,
            group=group,
            title=title,
            function=function,
            needs=tuple(p.name for p in parameters if p.default is p.empty),
            optional=tuple(p.name for p in parameters if p.default is not p.empty),
            after=tuple(after),
        )
        return function

    return register


def load() -> Dict[str, Check]:
    """Import every check's module and return the checks: by group, then by name."""
    from conformance import checks

    for group in GROUPS:
        folder = importlib.import_module(f"{checks.__name__}.{group}")
        for found in pkgutil.iter_modules(folder.__path__):
            importlib.import_module(f"{folder.__name__}.{found.name}")
    return {check.name: check for check in sorted(_CHECKS.values(), key=_place)}


def _place(check: Check) -> tuple:
    return GROUPS.index(check.group), check.name


def select(only: Iterable[str] = (), skip: Iterable[str] = ()) -> List[Check]:
    """The checks named by ``only`` (default: all) less those named by ``skip``.

    A name is a check or a whole group.

    Raises:
        ValueError: for a name that is neither, with the nearest valid one.
    """
    checks = load()

    def expand(names: Iterable[str]) -> List[str]:
        out: List[str] = []
        for name in names:
            if name in GROUPS:
                out += [c.name for c in checks.values() if c.group == name]
            elif name in checks:
                out.append(name)
            else:
                near = difflib.get_close_matches(name, [*checks, *GROUPS], 1, 0.4)
                hint = f"; did you mean {near[0]!r}?" if near else ""
                raise ValueError(f"no check or group is named {name!r}{hint}")
        return out

    only = list(only)
    wanted, unwanted = expand(only) if only else list(checks), expand(skip)
    return [checks[name] for name in checks if name in wanted and name not in unwanted]
