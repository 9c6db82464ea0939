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


# Wheels up to 2.11 carry protobuf code that 3.21 and later refuse to load but set no upper bound.
OLD_PROTOBUF = "protobuf<3.21"
# Wheels of 2.7 to 2.11 are built against numpy 1 but accept any.
OLD_NUMPY = "numpy<2"
# 2.16 and later name no upper bound for Keras: they run with the newest Keras 3.
TENSORFLOWS = (
    TensorFlow("tf-2.4", "tensorflow-cpu==2.4.1", "3.8", (OLD_PROTOBUF,)),
    TensorFlow("tf-2.5", "tensorflow-cpu==2.5.3", "3.9", (OLD_PROTOBUF,)),
    # 2.6 asks for "keras~=2.6", which 2.15 satisfies and breaks.
    TensorFlow("tf-2.6", "tensorflow-cpu==2.6.5", "3.9", (OLD_PROTOBUF, "keras==2.6.*")),
    TensorFlow("tf-2.7", "tensorflow-cpu==2.7.4", "3.9", (OLD_PROTOBUF, OLD_NUMPY)),
    TensorFlow("tf-2.8", "tensorflow-cpu==2.8.4", "3.10", (OLD_PROTOBUF, OLD_NUMPY)),
    TensorFlow("tf-2.9", "tensorflow-cpu==2.9.3", "3.10", (OLD_PROTOBUF, OLD_NUMPY)),
    TensorFlow("tf-2.10", "tensorflow-cpu==2.10.1", "3.10", (OLD_PROTOBUF, OLD_NUMPY)),
    TensorFlow("tf-2.11", "tensorflow-cpu==2.11.1", "3.10", (OLD_PROTOBUF, OLD_NUMPY)),
    TensorFlow("tf-2.12", "tensorflow-cpu==2.12.1", "3.11"),
    TensorFlow("tf-2.13", "tensorflow-cpu==2.13.1", "3.11"),
    TensorFlow("tf-2.14", "tensorflow-cpu==2.14.1", "3.11"),
    TensorFlow("tf-2.15", "tensorflow-cpu==2.15.1", "3.11"),
    TensorFlow("tf-2.16", "tensorflow-cpu==2.16.2", "3.11"),
    TensorFlow("tf-2.17", "tensorflow-cpu==2.17.1", "3.12"),
    TensorFlow("tf-2.18", "tensorflow-cpu==2.18.1", "3.12"),
    TensorFlow("tf-2.19", "tensorflow-cpu==2.19.1", "3.12"),
    TensorFlow("tf-2.20", "tensorflow-cpu==2.20.0", "3.13"),
    TensorFlow("tf-2.21", "tensorflow-cpu==2.21.0", "3.13"),
)
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
nox.options.sessions = [
    "lint",
    *(f"tests({row.name})" for row in ROWS if row.name in DEFAULT or row not in TENSORFLOWS),
]


def _install(session: nox.Session, row: TensorFlow, *more: str) -> None:
    """Install the project, editable, beside one TensorFlow."""
    session.install("-e", ".", row.requirement, *row.pins, *more)


def _pytest(session: nox.Session, *args: str, **env: str) -> None:
    """Run pytest with `args`, then what the user put after `--`."""
    options, rest = _options(session.posargs)
    session.run("pytest", "-n", options.workers, *args, *rest, env=env)


@nox.session(python="3.11")
def lint(session: nox.Session) -> None:
    """Check format (ruff), style (ruff) and types (mypy)."""
    session.install("-e", ".[lint]", "nox")
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
    RESULTS.mkdir(exist_ok=True)
    output = RESULTS / re.sub(r"[^\w.-]+", "-", f"{row.name}.json")
    command = ("python", "-m", "conformance", "check", "reference_pipelines")
    session.run(
        *command, "--format", "json", "--output", str(output), *_options(session.posargs)[1]
    )


# pip, not uv: on Linux the index's own torch wheel brings 3 GB of CUDA; pip takes a CPU wheel from
# wherever the user's pip is told to look first (PIP_FIND_LINKS, PIP_EXTRA_INDEX_URL).
@nox.session(python="3.11", venv_backend="virtualenv")
@nox.parametrize(
    "backend,requirement",
    [
        nox.param("jax", "jax[cpu]", id="jax"),
        nox.param("torch", "torch==2.13.0", id="torch"),
    ],
)
def backends(session: nox.Session, backend: str, requirement: str) -> None:
    """Run the suite with Keras 3 on another backend, beside the newest TensorFlow."""
    _install(session, NEWEST, requirement)
    _pytest(session, KERAS_BACKEND=backend)


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
    session.install("-e", ".", "tf-nightly-cpu", "keras-nightly")
    _pytest(session)


if __name__ == "__main__":
    nox.main()
