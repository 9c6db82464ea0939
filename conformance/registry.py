"""The checks: plain functions from records to an outcome, collected in one table."""

from __future__ import annotations

import difflib
import functools
import importlib
import inspect
import math
import os
import pkgutil
import sys
from dataclasses import dataclass, field
from typing import Any, Callable, Dict, Iterable, List, Mapping, Sequence, Set, Tuple, Union

from conformance.hints import near
from conformance.results import GROUPS, Skip

# Every record and fact a check may ask for, by parameter name.
RECORDS = (
    "environment",
    "build",
    "tracing",
    "held",
    "arguments",
    "expect",
    "spec",
    "contract",
    "plan",
    "elements",
    "epochs",
    "sequence",
    "wiring",
    "probes",
    "forward",
    "training",
    "timing",
    "elsewhere",
    "sources",
    "validation",
    "validation_build",
    "validation_spec",
    "validation_plan",
    "validation_epochs",
    "validation_tracing",
    "associations",
    "pairing",
    "provenance",
    "parts",
    "shifts",
    "targets",
    "tiles",
    "windows",
    "transfers",
    "classes",
    "columns",
    "foresight",
    "fresh_loss",
    "images",
    "losses",
    "profile",
    "validation_profile",
    "meetings",
    "paddings",
    "validation_classes",
    "weights",
    "ledger",
    "mixing",
    "order",
    "rebuild",
    "registrations",
    "repetition",
    "slowness",
)
ENTRY_POINTS = "conformance.checks"  # by which an installed package registers checks
LIMITS = "limits"  # the parameter by which a check gets its thresholds

# The order in which judgements rest on one another: what fails in one phase is the ground on which
# later phases would be judged, for the same component and part. "apart" rests on none of them: the
# plan, the arguments of fit or the model by itself.
PHASES = ("readable", "well-formed", "paired", "compared", "trained")
APART = "apart"


@dataclass(frozen=True)
class Predicate:
    """A named condition under which a question can be put.

    ``function`` takes records by parameter name and says whether it holds, or gives the Skip that
    says why not; ``reason`` completes "does not apply: ...".
    """

    name: str
    reason: str
    function: Callable[..., Union[bool, Skip]]
    needs: Tuple[str, ...]
    optional: Tuple[str, ...]


def predicate(reason: str) -> Callable[[Callable[..., Union[bool, Skip]]], Predicate]:
    """Make a predicate of a function.

    Args:
        reason: why a check does not apply where the function says False, without a full stop.
    """

    def make(function: Callable[..., Union[bool, Skip]]) -> Predicate:
        needs, optional = _parameters(function, "predicate " + function.__name__)
        return Predicate(function.__name__, reason, function, needs, optional)

    return make


@dataclass(frozen=True)
class Threshold:
    """A number that decides, why it is that number, and where that comes from."""

    value: Any
    reason: str
    source: str = ""


@dataclass(frozen=True)
class Check:
    """One question put to the records.

    Args:
        applies: predicates that all hold where the question can be put.
        phase: one of PHASES, or APART; "" for a check that is blocked by ``after`` alone.
        after: checks whose failure explains this one's beyond what phases say -> why.
        limits: name -> Threshold; the function's parameter ``limits`` holds their values.
        per_part: put to the training data and to the validation data, each by itself.
        preview: off unless asked for by name.
        aliases: former names, which users may have pinned.
    """

    name: str
    group: str
    title: str
    function: Callable[..., Any]
    needs: Tuple[str, ...]
    optional: Tuple[str, ...]  # parameters with a default: passed when there, else the default
    after: Mapping[str, str] = field(default_factory=dict)
    applies: Tuple[Predicate, ...] = ()
    phase: str = ""
    limits: Mapping[str, Threshold] = field(default_factory=dict)
    per_part: bool = False
    preview: bool = False
    aliases: Tuple[str, ...] = ()

    @property
    def asks(self) -> Tuple[str, ...]:
        """Every record that it or one of its predicates asks for."""
        names = [*self.needs, *self.optional]
        for condition in self.applies:
            names += [*condition.needs, *condition.optional]
        return tuple(dict.fromkeys(names))


_CHECKS: Dict[str, Check] = {}


def check(
    name: str,
    *,
    group: str,
    title: str,
    applies: Sequence[Predicate] = (),
    phase: str = "",
    after: Union[Mapping[str, str], Iterable[str]] = (),
    limits: Mapping[str, Threshold] = {},
    per_part: bool = False,
    preview: bool = False,
    aliases: Iterable[str] = (),
) -> Callable:
    """Register a function as a check.

    Args:
        name: the check's stable identifier, a noun phrase that names the sin.
        group: one of :data:`conformance.results.GROUPS`.
        title: what holds when the check passes.
        applies, phase, after, limits, per_part, preview, aliases: see :class:`Check`.

    The function's parameters name the records and facts it needs; one with a default is optional.
    It returns an Outcome: Passed (with what was compared), a Finding or Unjudged. Where the
    question cannot be put, a predicate says so before the function is called.
    """
    if group not in GROUPS:
        raise ValueError(f"check {name!r}: group {group!r} is none of {', '.join(GROUPS)}")
    if phase not in ("", APART, *PHASES):
        raise ValueError(f"check {name!r}: phase {phase!r} is none of {', '.join(PHASES)}, {APART}")

    def register(function: Callable) -> Callable:
        needs, optional = _parameters(function, f"check {name!r}")
        if name in _CHECKS:
            raise ValueError(f"two checks are named {name!r}")
        _CHECKS[name] = Check(
            name=name,
            group=group,
            title=title,
            function=function,
            needs=needs,
            optional=optional,
            after=dict(after) if isinstance(after, Mapping) else dict.fromkeys(after, ""),
            applies=tuple(applies),
            phase=phase,
            limits=dict(limits),
            per_part=per_part,
            preview=preview,
            aliases=tuple(aliases),
        )
        return function

    return register


def _parameters(function: Callable, owner: str) -> Tuple[Tuple[str, ...], Tuple[str, ...]]:
    """(needed, optional) records that the function's parameters name."""
    parameters = [p for p in inspect.signature(function).parameters.values() if p.name != LIMITS]
    for parameter in parameters:
        if parameter.name not in RECORDS:
            near = difflib.get_close_matches(parameter.name, RECORDS, 1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise ValueError(f"{owner} asks for no record {parameter.name!r}{hint}")
    return (
        tuple(p.name for p in parameters if p.default is p.empty),
        tuple(p.name for p in parameters if p.default is not p.empty),
    )


def load(plugins: Iterable[str] = ()) -> Dict[str, Check]:
    """Import every check's module and return the checks: by group, then by name.

    Args:
        plugins: see :func:`plug`.
    """
    from conformance import checks

    for group in GROUPS:
        folder = importlib.import_module(f"{checks.__name__}.{group}")
        for found in pkgutil.iter_modules(folder.__path__):
            importlib.import_module(f"{folder.__name__}.{found.name}")
    plug(plugins)
    return {check.name: check for check in sorted(_CHECKS.values(), key=_place)}


def plug(modules: Iterable[str] = ()) -> None:
    """Import modules that register checks of the user's own, found from the working folder too.

    Those that an installed package names as entry points of ``conformance.checks`` come with them.

    Raises:
        ValueError: one cannot be imported, or takes the name of another check.
    """
    modules = list(modules)
    if modules and os.getcwd() not in sys.path:
        sys.path.append(os.getcwd())
    for name in [*_entry_points(), *modules]:
        if name in _PLUGGED:
            continue
        try:
            importlib.import_module(name)
        except (Exception, SystemExit) as error:
            why = f"{type(error).__name__}: {' '.join(str(error).split())}"
            raise ValueError(f"plugin {name!r} cannot be imported: {why}") from error
        _PLUGGED.add(name)


_PLUGGED: Set[str] = set()


@functools.lru_cache(None)
def _entry_points() -> Tuple[str, ...]:
    """The modules that installed packages name in the group ``conformance.checks``."""
    from importlib import metadata

    found: Any = metadata.entry_points()
    entries = (
        found.select(group=ENTRY_POINTS)
        if hasattr(found, "select")  # before Python 3.10 a dict of lists
        else found.get(ENTRY_POINTS, ())
    )
    return tuple(sorted({entry.value.partition(":")[0] for entry in entries}))


def _place(check: Check) -> tuple:
    return GROUPS.index(check.group), check.name


def select(only: Iterable[str] = (), skip: Iterable[str] = ()) -> List[Check]:
    """The checks named by ``only`` (default: all but previews) less those named by ``skip``.

    A name is a check, a former name of one, or a whole group.

    Raises:
        ValueError: for a name that is none of these, with the nearest valid one.
    """
    checks = load()
    former = {alias: c.name for c in checks.values() for alias in c.aliases}

    def expand(names: Iterable[str]) -> List[str]:
        out: List[str] = []
        for name in names:
            if name in GROUPS:
                out += [c.name for c in checks.values() if c.group == name and not c.preview]
            elif name in checks:
                out.append(name)
            elif name in former:
                out.append(former[name])
            else:
                near = difflib.get_close_matches(name, [*checks, *former, *GROUPS], 1, 0.4)
                hint = f"; did you mean {near[0]!r}?" if near else ""
                raise ValueError(f"no check or group is named {name!r}{hint}")
        return out

    only = list(only)
    usual = [name for name, found in checks.items() if not found.preview]
    wanted, unwanted = expand(only) if only else usual, expand(skip)
    return [checks[name] for name in checks if name in wanted and name not in unwanted]


def settings(given: Any, place: str) -> Dict[str, Dict[str, Any]]:
    """Thresholds as a user set them: check -> name -> value, of the type that each has.

    Args:
        given: the same by any name that a check has or had.
        place: what a message calls it.

    Raises:
        ValueError: an unknown check or threshold, a value of another type.
    """
    if not isinstance(given, dict):
        raise ValueError(f"{place} is no table of checks")
    if not given:
        return {}
    checks = load()
    names = {alias: c.name for c in checks.values() for alias in c.aliases}
    names.update({name: name for name in checks})
    out: Dict[str, Dict[str, Any]] = {}
    for check_name, values in given.items():
        if check_name not in names:
            raise ValueError(f"{place}: no check is named {check_name!r}{near(check_name, names)}")
        limits = checks[names[check_name]].limits
        if not isinstance(values, dict):
            raise ValueError(f"{place}: {check_name} is no table of thresholds")
        for name, value in values.items():
            if name not in limits:
                hint = near(name, limits) or _has(limits)
                raise ValueError(f"{place}: {check_name} has no threshold {name!r}{hint}")
            if not _alike(value, limits[name].value):
                raise ValueError(
                    f"{place}: {check_name}.{name} = {value!r}: expected a value like "
                    f"{limits[name].value!r}"
                )
            out.setdefault(names[check_name], {})[name] = value
    return out


def _has(limits: Mapping[str, Threshold]) -> str:
    return f"; it has {', '.join(limits)}" if limits else "; it has none that can be set"


def _alike(value: Any, usual: Any) -> bool:
    """Whether a value can stand in for the usual one; a number in place of a number must end."""
    if isinstance(usual, bool) or isinstance(value, bool):
        return type(value) is type(usual)
    if isinstance(usual, (int, float)):
        if isinstance(usual, int) and not isinstance(value, int):
            return False
        return isinstance(value, (int, float)) and math.isfinite(value)
    if isinstance(usual, (list, tuple)):
        like = usual[0] if usual else None
        return isinstance(value, list) and (like is None or all(_alike(v, like) for v in value))
    return isinstance(value, type(usual))
