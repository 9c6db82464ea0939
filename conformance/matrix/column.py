"""The result files of one column: ``python -m conformance.matrix.column NAME``.

Run it with the interpreter whose TensorFlow the column shows. It writes ``NAME.json`` (the bundled
pipelines), ``cases-NAME.json`` (field cases, where this runs in a checkout that has them) and
``claims-NAME.json``; ``conformance matrix`` merges them.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from typing import Dict, List, Optional, Sequence, Tuple

import click

from conformance.matrix.checking import unimportable

# The field cases that stand in the matrix, each with a sentence; paths are relative to the file.
CASES = os.path.join("tests", "field_cases", "matrix.toml")
BUNDLED = "Bundled pipelines"
FIELD = "Pipelines as people write them: most are broken, and a failure is the right answer"
# Cases are small: what takes longer than this hangs.
CASE_BUDGET = 30.0
RAN, WRONG = (0, 1, 3), 2  # exit statuses of a run that wrote what it found, and of a refusal
REFUSED = re.compile(r"^(?:Error: )?(\S+) (cannot be imported .*)$", re.MULTILINE)


@dataclass(frozen=True)
class Part:
    """One result file: the command behind it, and what to write beside each pipeline."""

    kind: str  # pipelines, cases or claims
    file: str
    command: Tuple[str, ...]
    section: str = ""
    notes: Optional[Dict[str, str]] = None


def parts(name: str, cases: Optional[str], *, slow: bool = False) -> List[Part]:
    """What a column consists of; ``slow`` adds the claims that take minutes."""
    from reference_pipelines import PATTERNS

    check = ("-m", "conformance", "check")
    bundled = {
        f"reference_pipelines.{pattern.module}": pattern.summary for pattern in PATTERNS.values()
    }
    out = [Part("pipelines", f"{name}.json", (*check, "reference_pipelines"), BUNDLED, bundled)]
    if cases:
        notes = field_cases(cases)
        command = (*check, *notes, "--budget", str(CASE_BUDGET))
        out.append(Part("cases", f"cases-{name}.json", command, FIELD, notes))
    if importlib.util.find_spec("conformance.claims") is not None:
        from conformance.claims.registry import load

        chosen = () if slow else tuple(claim.id for claim in load().values() if not claim.slow)
        command = ("-m", "conformance.claims", *chosen)
        out.append(Part("claims", f"claims-{name}.json", command))
    return out


def field_cases(path: str) -> Dict[str, str]:
    """Path -> sentence of each case listed in a file.

    Raises:
        ValueError: an entry without ``path`` or ``says``, or a path where nothing is.
    """
    from conformance.files import toml

    with open(path, "rb") as file:
        entries = toml().load(file)["case"]
    out = {}
    for number, entry in enumerate(entries, 1):
        if set(entry) != {"path", "says"}:
            raise ValueError(f"{path}, entry {number}: expected path and says, found {entry}")
        # With slashes, so that a case has the same name whatever system its column was made on.
        folder = os.path.dirname(path).replace(os.sep, "/")
        case = f"{folder}/{entry['path']}" if folder else entry["path"]
        if not os.path.isfile(case):
            raise ValueError(f"{path}, entry {number}: there is no file {case}")
        out[case] = entry["says"]
    return out


def make(part: Part, folder: str, more: Sequence[str] = ()) -> Optional[str]:
    """Run one part and write its file; None, or what went wrong."""
    output = os.path.join(folder, part.file)
    if os.path.exists(output):
        os.remove(output)  # else a run that fails would leave the last one's answer
    refused: Dict[str, str] = {}
    status, said = _run(part, output, more, refused)
    if status == WRONG:
        # One module that cannot be imported here stops the run before it reports on the others.
        refused = {path: text for path, text in REFUSED.findall(said) if path in (part.notes or {})}
        if refused:
            status, said = _run(part, output, more, refused)
    if status not in RAN or not os.path.exists(output):
        return f"{part.file}: the run ended with status {status}: {said.strip()[-400:]}"
    if part.section:
        _annotate(output, part, refused)
    return None


def _run(part: Part, output: str, more: Sequence[str], without: Dict[str, str]) -> Tuple[int, str]:
    """Exit status and standard error of one run, which a person also sees as it goes on."""
    command = [argument for argument in part.command if argument not in without]
    command = [sys.executable, *command, *more, "--format", "json", "--output", output]
    lines = []
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, errors="replace") as process:
        assert process.stderr is not None
        for line in process.stderr:
            lines.append(line)
            sys.stderr.write(line)
    return process.returncode, "".join(lines)


def _annotate(path: str, part: Part, refused: Dict[str, str]) -> None:
    """Beside each pipeline, the heading it stands under and what it is in a sentence."""
    with open(path, encoding="utf-8") as file:
        data = json.load(file)
    reports = data.get("reports", [data])
    here = next(report["environment"] for report in reports if report["environment"])
    reports += [unimportable(target, error, here) for target, error in refused.items()]
    for report in reports:
        report["section"] = part.section
        report["note"] = (part.notes or {}).get(report["target"], "")
    with open(path, "w", encoding="utf-8") as file:
        json.dump({**data, "reports": reports}, file, indent=1, ensure_ascii=False)


@click.command()
@click.argument("name")
@click.option("--output-dir", default="results", show_default=True, metavar="DIR")
@click.option("--cases", metavar="FILE.toml", help=f"Default: {CASES}, where it is there.")
@click.option("--only", multiple=True, type=click.Choice(["pipelines", "cases", "claims"]))
@click.option("--slow", is_flag=True, help="Also the claims that take five seconds to minutes.")
@click.option("--keep", is_flag=True, help="Leave alone the files that are there already.")
@click.option("--workers", default=0, help="Processes at a time for the checks.")
def main(
    name: str,
    output_dir: str,
    cases: Optional[str],
    only: Tuple[str, ...],
    slow: bool,
    keep: bool,
    workers: int,
) -> None:
    """Write the result files of one column, called NAME, e.g. tf-2.15.

    Exit status: 0 all were written, whatever they say; 1 some were not.
    """
    os.makedirs(output_dir, exist_ok=True)
    if cases is None and os.path.exists(CASES):
        cases = CASES
    try:
        wanted = parts(name, cases, slow=slow)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    failed = []
    for part in wanted:
        there = os.path.exists(os.path.join(output_dir, part.file))
        if (only and part.kind not in only) or (keep and there):
            continue
        click.echo(f"{name}: {part.file}", err=True)
        more = ["--workers", str(workers)] if workers and part.section else []
        failed.append(make(part, output_dir, more))
    problems = [problem for problem in failed if problem]
    for problem in problems:
        click.echo(problem, err=True)
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main(prog_name="python -m conformance.matrix.column")
