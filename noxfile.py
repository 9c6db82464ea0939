# /// script
# requires-python = ">=3.11"
# dependencies = ["nox[uv]>=2025.11.12"]
# ///
"""Run the suite on every TensorFlow minor from 2.4.1 to the newest, and everything else CI runs.

    nox                                    lint, and the suite on the four versions marked *
    nox -l                                 every session
    nox -s "tests(tf-2.9)"                 one version
    nox -s tests -- -k labels -x           all 18, the rest of the line goes to pytest
    nox -s tests -- --tensorflow ==2.20.0  a TensorFlow of your own choice, in one session
    nox -s tests -- --help                 the options before pytest's
    nox -s matrix                          every column of docs/matrix.html, then the page
    nox -s cases -- 3/24                   the third part of 24 of the field cases
    nox -s evidence                        all of them, and docs/evidence.md
    nox -s new-check -- GROUP/NAME         begin a check: its file, its page and its test

Environments are kept, so that an interrupted run goes on where it stopped; `--reuse-venv=no` builds
them anew. An interpreter that is missing is fetched where uv can; otherwise its sessions are
skipped, or fail under CI and with `--error-on-missing-interpreters`.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path

import nox
import tomllib

nox.needs_version = ">=2025.11.12"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.reuse_venv = "yes"
RESULTS = Path("results")


@dataclass(frozen=True)
class TensorFlow:
    """One row of the matrix: a TensorFlow, a Python with wheels for it, and what it needs beside.

    Attributes:
        name: What stands between the brackets of a session's name.
        requirement: What pip is asked for; the last patch of a minor, and the very first 2.4.
        python: The interpreter; None is the one that runs nox.
        pins: Bounds that the wheel's own metadata lacks.
    """

    name: str
    requirement: str
    python: str | None = None
    pins: tuple[str, ...] = ()


def _table() -> tuple[TensorFlow, ...]:
    """Return every row, oldest first; the table and the reasons for its pins are in that file."""
    path = Path(__file__).parent / "conformance" / "matrix" / "data" / "tensorflows.toml"
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["tensorflow"]
    return tuple(
        TensorFlow(row["name"], row["requirement"], row.get("python"), tuple(row.get("pins", ())))
        for row in rows
    )


TENSORFLOWS = _table()
NEWEST = TENSORFLOWS[-1]
# Both ends, and both sides of the step from Keras 2 to Keras 3.
DEFAULT = ("tf-2.4", "tf-2.15", "tf-2.16", NEWEST.name)


def _options(posargs: list[str]) -> tuple[argparse.Namespace, list[str]]:
    """Split what follows `--` into this file's options and the rest, which is pytest's."""
    parser = argparse.ArgumentParser(prog="nox -s tests --", allow_abbrev=False)
    parser.add_argument(
        "--tensorflow",
        metavar="REQUIREMENT",
        help="use this instead of the 18 versions: '==2.20.0' means tensorflow-cpu==2.20.0, "
        "anything longer is passed to pip as it stands, e.g. 'tensorflow[and-cuda]>=2.20'",
    )
    parser.add_argument(
        "--workers",
        default=str(min(4, os.cpu_count() or 1)),
        help="xdist workers, each about 1 GB (default: %(default)s)",
    )
    return parser.parse_known_args(posargs)


def _chosen(wanted: str) -> TensorFlow:
    """Return the row for a requirement of the user's: Python and pins of its minor, if known."""
    exact = f"=={wanted}" if wanted[0].isdigit() else wanted
    requirement = exact if exact[0].isalpha() else f"tensorflow-cpu{exact}"
    minor = re.search(r"[=~]=\s*(2\.\d+)", requirement)
    known = {row.name: row for row in TENSORFLOWS}.get(f"tf-{minor.group(1)}" if minor else "")
    name = requirement.replace(" ", "")
    if known is None:
        return TensorFlow(name, requirement)
    return TensorFlow(name, requirement, known.python, known.pins)


def _rows() -> tuple[TensorFlow, ...]:
    """Return the rows to make sessions of.

    Sessions are made while this file is loaded, before nox hands out what follows `--`: so that is
    read from the command line here.
    """
    posargs = sys.argv[sys.argv.index("--") + 1 :] if "--" in sys.argv else []
    wanted = _options(posargs)[0].tensorflow
    return (_chosen(wanted),) if wanted else TENSORFLOWS


ROWS = _rows()
each_tensorflow = nox.parametrize(
    "python,row", [nox.param(row.python, row, id=row.name) for row in ROWS]
)
BACKENDS = {"jax": "jax[cpu]", "torch": "torch==2.13.0"}
each_backend = nox.parametrize(
    "backend,requirement", [nox.param(name, text, id=name) for name, text in BACKENDS.items()]
)
nox.options.sessions = [
    "lint",
    *(f"tests({row.name})" for row in ROWS if row.name in DEFAULT or row not in TENSORFLOWS),
]


def _install(session: nox.Session, row: TensorFlow, *more: str) -> None:
    """Install the project, editable, beside one TensorFlow."""
    session.install("-e", ".[test,fuzz]", row.requirement, *row.pins, *more)


def _pytest(session: nox.Session, *args: str, coverage: bool = False, **env: str) -> None:
    """Run pytest with `args`, then what the user put after `--`."""
    options, rest = _options(session.posargs)
    if coverage:  # in one process: a worker of xdist would not be measured
        session.run("coverage", "run", "-m", "pytest", *args, *rest, env=env)
    else:
        session.run("pytest", "-n", options.workers, *args, *rest, env=env)


def _column(session: nox.Session, name: str, *args: str, **env: str) -> None:
    """Write the result files of one column, with what the user put after `--`."""
    file = re.sub(r"[^\w.-]+", "-", name)
    command = ("python", "-m", "conformance.matrix.column", file, "--output-dir", str(RESULTS))
    session.run(*command, *args, *_options(session.posargs)[1], env=env)


@nox.session(python="3.11")
def lint(session: nox.Session) -> None:
    """Check format (ruff), style (ruff) and types (mypy)."""
    session.install("-e", ".[lint,test,fuzz]", "nox")  # mypy reads their types
    session.run("ruff", "format", "--check", ".")
    session.run("ruff", "check", ".")
    session.run("mypy")


@nox.session
@each_tensorflow
def tests(session: nox.Session, row: TensorFlow) -> None:
    """Run the fast suite."""
    _install(session, row)
    _pytest(session, "-m", "not slow")


@nox.session
@each_tensorflow
def slow(session: nox.Session, row: TensorFlow) -> None:
    """Run the rest: field cases, mutations, and pipelines that hang or crash."""
    _install(session, row)
    _pytest(session, "-m", "slow")


@nox.session
@each_tensorflow
def reference(session: nox.Session, row: TensorFlow) -> None:
    """Check the bundled pipelines and write results/NAME.json."""
    _install(session, row)
    _column(session, row.name, "--only", "pipelines")


@nox.session
@each_tensorflow
def column(session: nox.Session, row: TensorFlow) -> None:
    """Write the result files of one column of the matrix: pipelines, field cases, claims."""
    _install(session, row)
    _column(session, row.name)


@nox.session
@nox.parametrize(
    "python,row", [nox.param(r.python, r, id=r.name) for r in TENSORFLOWS if r.name in DEFAULT]
)
def compat(session: nox.Session, row: TensorFlow) -> None:
    """Measure which branches of conformance.compat the versions that CI runs take: all of them."""
    _install(session, row, "coverage")
    _pytest(session, "tests/test_compat.py", "tests/test_compat_functions.py", coverage=True)
    session.notify("compat_branches", [])


@nox.session(python="3.11")
def compat_branches(session: nox.Session) -> None:
    """Join what the sessions of `compat` measured; fail where a branch was taken by none."""
    session.install("coverage")
    session.run("coverage", "combine")
    session.run("coverage", "report")


# pip, not uv: on Linux the index's own torch wheel brings 3 GB of CUDA; pip takes a CPU wheel from
# wherever the user's pip is told to look first (PIP_FIND_LINKS, PIP_EXTRA_INDEX_URL).
@nox.session(python="3.11", venv_backend="virtualenv")
@each_backend
def backends(session: nox.Session, backend: str, requirement: str) -> None:
    """Run the suite with Keras 3 on another backend, beside the newest TensorFlow."""
    _install(session, NEWEST, requirement)
    _pytest(session, KERAS_BACKEND=backend)


@nox.session(python="3.11", venv_backend="virtualenv")
@each_backend
def backend_column(session: nox.Session, backend: str, requirement: str) -> None:
    """Write the result files of one column of the matrix for another backend of Keras 3."""
    _install(session, NEWEST, requirement)
    _column(session, f"{NEWEST.name}-{backend}", KERAS_BACKEND=backend)


@nox.session(python="3.11")
def page(session: nox.Session) -> None:
    """Merge results/*.json into docs/matrix.html, .md and .json."""
    session.install("-e", ".")
    session.run("python", "-m", "conformance", "matrix", str(RESULTS), "--output", "docs/")


@nox.session(python=False)
def matrix(session: nox.Session) -> None:
    """Make every column anew, about a minute each, then the page; `-- --keep` goes on."""
    for row in ROWS:
        session.notify(f"column({row.name})")
    for backend in BACKENDS:
        session.notify(f"backend_column({backend})")
    session.notify("page", [])


@nox.session(name="new-check", python="3.11")
def new_check(session: nox.Session) -> None:
    """Begin a check: `nox -s new-check -- GROUP/NAME` writes it, its page and its test."""
    session.install("-e", ".")
    session.run("python", "-m", "conformance.scaffold", *session.posargs)


@nox.session(python=NEWEST.python)
def cases(session: nox.Session) -> None:
    """Ask about one part of the field cases: `nox -s cases -- 3/24`; FIELD_CASES_SHARD=3/24."""
    part, rest = session.posargs[:1], session.posargs[1:]
    shard = part[0] if part else os.environ.get("FIELD_CASES_SHARD", "1/24")
    session.log(f"field cases, part {shard}")
    _install(session, NEWEST)
    workers = str(min(4, os.cpu_count() or 1))
    session.run(
        "pytest", "-n", workers, "tests/field_cases", *rest, env={"FIELD_CASES_SHARD": shard}
    )


@nox.session(python=NEWEST.python)
def evidence(session: nox.Session) -> None:
    """Ask about every field case, and write docs/evidence.md: what is found, and what is missed."""
    _install(session, NEWEST)
    session.run("python", "-m", "tests.evidence", "--output", "docs/evidence.md", *session.posargs)


@nox.session(python=NEWEST.python)
def thorough(session: nox.Session) -> None:
    """Run the property-based tests with ten times the examples."""
    _install(session, NEWEST)
    _pytest(session, "-m", "property", HYPOTHESIS_PROFILE="thorough")


@nox.session(python=NEWEST.python)
def explore(session: nox.Session) -> None:
    """Run the property-based tests with fresh seeds, and keep what fails."""
    _install(session, NEWEST)
    _pytest(session, "-m", "property", HYPOTHESIS_PROFILE="explore")


@nox.session(python=NEWEST.python)
def nightly(session: nox.Session) -> None:
    """Run the suite on the nightly TensorFlow and Keras: what is about to change."""
    session.install("-e", ".[test,fuzz]", "tf-nightly-cpu", "keras-nightly")
    _pytest(session)


if __name__ == "__main__":
    nox.main()
