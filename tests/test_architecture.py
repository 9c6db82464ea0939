"""The plan of the house: who may import whom, and that every name leads to its room and has a use.

Needs no TensorFlow. The tables are the contract; ARCHITECTURE.md says the same in sentences.
"""

from __future__ import annotations

import ast
import dataclasses
import functools
import importlib
import inspect
import re
from collections import Counter
from pathlib import Path
from typing import Dict, Iterator, Set, Tuple

import pytest

from conformance.registry import load

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "conformance"

# room -> the rooms that it may import from. A room is a package or a module of conformance;
# "conformance" is its __init__.
MAY_IMPORT = {
    "structure": (),
    "hints": (),
    "files": (),
    "releases": (),
    "records": (),
    "results": (),
    "wording": ("records",),
    "compat": ("releases", "structure"),
    "registry": ("hints", "results"),
    "facts": ("records", "registry", "results", "wording"),
    "checks": ("facts", "records", "registry", "results", "wording"),
    "observe": ("compat", "records", "structure"),
    "run": (
        "compat",
        "facts",
        "files",
        "hints",
        "observe",
        "records",
        "registry",
        "results",
        "structure",
    ),
    "zoo": ("compat", "registry", "run"),
    "report": ("registry", "results", "wording"),
    "face": ("compat", "registry", "report", "results", "run"),
    "watch": (
        "compat",
        "face",
        "facts",
        "observe",
        "records",
        "registry",
        "report",
        "results",
        "run",
        "structure",
    ),
    "plugin": ("face", "hints", "registry", "report", "results", "run"),
    "conformance": ("face", "results", "watch"),
    "strategies": ("compat",),
    "properties": (
        "compat",
        "facts",
        "files",
        "observe",
        "records",
        "registry",
        "report",
        "results",
        "run",
        "strategies",
    ),
    "claims": ("compat", "files", "observe", "releases", "run"),
    "cli": ("files", "hints", "properties", "registry", "report", "results", "run"),
    "matrix": ("claims", "cli", "files", "report", "results", "run"),
    "scaffold": ("hints", "registry", "results"),
    "__main__": ("cli",),
}
# (file, room) -> why this one import is there all the same.
EXCEPTIONS = {
    ("checks/completeness/windows_overlap.py", "observe"): "compares rows by the observer's hashes",
    ("cli/__init__.py", "conformance"): "the version, for --version",
    ("matrix/column.py", "reference_pipelines"): "lists the bundled pipelines: a column of them",
    ("observe/state.py", "run"): "names the type of what it observes",
    ("properties/counterexamples.py", "cli"): "writes a counterexample as the command would",
    ("registry.py", "checks"): "imports the folders of checks, when they are first asked for",
    ("report/docs.py", "compat"): "the docs' pages, which are made by hand, list what it bridges",
    ("report/docs.py", "run"): "the docs' pages, which are made by hand, show a run",
    ("report/docs.py", "zoo"): "the docs' pages, which are made by hand, show a sin and its mend",
    ("report/sarif.py", "conformance"): "the version, of the tool that a SARIF file names",
    ("results.py", "report"): "str(report) is the text report",
    ("run/supervisor.py", "checks"): "the parent process judges what hung or crashed by itself",
    ("run/runner.py", "checks"): "the check that is about the run itself",
}
# file of a check -> (module of another group, or of another check) -> why it is no fact.
ACROSS_CHECKS = {
    ("completeness/second_epoch", "elements._elements"): "how an exception is shown",
    ("labels/target_shifted_back", "labels.label_is_input"): "asks the same of an earlier step",
    ("randomness/stateful_inside_batch", "randomness.stateful_shuffled"): "the same layers",
    ("training/weights_not_finite", "training.loss_not_finite"): "goes on where that one ends",
    ("values/_split_targets", "labels._rules"): "what a loss asks of a target",
}
# Rooms that must be there without TensorFlow: the parent process, and all that judges and reports.
LIGHT = (
    "checks",
    "conformance",
    "face",
    "facts",
    "files",
    "hints",
    "records",
    "registry",
    "releases",
    "report",
    "results",
    "run",
    "scaffold",
    "structure",
    "wording",
)
HEAVY = ("tensorflow", "keras", "tf_keras", "torch", "jax")

# Fields of records that no judgement reads.
UNREAD = {
    "Expect.negative_weights": "read by name, in facts/intent.py",
    "Build.factory": "the observers call it",
    "Pass.steps_each": "the observers count steps by it",
}
# Module-level names that nothing reads or registers.
UNUSED = {
    "plugin.py pytest_addoption": "pytest calls it by name",
    "plugin.py pytest_collection_modifyitems": "pytest calls it by name",
    "plugin.py pytest_configure": "pytest calls it by name",
    "claims/spawned.py spawn_runs": "called in a process that is started anew",
    "compat/table.py NOT_VERSIONED": "read by the test of the table",
    "properties/differential.py disagreement": "the property tests call it",
    "properties/differential.py foretold": "the property tests call it",
    "properties/differential.py tap": "the property tests call it",
}
# Test files of several checks.
TOGETHER = {
    "test_elements_together.py": "which check of elements speaks where several could",
    "test_labels_together.py": "the same of labels",
    "test_one_nan.py": "one NaN hides nothing from the checks of values",
    "test_wiring_together.py": "the same of wiring",
}
# The check that the parent process judges by itself, on no record and in no phase.
SUPERVISED = ("pipeline-unresponsive",)


# --------------------------------------------------------------------------------- reading


@functools.lru_cache(None)
def _trees() -> Dict[str, ast.Module]:
    """Every module of the package by its path; not the examples that a command writes out."""
    files = [f for f in PACKAGE.rglob("*.py") if "templates" not in f.parts]
    return {
        f.relative_to(PACKAGE).as_posix(): ast.parse(f.read_text(encoding="utf-8"))
        for f in sorted(files)
    }


def _templates() -> Iterator[str]:
    """The templates of the report, which call the helpers that they draw with by name."""
    for page in sorted((PACKAGE / "report" / "templates").glob("*.html")):
        yield page.read_text(encoding="utf-8")


def _room(module: str) -> str:
    """The room of a dotted module name, "" for what is not ours."""
    first, _, rest = module.partition(".")
    if first == "reference_pipelines":
        return first
    if first != "conformance":
        return ""
    name = rest.partition(".")[0]
    there = (PACKAGE / name).is_dir() or (PACKAGE / f"{name}.py").is_file()
    return name if name and there else "conformance"


def _home(path: str) -> str:
    name = path.partition("/")[0]
    return "conformance" if name == "__init__.py" else name.replace(".py", "")


def _imported(path: str, tree: ast.Module) -> Iterator[str]:
    """Every module or name that a module imports, with its full dotted name."""
    package = ["conformance", *path.split("/")[:-1]]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) + 1 - node.level] if node.level else []
            module = ".".join([*above, *([node.module] if node.module else [])])
            yield from (f"{module}.{alias.name}" for alias in node.names)


@functools.lru_cache(None)
def _arrows() -> Set[Tuple[str, str]]:
    """(file, room) of every import from another room of ours."""
    found = {
        (path, _room(name)) for path, tree in _trees().items() for name in _imported(path, tree)
    }
    return {(path, room) for path, room in found if room and room != _home(path)}


# --------------------------------------------------------------------------------- imports


def test_each_room_imports_only_from_those_that_it_may():
    strangers = {path for path, _ in _arrows() if _home(path) not in MAY_IMPORT}
    assert not strangers, "rooms that MAY_IMPORT does not know"
    unwanted = {(p, room) for p, room in _arrows() if room not in MAY_IMPORT[_home(p)]}
    assert unwanted - set(EXCEPTIONS) == set()


def test_no_exception_is_left_behind():
    assert set(EXCEPTIONS) - _arrows() == set()
    assert not [pair for pair in EXCEPTIONS if pair[1] in MAY_IMPORT[_home(pair[0])]]
    assert all(EXCEPTIONS.values())


def test_the_contract_has_no_circle():
    left = {room: set(may) for room, may in MAY_IMPORT.items()}
    while left:
        ground = {room for room, may in left.items() if not may & set(left)}
        assert ground, f"these import one another: {sorted(left)}"
        left = {room: may for room, may in left.items() if room not in ground}


def test_what_judges_needs_no_tensorflow():
    heavy = [
        (path, name)
        for path, tree in _trees().items()
        if _home(path) in LIGHT
        for name in _imported(path, tree)
        if name.partition(".")[0] in HEAVY
    ]
    assert not heavy


def test_the_bundled_pipelines_do_not_know_the_kit():
    pages = sorted((ROOT / "reference_pipelines").rglob("*.py"))
    assert pages
    for page in pages:
        names = _imported("", ast.parse(page.read_text(encoding="utf-8")))
        assert not [n for n in names if n.partition(".")[0] == "conformance"], page.name


def _across() -> Set[Tuple[str, str]]:
    """(check or family, module) of imports from another group, or from another check."""
    prefix, found = "conformance.checks.", set()
    for path, tree in _trees().items():
        if not path.startswith("checks/"):
            continue
        here = path[len("checks/") : -len(".py")]
        for name in _imported(path, tree):
            group, _, rest = name[len(prefix) :].partition(".")
            module = rest.partition(".")[0]
            own_family = group == here.partition("/")[0] and module.startswith("_")
            if name.startswith(prefix) and not own_family:
                found.add((here, f"{group}.{module}"))
    return found


def test_a_check_imports_its_own_family_and_no_other_check():
    assert _across() - set(ACROSS_CHECKS) == set()
    assert set(ACROSS_CHECKS) - _across() == set(), "exceptions left behind"


# --------------------------------------------------------------------------------- names


def _stem(name: str) -> str:
    return name.replace("-", "_")


def test_a_check_is_named_as_its_file_and_its_group_as_the_folder():
    for check in load().values():
        if not check.function.__module__.startswith("conformance."):
            continue  # a plugin's
        assert check.function.__module__ == f"conformance.checks.{check.group}.{_stem(check.name)}"


def test_every_file_of_a_group_is_a_check_or_a_family():
    names = {(check.group, _stem(check.name)) for check in load().values()}
    files = {tuple(p[: -len(".py")].split("/")[1:]) for p in _trees() if p.startswith("checks/")}
    others = {file for file in files if len(file) == 2 and not file[1].startswith("_")}
    assert others == names


def test_every_check_has_its_page_and_every_page_its_check():
    pages = {
        tuple(p[: -len(".py")].split("/")[1:])
        for p in _trees()
        if p.startswith("zoo/") and p.count("/") == 2 and not p.rpartition("/")[2].startswith("_")
    }
    assert pages == {(check.group, _stem(check.name)) for check in load().values()}


def test_every_check_has_a_test_file():
    folder = ROOT / "tests" / "checks"
    missing = {
        check.name
        for check in load().values()
        if not (folder / check.group / f"test_{_stem(check.name)}.py").is_file()
    }
    assert not missing


def test_every_test_file_is_named_by_what_it_tests():
    """A check's own file, or what several checks of a group do together; no heap at the top."""
    folder = ROOT / "tests" / "checks"
    assert not sorted(path.name for path in folder.glob("test_*.py"))
    names = {f"test_{_stem(check.name)}.py" for check in load().values()}
    others = {path.name for path in folder.glob("*/test_*.py")} - names
    assert others == set(TOGETHER), "a file of no check says in TOGETHER what it is for"


# --------------------------------------------------------------------------------- readers


def _attributes(*apart: str) -> Set[str]:
    """Every attribute that is read outside the rooms ``apart``."""
    return {
        node.attr
        for path, tree in _trees().items()
        if _home(path) not in apart
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load)
    }


def _fields() -> Iterator[str]:
    for path in _trees():
        if not path.startswith("records/") or path.endswith("__init__.py"):
            continue
        module = importlib.import_module("conformance." + path[: -len(".py")].replace("/", "."))
        for name, found in vars(module).items():
            if dataclasses.is_dataclass(found) and found.__module__ == module.__name__:
                yield from (f"{name}.{field.name}" for field in dataclasses.fields(found))


def test_every_field_of_a_record_has_a_reader():
    read = _attributes("records", "observe")
    unread = {field for field in _fields() if field.partition(".")[2] not in read}
    assert unread - set(UNREAD) == set()
    assert set(UNREAD) - unread == set(), "exceptions left behind"


def _defined(tree: ast.Module) -> Iterator[str]:
    """Module-level names; not those that a decorator registers, nor those of the language."""
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            if not node.decorator_list or _is_plain(node):
                yield node.name
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id
        elif isinstance(node, ast.Assign):
            yield from (t.id for t in node.targets if isinstance(t, ast.Name))


def _is_plain(node: ast.AST) -> bool:
    """Whether its decorators only change a function or a class, and register it nowhere."""
    names = {
        ast.dump(d).count("'dataclass'") or ast.dump(d).count("'lru_cache'")
        for d in node.decorator_list
    }
    return 0 not in names


def _read(tree: ast.Module) -> Iterator[str]:
    """Names that are read, also those named in a string, as commands and claims are."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_every_name_of_a_module_has_a_reader():
    read = {name for tree in _trees().values() for name in _read(tree)}
    read |= {name for page in _templates() for name in re.findall(r"\bdraw\.(\w+)", page)}
    unused = {
        f"{path} {name}"
        for path, tree in _trees().items()
        if _home(path) != "zoo"  # read by name: see conformance.zoo
        for name in _defined(tree)
        if name not in read and not name.startswith("__")
    }
    assert unused - set(UNUSED) == set()
    assert set(UNUSED) - unused == set(), "exceptions left behind"


# --------------------------------------------------------------------------------- checks


def test_every_check_says_its_phase_and_what_it_returns():
    checks = load().values()
    assert {check.name for check in checks if not check.phase} == set(SUPERVISED)
    assert not [check.name for check in checks if "return" not in check.function.__annotations__]
    silent = {check.name for check in checks if not inspect.getdoc(check.function)}
    assert not silent


def test_every_exception_to_the_phases_names_a_check_and_says_why():
    checks = load()
    for check in checks.values():
        assert not set(check.after) - set(checks), check.name
        assert all(check.after.values()), check.name


def test_every_threshold_says_why_and_where_it_is_from():
    limits = [
        (f"{check.name}.{name}", limit)
        for check in load().values()
        for name, limit in check.limits.items()
    ]
    assert not [name for name, limit in limits if not limit.reason]
    assert not [name for name, limit in limits if not limit.source]


def test_no_name_is_registered_twice():
    checks = load()
    names = Counter([*checks, *(alias for check in checks.values() for alias in check.aliases)])
    assert not [name for name, count in names.items() if count > 1]


def test_nothing_is_left_to_be_filled_in():
    rooms = (PACKAGE / "checks", PACKAGE / "zoo", ROOT / "tests" / "checks")
    files = [file for room in rooms for file in room.rglob("*.py")]
    assert not [file.name for file in files if "TODO" in file.read_text(encoding="utf-8")]


# --------------------------------------------------------------------------------- guides

# What the guides tell to make.
TO_BE_MADE = ("NAME", "rows", "_family", "group", "evidence.md")


@pytest.mark.parametrize("guide", ["ARCHITECTURE.md", "CONTRIBUTING.md", "README.md"])
def test_every_file_that_a_guide_names_is_there(guide):
    text = (ROOT / guide).read_text(encoding="utf-8")
    named = set(re.findall(r"(?<![\w/.-])(?:[a-z_]+/)+(?:[a-z_]+\.(?:py|md|toml|json))?", text))
    paths = {n for n in named if not any(word in n for word in TO_BE_MADE)}
    places = (ROOT, PACKAGE)
    first = {p.name for place in places for p in place.iterdir() if p.is_dir()}
    paths = {path for path in paths if path.partition("/")[0] in first}
    assert paths
    assert not [p for p in sorted(paths) if not any((place / p).exists() for place in places)]


def test_the_plan_names_every_room():
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    rooms = set(MAY_IMPORT) - {"conformance", "__main__"}
    assert not [room for room in sorted(rooms) if f"`{room}" not in text]
