"""The table of TensorFlow minors, and the rows a person chooses of it."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, replace
from typing import Iterable, List, Tuple

from conformance.matrix.versions import key, minor

TABLE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data", "tensorflows.toml")
# Both ends, the last Keras 2 and the first Keras 3, and one from the middle of Keras 2's life.
DEFAULT = ("2.4", "2.10", "2.15", "2.16", "newest")


@dataclass(frozen=True)
class TensorFlow:
    """One row: a TensorFlow, Pythons with wheels for it (best first), and what it needs beside."""

    name: str
    requirement: str
    pythons: Tuple[str, ...] = ()
    pins: Tuple[str, ...] = ()

    @property
    def version(self) -> str:
        return self.requirement.partition("==")[2]

    @property
    def minor(self) -> str:
        return minor(self.version)


def table() -> List[TensorFlow]:
    """All rows, oldest first."""
    from conformance.files import toml

    with open(TABLE, "rb") as file:
        rows = toml().load(file)["tensorflow"]
    return [
        TensorFlow(
            row["name"],
            row["requirement"],
            (*([row["python"]] if "python" in row else []), *row.get("also", [])),
            tuple(row.get("pins", ())),
        )
        for row in rows
    ]


def choose(wanted: Iterable[str] = ()) -> List[TensorFlow]:
    """The rows for ``2.15``, ``2.15.0`` or ``newest``, in order of version and each once.

    A patch that the table does not list takes Python and pins of its minor; a minor newer than
    the table takes the interpreter that runs this, and no pins.

    Raises:
        ValueError: no version, or one older than the table.
    """
    rows = {row.minor: row for row in table()}
    newest = max(rows, key=key)
    oldest = min(rows, key=key)
    chosen = {}
    for text in tuple(wanted) or DEFAULT:
        version = (rows[newest].version if text == "newest" else text).lstrip("=")
        if not re.fullmatch(r"\d+\.\d+(\.\d+\w*)?", version):
            raise ValueError(f"--tensorflow takes a version such as 2.15 or newest, not {text!r}")
        row = rows.get(minor(version))
        if row is None and key(version) < key(oldest):
            raise ValueError(f"TensorFlow {version} is older than {oldest}, the oldest known here")
        if row is None:
            exact = version if version.count(".") == 2 else f"{version}.*"
            row = TensorFlow(f"tf-{version}", f"tensorflow-cpu=={exact}")
        elif version.count(".") == 2:
            row = replace(row, requirement=f"tensorflow-cpu=={version}")
        chosen[row.requirement] = row
    return sorted(chosen.values(), key=lambda row: key(row.version))


def requirement_here(row: TensorFlow, system: str, machine: str) -> str:
    """What pip is asked for on a system (as ``platform`` names it).

    ``tensorflow-cpu`` has wheels for x86-64 Linux and Windows alone; elsewhere ``tensorflow``
    itself runs on the CPU.
    """
    plain = system == "Darwin" or machine.lower() not in ("x86_64", "amd64")
    return row.requirement.replace("tensorflow-cpu", "tensorflow") if plain else row.requirement
