"""Targets as they were typed: what can be said of them without importing anything of the user's."""

from __future__ import annotations

import ast
import importlib.util
import os
import pkgutil
import sys
from importlib.machinery import ModuleSpec, PathFinder
from typing import List, Optional, Sequence, Tuple

import click

from conformance.hints import near

FORM = "package.module:name or path/to/file.py:name"
PIPELINE = "make_dataset"
FILES = (".py", ".ipynb")


def look(target: Optional[str]) -> None:
    """Refuse a target of which a look at the files shows that it leads nowhere.

    Raises:
        click.UsageError: it does, with the nearest that exists.
    """
    if target is None:
        return
    if not target.strip() or "\0" in target or "\n" in target:
        raise click.UsageError(f"{target!r} is no target: give {FORM}")
    place, _, _ = target.partition(":")
    if os.path.isdir(target) and (os.sep in target or target.strip(".") == "" or not _spec(target)):
        raise click.UsageError(_folder(target))
    if target.endswith(FILES) or os.sep in place or place.endswith(FILES):
        return  # a file: that it is there is seen where it is read
    for part in place.split("."):
        if not part.isidentifier():
            raise click.UsageError(f"{target!r} is no target: give {FORM}")
    found, rest = located(place)
    if not rest:
        return
    if found is None:
        raise click.UsageError(f"no module named {place!r}{_near_module(place, None)}")
    head = place[: -len(".".join(rest)) - 1]
    if len(rest) == 1 and rest[0] in _names(found):
        raise click.UsageError(f"{head}.{rest[0]} is no module; did you mean '{head}:{rest[0]}'?")
    raise click.UsageError(f"no module named {place!r}{_near_module(place, found, rest)}")


def sorted_out(targets: Sequence[str]) -> Tuple[List[str], List[str]]:
    """The targets that lead somewhere, and why others are refused.

    One that is refused does not keep the others from being judged. A package stays as it is: who
    resolves it says which of its modules hold no pipeline.
    """
    from conformance.run.subject import TargetError, members_of

    found: List[str] = []
    refused: List[str] = []
    for target in targets:
        try:
            look(target)
            members_of(target)
            found.append(target)
        except click.UsageError as error:
            refused.append(error.message)
        except TargetError as error:
            refused.append(str(error))
    return found, refused


def located(name: str) -> Tuple[Optional[ModuleSpec], List[str]]:
    """The longest beginning of a dotted name that is a module, and what is left of the name.

    Nothing is imported, as looking up a submodule by the usual function would do.
    """
    parts = name.split(".")
    spec = _spec(parts[0])
    if spec is None:
        return None, parts
    for number, part in enumerate(parts[1:], 1):
        paths = spec.submodule_search_locations
        inner = PathFinder.find_spec(part, list(paths)) if paths else None
        if inner is None:
            return spec, parts[number:]
        spec = inner
    return spec, []


def _spec(name: str) -> Optional[ModuleSpec]:
    """Of a top-level module, found as `python -m` would: the working folder first."""
    here = os.getcwd()
    sys.path.insert(0, here)
    try:
        return importlib.util.find_spec(name) if name.isidentifier() else None
    except (ImportError, ValueError):  # __main__, or a module that something half removed
        return None
    finally:
        sys.path.remove(here)


def _names(spec: ModuleSpec) -> List[str]:
    """Names at the top level of a module's file, read and not run."""
    if not spec.origin or not spec.origin.endswith(".py"):
        return []
    try:
        with open(spec.origin, "rb") as file:
            body = ast.parse(file.read()).body
    except (OSError, SyntaxError, ValueError, RecursionError):
        return []
    names = [node.name for node in body if isinstance(node, (ast.FunctionDef, ast.ClassDef))]
    for node in body:
        if isinstance(node, ast.Assign):
            names += [t.id for t in node.targets if isinstance(t, ast.Name)]
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names.append(node.target.id)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            names += [(a.asname or a.name).split(".")[0] for a in node.names]
    return names


def _near_module(name: str, spec: Optional[ModuleSpec], rest: Sequence[str] = ()) -> str:
    """The nearest module to a name of which `spec` is the beginning that exists."""
    parts = name.split(".")
    if spec is None:
        known = {m.name for m in pkgutil.iter_modules([os.getcwd(), *sys.path])}
        return near(parts[0], known, cutoff=0.7)
    paths = spec.submodule_search_locations
    head = ".".join(parts[: len(parts) - len(rest)])
    inside = [f"{head}.{m.name}" for m in pkgutil.iter_modules(list(paths or []))]
    inside += [f"{head}:{n}" for n in _names(spec)]
    return near(f"{head}.{rest[0]}", inside, cutoff=0.6)


def _folder(path: str) -> str:
    """What to give in place of a folder: its files that define a pipeline."""
    files = sorted(name for name in os.listdir(path) if name.endswith(".py"))
    with_pipeline = [name for name in files if _defines(os.path.join(path, name))]
    shown = [os.path.normpath(os.path.join(path, name)) for name in with_pipeline[:3]]
    if not shown:
        return f"{path!r} is a folder, and no file in it defines {PIPELINE}: give {FORM}"
    more = f" or another of {len(with_pipeline)} files" if len(with_pipeline) > len(shown) else ""
    return (
        f"{path!r} is a folder: give a file in it that defines {PIPELINE}: {', '.join(shown)}{more}"
    )


def _defines(path: str) -> bool:
    try:
        with open(path, "rb") as file:
            return f"def {PIPELINE}".encode() in file.read()
    except OSError:
        return False
