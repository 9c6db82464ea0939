"""Run ``conformance check`` with the interpreter of another environment."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import asdict
from typing import Any, Callable, Dict, Sequence

from conformance.matrix.environments import Unavailable, isolated
from conformance.results import SCHEMA, Result, verdict_of

LIMIT = 3600.0  # seconds for one version; the check keeps each pipeline's budget itself
IMPORT_LIMIT = 300.0  # seconds to import TensorFlow from a cold disk
DESCRIBE = (
    "import json; from conformance.observe.stages import environment; "
    "from conformance.run.runner import describe; "
    "print(json.dumps(describe(environment(device='cpu', seed=0))))"
)


class Wrong(ValueError):
    """A request that no TensorFlow can answer: no such file, name, check or option."""


def check_in(target: str, arguments: Sequence[str], python: str) -> Dict[str, Any]:
    """Run ``conformance check`` with another interpreter, on this very copy of the package.

    Raises:
        Unavailable: the pipeline needs a package that is not there, or the run ended badly.
        Wrong: the request itself cannot be met.
    """
    with tempfile.TemporaryDirectory(prefix="conformance-") as folder:
        kit = _copy(os.path.join(folder, "kit"))
        output = os.path.join(folder, "report.json")
        command = [python, "-m", "conformance", "check", target, *arguments]
        command += ["--format", "json", "--output", output]
        environment = isolated(kit)
        try:
            done = subprocess.run(
                command,
                capture_output=True,
                text=True,
                env=environment,
                timeout=LIMIT,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise Unavailable(f"no answer within {LIMIT:.0f} s") from error
        if os.path.exists(output):
            with open(output, encoding="utf-8") as file:
                data = json.load(file)
            # A run that was cut short while the module was imported states no environment.
            for report in data.get("reports", [data]):
                report["environment"] = report["environment"] or _describe(python, environment)
            return data
        return _refused(target, done, lambda: _describe(python, environment))


def _refused(
    target: str, done: subprocess.CompletedProcess, describe: Callable[[], Dict[str, Any]]
) -> Dict[str, Any]:
    """A run without a report: a wrong request, a missing package, or an import that fails there."""
    said = done.stderr + done.stdout
    usage = re.search(r"^Error: (.*)", said, re.DOTALL | re.MULTILINE)
    error = " ".join((usage.group(1) if usage else said).split())
    if done.returncode != 2:
        raise Unavailable(f"the check ended with status {done.returncode}: {error[-400:]}")
    if "cannot be imported" not in error:
        raise Wrong(error)
    missing = re.search(r"No module named '([\w.]+)'", error)
    if missing and missing.group(1).split(".")[0] not in ("tensorflow", "keras"):
        name = missing.group(1).split(".")[0]
        raise Unavailable(f"{error} (`--with {name}` installs it beside)")
    return unimportable(target, error, describe())


def unimportable(target: str, error: str, environment: Dict[str, Any]) -> Dict[str, Any]:
    """The report on a module that this TensorFlow does not let itself be imported."""
    result = Result(
        "pipeline-builds",
        "elements",
        "fail",
        "the pipeline can be built",
        error,
        expected="the module can be imported with this TensorFlow",
        blame="environment",
    )
    return {
        "schema": SCHEMA,
        "verdict": verdict_of([result]),
        "target": target,
        "environment": environment,
        "results": [asdict(result)],
    }


def _describe(python: str, environment: Dict[str, str]) -> Dict[str, Any]:
    done = subprocess.run(
        [python, "-c", DESCRIBE],
        capture_output=True,
        text=True,
        env={"TF_CPP_MIN_LOG_LEVEL": "3", **environment},
        timeout=IMPORT_LIMIT,
        check=False,
    )
    if done.returncode != 0:
        tail = " ".join(done.stderr.split())[-400:]
        raise Unavailable(f"TensorFlow cannot be imported: {tail}")
    return json.loads(done.stdout.splitlines()[-1])


def _copy(folder: str) -> str:
    """This package alone in a folder: what else its own folder holds is for another Python."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    for name in ("conformance", "reference_pipelines"):
        source = os.path.join(os.path.dirname(package), name)
        if os.path.isdir(source):
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(source, os.path.join(folder, name), ignore=ignored)
    return folder
