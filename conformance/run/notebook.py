"""The code of a notebook, cell by cell, without Jupyter."""

from __future__ import annotations

import json
import linecache
import re
from dataclasses import dataclass, field
from typing import Any, List

# Magics of a whole cell under which its lines are Python all the same.
KEPT = ("%%time", "%%timeit", "%%capture", "%%prun")
# None of these begins a line of Python, but for `%name` under an open bracket, which nobody writes.
SHELL = re.compile(r"^(\s*)(?:[A-Za-z_][\w., ]*=\s*)?(?:!|%{1,2}[A-Za-z]).*$")
HELP = re.compile(r"^(\s*)(\?{1,2}\s*[\w.]+|[\w.]+\s*\?{1,2})\s*$")


@dataclass
class Notebook:
    """Its code cells as Python, with what is no Python taken out.

    Args:
        cells: (number of the cell, source); the number is that of code cells, from 1.
        dropped: the lines that were taken out.
    """

    cells: List[Any] = field(default_factory=list)
    dropped: List[str] = field(default_factory=list)


def read(path: str) -> Notebook:
    """Read a notebook of format 4 or 3.

    Raises:
        ValueError: it is no notebook, or one for another language.
    """
    with open(path, encoding="utf-8") as file:
        try:
            data = json.load(file)
        except ValueError as error:
            raise ValueError(f"{path} is not a notebook: {error}") from error
    sheets = data.get("worksheets") or [data]
    language = data.get("metadata", {}).get("kernelspec", {}).get("language", "python")
    if not any("cells" in sheet for sheet in sheets):
        raise ValueError(f"{path} is not a notebook: it has no cells")
    if language != "python":
        raise ValueError(f"{path} is a notebook of {language}")
    out = Notebook()
    number = 0
    for sheet in sheets:
        for cell in sheet.get("cells", []):
            if cell.get("cell_type") == "code":
                number += 1
                source = cell.get("source", cell.get("input", ""))
                text = source if isinstance(source, str) else "".join(source)
                out.cells.append((number, _python(text, out.dropped)))
    return out


def compiled(path: str, number: int, source: str) -> Any:
    """The code of one cell, whose lines a traceback can show."""
    name = f"{path}[{number}]"
    linecache.cache[name] = (len(source), None, source.splitlines(True), name)
    return compile(source, name, "exec")


def _python(text: str, dropped: List[str]) -> str:
    """The cell with each line that is no Python replaced by ``pass``: lines keep their numbers."""
    lines = text.splitlines()
    first = next((line for line in lines if line.strip()), "")
    if first.startswith("%%") and first.split()[0] not in KEPT:
        dropped.append(first.strip())
        return ""
    out: List[str] = []
    continued = False
    for line in lines:
        match = SHELL.match(line) or HELP.match(line)
        if continued:
            out.append("")
        elif match:
            dropped.append(line.strip())
            out.append(f"{match.group(1)}pass")
        else:
            out.append(line)
        continued = bool(continued or match) and line.rstrip().endswith("\\")
    return "\n".join(out) + "\n"
