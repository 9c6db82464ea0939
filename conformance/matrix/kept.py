"""Finished results, kept between runs for as long as what they depend on is the same."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import sys
from typing import Any, Dict, List, Optional, Sequence

from conformance.files import write_whole
from conformance.matrix.environments import digest
from conformance.matrix.tensorflows import TensorFlow

SOURCES = 2000  # Python files looked at to tell whether a kept result still holds
# Variables that change what a pipeline meets; a result under one is none under another.
VARIABLES = ("KERAS_BACKEND", "TF_USE_LEGACY_KERAS", "TF_ENABLE_ONEDNN_OPTS", "PYTHONPATH")


def fingerprint(target: str) -> Optional[str]:
    """What the Python files around a target hold, to tell whether a kept result still stands.

    The files beside a file, the files of a package, and those of this package; not data. None
    where there are too many to look at: then nothing is kept.

    Raises:
        ValueError: there is no such module.
    """
    place = target if target.endswith(".py") else target.rpartition(":")[0] or target
    hashed = hashlib.sha256()
    own = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    count = 0
    for root in (own, _home(place)):
        for path in _python_files(root):
            count += 1
            if count > SOURCES:
                return None
            with open(path, "rb") as file:
                hashed.update(os.path.relpath(path, root).encode() + b"\0" + file.read())
    return hashed.hexdigest()[:12]


def _home(place: str) -> str:
    """The folder a target's modules stand in, without importing any."""
    if place.endswith(".py") or os.sep in place:
        return os.path.dirname(os.path.abspath(place))
    top = place.split(".")[0]
    if os.getcwd() not in sys.path:
        sys.path.insert(0, os.getcwd())
    spec = importlib.util.find_spec(top)
    if spec is None:
        raise ValueError(f"no module named {top!r}, neither here nor installed")
    if spec.submodule_search_locations:
        return next(iter(spec.submodule_search_locations))
    return os.path.dirname(os.path.abspath(spec.origin or "."))


def _python_files(root: str) -> List[str]:
    out = []
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".")
            and name not in ("__pycache__", "site-packages", "node_modules")
            and not os.path.exists(os.path.join(folder, name, "pyvenv.cfg"))
        )
        out += [os.path.join(folder, name) for name in sorted(names) if name.endswith(".py")]
        if len(out) > SOURCES:
            break
    return out


def name_of(
    target: str, arguments: Sequence[str], row: TensorFlow, python: str, sources: Optional[str]
) -> str:
    """The name of the file that keeps a result: all that it depends on, but for data."""
    settings = ""
    if os.path.exists("pyproject.toml"):
        with open("pyproject.toml", encoding="utf-8") as file:
            settings = file.read()
    variables = {name: os.environ.get(name) for name in VARIABLES}
    what = [target, list(arguments), os.getcwd(), settings]
    return f"{row.name}-{digest([what, python, row.requirement, sources, variables])}"


def load(path: str) -> Optional[Dict[str, Any]]:
    if not os.path.exists(path):
        return None
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def save(path: str, data: Dict[str, Any]) -> None:
    os.makedirs(os.path.dirname(path), exist_ok=True)
    write_whole(path, json.dumps(data, indent=1))
