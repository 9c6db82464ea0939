"""The table of differences covers compat and says of this release what a probe finds."""

from __future__ import annotations

import ast
import inspect
import pathlib
import re
import sys
from typing import Set

import pytest

from conformance import compat
from conformance.compat.table import DIFFERENCES, NOT_VERSIONED, Difference, page
from conformance.releases import Releases, between, since, until

ROOT = pathlib.Path(compat.__file__).parent.parent
# The smallest examples are read by themselves, the ledger measures what releases do, and what a
# counterexample script carries runs without this package.
ALONE = ("compat", "zoo", "claims", "properties")
OUTSIDE = sorted(
    path for path in ROOT.rglob("*.py") if path.relative_to(ROOT).parts[0] not in ALONE
)
OF_PYTHON = {
    "_exit",
    "_filters_mutated",
    "_fields",
    "_getframe",
    "_inst",
    "_rand",
}  # the last one NumPy's
PROBED = [row for row in DIFFERENCES if row.probe is not None]
MODULES = [
    sys.modules[name] for name in sorted({getattr(compat, n).__module__ for n in compat.__all__})
]
PUBLIC = {
    node.name: node
    for module in MODULES
    for node in ast.parse(inspect.getsource(module)).body
    if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
}


def _asks_the_release(function: ast.FunctionDef) -> bool:
    """Whether a function looks for names that may be absent, or asks for the Keras generation."""
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            defaulted = name == "getattr" and len(node.args) == 3
            if defaulted or name in ("hasattr", "keras_generation", "signature", "_overrides"):
                return True
        if isinstance(node, ast.ExceptHandler):
            return True
    return False


@pytest.mark.parametrize("name", [n for n, f in PUBLIC.items() if _asks_the_release(f)])
def test_a_function_that_asks_the_release_is_in_the_table(name: str) -> None:
    listed = {bridge for row in DIFFERENCES for bridge in row.bridges} | set(NOT_VERSIONED)
    assert name in listed


def _private_names(path: pathlib.Path) -> Set[str]:
    """Single-underscore names that a module reads of objects other than its own."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("getattr", "hasattr"):
            texts = [arg.value for arg in node.args[1:2] if isinstance(arg, ast.Constant)]
        elif isinstance(node, ast.Attribute) and getattr(node.value, "id", "self") != "self":
            texts = [node.attr]
        else:
            continue
        found |= {text for text in texts if re.match("_[a-z]", str(text))}
    return found


@pytest.mark.parametrize("path", OUTSIDE, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_nothing_outside_compat_reads_private_names_of_keras(path: pathlib.Path) -> None:
    assert _private_names(path) <= OF_PYTHON
    asks = re.findall(
        r"hasattr\((?:tf|keras|tensorflow)\b[^)]*\)", path.read_text(encoding="utf-8")
    )
    assert not asks, asks


@pytest.mark.parametrize("row", DIFFERENCES, ids=lambda row: row.bridges[0])
def test_a_row_names_functions_of_compat(row: Difference) -> None:
    assert set(row.bridges) <= set(PUBLIC)
    assert row.releases is None or row.otherwise
    assert not row.source or row.source.startswith("https://")


def test_an_exempt_function_exists_and_is_in_no_row() -> None:
    assert set(NOT_VERSIONED) <= set(PUBLIC)
    assert not set(NOT_VERSIONED) & {bridge for row in DIFFERENCES for bridge in row.bridges}


@pytest.mark.matrix
@pytest.mark.parametrize("row", PROBED, ids=lambda row: row.bridges[0])
def test_the_probe_finds_what_the_row_says(row: Difference) -> None:
    here = compat.tensorflow().__version__
    expected = True if row.releases is None else row.releases.cover(here)
    assert row.probe(compat.tensorflow(), compat.keras()) == expected, row.what


def test_the_page_has_every_row() -> None:
    text = page()
    assert text == page()
    assert all(row.what in text for row in DIFFERENCES)


@pytest.mark.parametrize(
    ("releases", "text", "covered"),
    [
        (since("2.6"), "from 2.6", {"2.4.1": False, "2.6.5": True, "2.10.1": True}),
        (until("2.10"), "up to 2.10", {"2.4.1": True, "2.10.1": True, "2.11.1": False}),
        (
            between("2.11", "2.15"),
            "2.11 to 2.15",
            {"2.10.1": False, "2.11.0": True, "2.16.2": False},
        ),
        (since("2.21"), "from 2.21", {"2.22.0-dev20260101": True}),
    ],
)
def test_releases_are_compared_as_numbers(releases: Releases, text: str, covered: dict) -> None:
    assert str(releases) == text
    assert {version: releases.cover(version) for version in covered} == covered
