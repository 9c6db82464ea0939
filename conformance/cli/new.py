"""`conformance new`: a template to copy, which works where the copy stands."""

from __future__ import annotations

import importlib
import importlib.util
import os
import re
import sys
from typing import Any, Dict, List, Optional, Tuple

import click
from click.shell_completion import CompletionItem

from conformance.files import refusal, replace, say
from conformance.hints import near

BUNDLED = "reference_pipelines"
SKELETON = "template"  # the pattern that is no pipeline yet
SKELETON_SUMMARY = "the shortest template for `conformance fuzz`, to fill in"
LICENCES = {"sentences.tsv": ("LICENSE-python.txt", "LICENSE-scikit-learn.txt")}
# Never the name of a copy, whether they can be imported here or not.
TAKEN = ("tensorflow", "keras", "numpy", "conformance", "tests", "jax", "torch", "pandas")

# How a template finds its data: beside itself. A copy that was printed has none there.
DATA = re.compile(r'^DATA = Path\(__file__\)\.with_name\("data"\) / (".*")$', re.MULTILINE)
OWN_IMPORT = re.compile(r"(import|from) (?!__future__)\w")
FOUND = f'''\
# The example data lies beside this file, or with the installed {BUNDLED}.
KIT = importlib.util.find_spec("{BUNDLED}")
BESIDE = Path(__file__).with_name("data") / {{0}}
DATA = BESIDE if BESIDE.exists() or not KIT else Path(KIT.origin).with_name("data") / {{0}}'''


class Pattern(click.ParamType):
    """A bundled pattern by its name or its module's."""

    name = "pattern"

    def shell_complete(self, ctx: Any, param: Any, incomplete: str) -> List[CompletionItem]:
        rows = patterns().items()
        return [CompletionItem(n, help=row[1]) for n, row in rows if n.startswith(incomplete)]


@click.command()
@click.argument("pattern", required=False, type=Pattern())
@click.option(
    "--output",
    "-o",
    metavar="DIR|FILE.py",
    help="Write the template there, and its example data in data/ beside it.",
)
@click.option("--force", is_flag=True, help="Replace what is there.")
def new(pattern: Optional[str], output: Optional[str], force: bool) -> None:
    """Print a template to copy, or write it with its data; without a name, the list.

    `conformance new npz > pipeline.py` finds the example data with the installed kit;
    `conformance new npz --output DIR` takes it along.
    """
    rows = patterns()
    if pattern is None:
        width = max(map(len, rows))
        say("\n".join(f"{name:<{width}}  {row[1]}" for name, row in rows.items()))
        return
    source, module = text_of(pattern, rows)
    if output is None:
        say(printed(source).rstrip("\n"))
        return
    place = _place(output, module)
    written = {place: source.encode("utf-8"), **_data(source, os.path.dirname(place))}
    _check(written, force)
    for path, content in written.items():
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
        replace(path, content)
    command = "fuzz" if pattern == SKELETON else "check"
    say("\n".join([*(f"wrote {path}" for path in written), f"next: conformance {command} {place}"]))


def patterns() -> Dict[str, Tuple[str, str]]:
    """Name -> (module, what it is for)."""
    found = importlib.import_module(BUNDLED).PATTERNS.items()
    rows = {
        name: (entry[0], entry[1]) if isinstance(entry, tuple) else (entry, "")
        for name, entry in found
    }
    return {**rows, SKELETON: (SKELETON, SKELETON_SUMMARY)}


def text_of(pattern: str, rows: Dict[str, Tuple[str, str]]) -> Tuple[str, str]:
    """The text of a template, and the name of its module."""
    by_module = {row[0]: name for name, row in rows.items()}
    pattern = by_module.get(pattern, pattern)
    if pattern not in rows:
        hint = near(pattern, [*rows, *by_module], cutoff=0.3)
        raise click.UsageError(f"There is no pattern {pattern!r}{hint} One of: {', '.join(rows)}")
    if pattern == SKELETON:
        path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "templates", "template.py")
    else:
        path = os.path.join(_bundled(), f"{rows[pattern][0]}.py")
    with open(path, encoding="utf-8") as file:
        return file.read(), rows[pattern][0]


def _bundled() -> str:
    return os.path.dirname(str(importlib.import_module(BUNDLED).__file__))


def printed(source: str) -> str:
    """A template that finds its data wherever the copy stands."""
    found = DATA.search(source)
    if not found:
        return source
    source = source.replace(found.group(0), FOUND.format(found.group(1)))
    lines = source.splitlines(keepends=True)
    at = next(i for i, line in enumerate(lines) if OWN_IMPORT.match(line))
    while lines[at].startswith("import ") and lines[at] < "import importlib.util":
        at += 1
    lines.insert(at, "import importlib.util\n")
    return "".join(lines)


def _place(output: str, module: str) -> str:
    """The file of the copy: a name of its own, or the module's in a folder."""
    place = output if output.endswith(".py") else os.path.join(output, f"{module}.py")
    stem = os.path.splitext(os.path.basename(place))[0]
    if not stem.isidentifier():
        raise click.UsageError(f"{place!r} could not be imported: its name is no identifier")
    if _shadows(stem):
        raise click.UsageError(
            f"{place!r} would hide the module {stem!r} from whatever imports it: give another name"
        )
    return place


def _shadows(name: str) -> bool:
    """Whether a module of this name is there that is none of the user's own folder."""
    if name in TAKEN or name in getattr(sys, "stdlib_module_names", sys.builtin_module_names):
        return True
    try:
        spec = importlib.util.find_spec(name)
    except (ImportError, ValueError):
        return True
    if spec is None:
        return False
    here = os.path.join(os.path.abspath(os.getcwd()), "")
    return not os.path.abspath(spec.origin or here).startswith(here)


def _data(source: str, folder: str) -> Dict[str, bytes]:
    """Path -> content of the data that a template reads, with what says where it is from."""
    found = DATA.search(source)
    if not found:
        return {}
    name = found.group(1).strip('"')
    names = {name: name, f"{name}.about.md": "README.md", **{n: n for n in LICENCES.get(name, ())}}
    out = {}
    for here, there in names.items():
        with open(os.path.join(_bundled(), "data", there), "rb") as file:
            out[os.path.join(folder, "data", here)] = file.read()
    return out


def _check(written: Dict[str, bytes], force: bool) -> None:
    """Refuse before anything is written what cannot be, or would replace another file."""
    for path, content in written.items():
        folder = os.path.dirname(path) or "."
        why = refusal(path) if os.path.isdir(folder) else _unmakeable(folder)
        if why:
            raise click.UsageError(why)
        if os.path.lexists(path) and not force:
            with open(path, "rb") as file:
                same = file.read() == content
            if not same:
                raise click.UsageError(f"{path!r} is there already: --force replaces it")


def _unmakeable(folder: str) -> str:
    """Why a folder cannot be made; "" where it can."""
    above = os.path.abspath(folder)
    while not os.path.lexists(above):
        above = os.path.dirname(above)
    if not os.path.isdir(above):
        return f"{above!r} is no folder"
    return "" if os.access(above, os.W_OK) else f"{folder!r} cannot be made: no permission"
