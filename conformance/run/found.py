"""What a module holds, told without running it where that is possible."""

from __future__ import annotations

import ast
import inspect
import os
import pkgutil
import sys
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, List, Optional, Tuple

TRAINING_NAMES = ("train", "training", "fit")
VALIDATION_NAMES = ("val", "valid", "validation", "dev")
LAST_NAMES = ("test", "testing", "eval")


def spec_of(name: str) -> Optional[ModuleSpec]:
    """Where a dotted name is, found as import does but without importing its packages."""
    paths: Optional[List[str]] = None
    spec: Optional[ModuleSpec] = None
    parts = name.split(".")
    for number in range(1, len(parts) + 1):
        spec = _find(".".join(parts[:number]), paths)
        if spec is None:
            return None
        locations = spec.submodule_search_locations
        if locations is None and number < len(parts):
            return None
        paths = list(locations or [])
    return spec


def _find(name: str, paths: Optional[List[str]]) -> Optional[ModuleSpec]:
    here = os.getcwd()
    own = here not in sys.path and paths is None
    if own:
        sys.path.insert(0, here)
    try:
        for finder in sys.meta_path:
            find = getattr(finder, "find_spec", None)
            spec = find(name, paths) if find is not None else None
            if spec is not None:
                return spec
    except (ImportError, ValueError, AttributeError):  # a finder of somebody's, or no such name
        return None
    finally:
        if own:
            sys.path.remove(here)
    return None


def modules_in(spec: ModuleSpec, package: str) -> List[Tuple[str, ModuleSpec]]:
    """(dotted name, spec) of each module below a package whose name does not begin with _."""
    out: List[Tuple[str, ModuleSpec]] = []
    for found in pkgutil.iter_modules(list(spec.submodule_search_locations or [])):
        if found.name.startswith("_"):
            continue
        name = f"{package}.{found.name}"
        inner = _find(name, list(spec.submodule_search_locations or []))
        if inner is None:
            continue
        out.append((name, inner))
        if found.ispkg:
            out += modules_in(inner, name)
    return out


def may_hold(spec: ModuleSpec, *names: str) -> bool:
    """Whether a module can have one of these names: True where its text cannot tell."""
    if not spec.origin or not spec.origin.endswith(".py"):
        return spec.origin not in (None, "namespace")
    try:
        with open(spec.origin, "rb") as file:
            tree = ast.parse(file.read())
    except (OSError, SyntaxError, ValueError, RecursionError):
        return True
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            bound = [node.name]
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            bound = [node.id]
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            bound = [(alias.asname or alias.name).split(".")[0] for alias in node.names]
        else:
            continue
        if "*" in bound or set(bound) & set(names):
            return True
    return False


# --- live objects -------------------------------------------------------------------------------


def live_objects(module: ModuleType) -> Tuple[List[str], List[str]]:
    """(names of pipelines, names of models) at the top level of a module that was imported."""
    from conformance import compat
    from conformance.observe.kinds import kind_of

    pipelines, models = [], []
    for name, value in vars(module).items():
        if name.startswith("_"):
            continue
        if kind_of(value) in ("dataset", "sequence", "generator"):
            pipelines.append(name)
        elif isinstance(value, compat.keras().Model):
            models.append(name)
    return pipelines, models


# Words in the names of functions that build data.
BUILDS = (
    "dataset",
    "datasets",
    "data",
    "ds",
    "pipeline",
    "loader",
    "generator",
    "input",
    "sequence",
)


def builders(module: ModuleType) -> List[str]:
    """Functions of the module's own that may build data, by their names; those for training first.

    Only those that can be called without an argument.
    """
    names = []
    for name, value in vars(module).items():
        own = inspect.isfunction(value) and value.__module__ == module.__name__
        if not own or name.startswith("_") or not set(name.lower().split("_")) & set(BUILDS):
            continue
        parameters = inspect.signature(value).parameters.values()
        if all(
            p.default is not p.empty or p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD)
            for p in parameters
        ):
            names.append(name)
    return sorted(names, key=lambda name: likely([name], TRAINING_NAMES) is None)


def is_pair(made: Any) -> bool:
    """Whether what a function returned is (training data, validation data), and not (x, y)."""
    if isinstance(made, dict):
        return parts_of(made) is not None
    return type(made) in (tuple, list) and len(made) in (2, 3) and all(map(_is_pipeline, made))


def parts_of(made: Any) -> Optional[Tuple[Any, Any]]:
    """The training and the validation data of what :func:`is_pair` recognises."""
    if not isinstance(made, dict):
        return made[0], made[1]
    if not made or not all(map(_is_pipeline, made.values())):
        return None
    names = {str(key).lower(): key for key in made}
    first = next((names[n] for n in TRAINING_NAMES if n in names), None)
    held = next((names[n] for n in (*VALIDATION_NAMES, *LAST_NAMES) if n in names), None)
    return None if first is None or held is None else (made[first], made[held])


def _is_pipeline(thing: Any) -> bool:
    from conformance.observe.kinds import kind_of

    return kind_of(thing) in ("dataset", "sequence", "generator")


def likely(names: List[str], wanted: Tuple[str, ...]) -> Optional[str]:
    """The name that has one of these words in it."""
    return next((n for n in names if any(w in n.lower().split("_") for w in wanted)), None)
