"""`conformance init`: the test, the configuration and the CI job of a project."""

from __future__ import annotations

import ast
import importlib
import json
import os
import string
import sys
from dataclasses import dataclass, field
from typing import Any, Dict, Iterator, List, Tuple

import click

from conformance.cli._options import Stopped, reports_of, supervised
from conformance.cli._types import Positive, Target
from conformance.cli.run import target_of
from conformance.files import say, write_whole

DEEPEST = 4  # folders below the project's own that are looked into
PASSED_OVER = (
    "tests",
    "test",
    "build",
    "dist",
    "node_modules",
    "site-packages",
    "__pycache__",
    "docs",
)
DATASET = "make_dataset"
# Where a script trains, by the names of what it calls.
TRAINS = ("fit", "train_on_batch", "GradientTape", "fit_generator")
EXAMPLE = "pipeline.py"  # written where there is no pipeline yet
EXPECTED = "expected-failures.toml"
TEST, WORKFLOW, CONFIGURATION = (
    os.path.join("tests", "test_pipelines.py"),
    os.path.join(".github", "workflows", "conformance.yml"),
    "pyproject.toml",
)


@dataclass
class Found:
    """One pipeline of the project and what a first run said of it.

    Args:
        kind: "check" a target, or "run" a script.
        report: None where it was refused; ``why`` says the reason.
    """

    kind: str
    place: str
    report: Any = None
    why: str = ""
    options: List[str] = field(default_factory=list)

    @property
    def arguments(self) -> List[str]:
        return [self.kind, *self.options, self.place]


@click.command()
@click.argument("targets", nargs=-1, metavar="[TARGET|SCRIPT]...", type=Target())
@click.option(
    "--budget",
    default=60.0,
    show_default=True,
    metavar="SECONDS",
    type=Positive(),
    help="For each.",
)
def init(targets: Tuple[str, ...], budget: float) -> None:
    """Write the test, the configuration and the CI job for the pipelines of this folder.

    Looks for files with a make_dataset and for scripts and notebooks that train (or takes those that
    are named), judges each once, and writes tests/test_pipelines.py, [tool.conformance] of
    pyproject.toml, .github/workflows/conformance.yml and, where something fails today,
    expected-failures.toml, so that all of it passes. Nothing that is there is replaced. In a folder
    without a pipeline it writes one to begin with.
    """
    wanted = [_named(target) for target in targets] or list(_found("."))
    written: List[str] = []
    if not wanted:
        _write(EXAMPLE, _example(), written)
        say(f"there is no pipeline here yet: {EXAMPLE} is one to begin with")
        wanted = [Found("check", EXAMPLE)]
    for one in wanted:
        _judge(one, budget)
        say(f"{' '.join(one.arguments)}: {one.why or one.report.verdict}")
    judged = [one for one in wanted if one.report is not None]
    if not judged:
        raise click.UsageError("none of these could be run, so nothing was written for them")
    for path, text in _texts(judged).items():
        _write(path, text, written)
    say("\n".join(["", *_advice(judged, written)]))
    sys.exit(0)


# --- what there is --------------------------------------------------------------------------------


def _named(target: str) -> Found:
    place = target.partition(":")[0]
    if ":" not in target and os.path.isfile(place):
        return Found(_kind(place) or "run", target)
    return Found("check", target)


def _found(root: str) -> Iterator[Found]:
    """Files with a pipeline, read and not run, in order of their names."""
    for folder, folders, files in os.walk(root):
        depth = os.path.relpath(folder, root).count(os.sep) + (folder != root)
        folders[:] = sorted(
            name
            for name in folders
            if depth < DEEPEST
            and not name.startswith(".")
            and name not in PASSED_OVER
            and not os.path.exists(os.path.join(folder, name, "pyvenv.cfg"))
        )
        for name in sorted(files):
            path = os.path.normpath(os.path.join(folder, name))
            kind = _kind(path) if name.endswith((".py", ".ipynb")) else ""
            if kind and not name.startswith(("test_", "conftest", "setup.", "noxfile")):
                yield Found(kind, path)


def _kind(path: str) -> str:
    """Say "check" for a file that defines make_dataset, "run" for a script that trains, else ""."""
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read()
        if path.endswith(".ipynb"):
            cells = json.loads(text).get("cells", [])
            code = "".join(
                "".join(c.get("source", "")) for c in cells if c.get("cell_type") == "code"
            )
            return "run" if any(f".{name}(" in code for name in TRAINS) else ""
        tree = ast.parse(text)
    except (OSError, SyntaxError, ValueError, RecursionError, AttributeError):
        return ""
    top = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
    if DATASET in top:
        return "check"
    calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    trains = any(isinstance(call, ast.Attribute) and call.attr in TRAINS for call in calls)
    return "run" if trains and _runs(tree) else ""


def _runs(tree: ast.Module) -> bool:
    """Whether something is called when the file is run: at the top, or under `if __name__ ...`."""
    return any(
        isinstance(inner, ast.Call)
        for node in tree.body
        if isinstance(node, (ast.Expr, ast.Assign, ast.If, ast.With, ast.For, ast.Try))
        for inner in ast.walk(node)
    )


def _example() -> str:
    new = importlib.import_module("conformance.cli.new")
    source, _ = new.text_of("arrays", new.patterns())
    return new.printed(source)


def _judge(one: Found, budget: float) -> None:
    """Run it as the test will; what a first run says decides what is written."""
    run: Dict[str, Any] = dict(
        budget=budget,
        full=False,
        only=(),
        skip=(),
        device="cpu",
        seed=0,
        workers=1,
        memory_limit=None,
    )
    try:
        if one.kind == "run":
            reports = supervised([target_of(one.place)], **run)
        else:
            given: Dict[str, Any] = dict(model=None, validation=None, fit=(), settings=())
            reports = reports_of(targets=[one.place], **given, **run)
    except (Stopped, click.UsageError) as error:
        if getattr(error, "status", 0) == 130:
            raise KeyboardInterrupt from error
        reports = getattr(error, "reports", [])
        one.why = "" if reports else " ".join(str(error).split())
    one.report = reports[0] if reports else None


# --- what is written ------------------------------------------------------------------------------


def _texts(judged: List[Found]) -> Dict[str, str]:
    """Path -> text."""
    from conformance.run.expected import baseline

    out = {}
    failing = [one for one in judged if one.report.verdict == "fails"]
    if failing:
        out[EXPECTED] = baseline([one.report for one in failing])
        for one in failing:
            one.options = ["--expected-failures", EXPECTED]
    lines = "".join(f"    {json.dumps(one.arguments)},\n" for one in judged)
    out[TEST] = _template("test_pipelines", commands=lines, up=".parent")
    out[CONFIGURATION] = '[tool.conformance]\nbudget = 60\nformat = ["text"]\n'
    requirements = "-r requirements.txt" if os.path.exists("requirements.txt") else "tensorflow-cpu"
    out[WORKFLOW] = _template(
        "workflow",
        python=f"{sys.version_info[0]}.{sys.version_info[1]}",
        requirements=f"{requirements} keras-pipeline-conformance",
        steps="".join(f"      - run: {_shell(_for_github(one))}\n" for one in judged).rstrip("\n"),
    )
    return out


def _for_github(one: Found) -> List[str]:
    return ["python", "-m", "conformance", one.kind, "--format", "github", *one.arguments[1:]]


def _shell(words: List[str]) -> str:
    import shlex

    return " ".join(map(shlex.quote, words))


def _template(name: str, **values: str) -> str:
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "templates", f"{name}.txt")
    with open(path, encoding="utf-8") as file:
        return string.Template(file.read()).substitute(values)


def _write(path: str, text: str, written: List[str]) -> None:
    """Write a file that is not there yet; leave one that is."""
    if os.path.lexists(path):
        say(f"{path} is there already, and was left as it is")
        return
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    write_whole(path, text)
    written.append(path)
    say(f"wrote {path}")


def _advice(judged: List[Found], written: List[str]) -> Iterator[str]:
    yield "next: pytest tests/test_pipelines.py"
    if EXPECTED in written:
        yield f"      give each entry of {EXPECTED} its reason, or mend what it names"
    for one in judged:
        if one.report.verdict == "incomplete":
            yield f"      {one.place} is skipped by the test until it can be judged: {_missing(one.report)}"
    if CONFIGURATION not in written and not _configured():
        yield f"      {CONFIGURATION} has no [tool.conformance]: budget, format, skip, ... can stand there"


def _missing(report: Any) -> str:
    blocked = [r.message for r in report.results if r.status in ("blocked", "error")]
    return " ".join(
        (report.interrupted or next(iter(blocked), "something was not judged")).split()
    )[:160]


def _configured() -> bool:
    from conformance.cli._config import table

    return bool(table())
