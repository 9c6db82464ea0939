"""Whatever is typed or configured: one clear line, the right status, never a traceback."""

from __future__ import annotations

import json

import click
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from conformance.cli import COMMANDS, main
from conformance.cli.check import check
from conformance.properties import _child
from conformance.results import Report, Result
from conformance.run import expected
from tests.cli.made import invoke

pytestmark = pytest.mark.property
# The same folder and stub serve all examples of a test: each leaves them as they were.
FOLDER = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)

OPTIONS = sorted({name for parameter in check.params for name in parameter.opts if "-" in name})
OPTIONS = [name for name in OPTIONS if name not in ("--output", "-o")]
TEXT = st.text(max_size=12)
WORDS = st.sampled_from(
    ["a.py", "b.py:make_dataset", "nowhere.py", ".", "a/b", "values", "not-finite", "valeus", "-1",
     "0", "1e400", "nan", "60", "x=1", "epoch=3", "epochs=3", "=", "json", "json=", "text", "gpu",
     "json=/dev/full", "a.py:", ":", "os.path", "conformance.nowhere", "--", "-", "\0", "é", "\n"]
)  # fmt: skip
ARGUMENTS = st.lists(st.one_of(st.sampled_from(OPTIONS), WORDS, TEXT), max_size=8)

SCALARS = st.one_of(
    st.booleans(), st.integers(), st.floats(), TEXT, st.dates(), st.sampled_from(["values", "a.py"])
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)
BYTES = st.one_of(
    st.binary(max_size=60), st.text(max_size=60).map(lambda text: text.encode("utf-8", "replace"))
)
KEYS = [name.lstrip("-") for name in OPTIONS if name.startswith("--")]


@pytest.fixture
def refusing(monkeypatch):
    """No child of `fuzz` is started: every target is refused."""

    def refused(target, *, options):
        raise _child.Refused(f"{target!r} has no make_dataset")

    monkeypatch.setattr(_child, "fuzz_in_child", refused)


def toml(value):
    """A value as TOML has it, on one line."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        escaped = json.dumps(value.encode("utf-8", "replace").decode("utf-8"))
        return '""' if "\\ud" in escaped else escaped.replace("\x7f", "\\u007f")
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{toml(key)} = {toml(one)}" for key, one in value.items()) + "}"
    return str(value)


def clear(out, statuses):
    """The status is one of these; a refusal is lines that begin with Error, and no traceback."""
    assert out.exception is None or isinstance(out.exception, SystemExit), out.exception
    assert out.exit_code in statuses, out.stdout + out.stderr
    assert "Traceback" not in out.stdout + out.stderr
    assert "defect of conformance" not in out.stderr
    if out.exit_code == 2:
        starts = [line.startswith(("Error: ", "Usage: ")) for line in out.stderr.splitlines()]
        assert any(starts), out.stderr


@FOLDER
@given(arguments=ARGUMENTS)
def test_any_arguments_of_check(answers, arguments):
    assume(not {"--help", "-h"} & set(arguments))
    clear(invoke("check", *arguments), {0, 2})


@FOLDER
@given(arguments=st.lists(st.one_of(WORDS, TEXT, st.sampled_from([*COMMANDS, "-h"])), max_size=4))
def test_any_arguments_at_all(answers, refusing, arguments):
    assume(not {"--output", "-o", "--target"} & set(arguments))
    # The hand-made reports hold no card, of which `look` says that it is not there.
    clear(invoke(*arguments), {0, 2, 3} if "look" in arguments else {0, 2})


@FOLDER
@given(
    command=st.sampled_from(["fuzz", "run", "matrix", "replay", "explain", "new", "baseline"]),
    arguments=st.lists(
        st.one_of(WORDS, TEXT, st.sampled_from(["--seed", "--format", "--budget", "-m", "--call"])),
        max_size=5,
    ),
)
def test_any_arguments_of_the_others(answers, refusing, command, arguments):
    clear(invoke(command, *arguments), {0, 2})


@FOLDER
@given(
    table=st.dictionaries(st.one_of(st.sampled_from([*KEYS, "checks"]), TEXT), VALUES, max_size=3)
)
def test_any_table_in_pyproject(answers, folder, table):
    path = folder / "pyproject.toml"
    path.write_text(f"tool = {{conformance = {toml(table)}}}\n", encoding="utf-8")
    clear(invoke("check", "a.py"), {0, 1, 2, 3})


@FOLDER
@given(content=BYTES)
def test_any_bytes_as_pyproject(answers, folder, content):
    (folder / "pyproject.toml").write_bytes(content)
    clear(invoke("check", "a.py"), {0, 2})


ENTRIES = st.dictionaries(
    st.sampled_from(["check", "reason", "target", "part", "chek", ""]),
    st.one_of(st.sampled_from(["not-finite", "unscaled", "values", "why", "*", "a.py"]), VALUES),
    max_size=4,
)


@FOLDER
@given(
    table=st.dictionaries(
        st.sampled_from(["expected", "expect", ""]), st.one_of(VALUES, st.lists(ENTRIES, max_size=3)),
        max_size=2,
    )
)  # fmt: skip
def test_any_expected_failures(answers, folder, table):
    lines = [f"{toml(key)} = {toml(value)}" for key, value in table.items()]
    (folder / "known.toml").write_text("\n".join(lines), encoding="utf-8")
    clear(invoke("check", "a.py", "--expected-failures", "known.toml"), {0, 1, 2})


@FOLDER
@given(content=BYTES)
def test_any_bytes_as_expected_failures(answers, folder, content):
    (folder / "known.toml").write_bytes(content)
    clear(invoke("check", "a.py", "--expected-failures", "known.toml"), {0, 2})


@FOLDER
@given(
    message=st.text(),
    target=st.text(alphabet="ab*?[]\\'\".\n\x7f\ud800é", min_size=1),
    part=st.sampled_from(["training", "validation"]),
)
def test_a_baseline_of_any_failure_accepts_it_and_nothing_else(folder, message, target, part):
    def failing(target, check_name="not-finite"):
        one = Result(check_name, "values", "fail", "t", message, part=part)
        other = Result("empty", "completeness", "pass", "t", part="training")
        return Report(target, results=[one, other])

    path = folder / "known.toml"
    path.write_bytes(expected.baseline([failing(target)]).encode("utf-8"))
    known = expected.load(str(path))
    if target.encode("utf-8", "replace").decode("utf-8") == " ".join(target.split()) == target:
        assert expected.apply(failing(target), known).conforms
    assert not expected.apply(failing(target, "unscaled"), known).conforms
    assert not expected.apply(failing(target + "x"), known).conforms


def test_the_names_of_commands_are_theirs():
    context = click.Context(main)
    for name in COMMANDS:
        assert main.get_command(context, name).name == name
