"""The status of every check on every pipeline of the suite: what a change of the code changes.

    python -m tests.golden write before.json.gz            before the change
    python -m tests.golden compare before.json.gz          after it: runs again, shows each difference
    python -m tests.golden compare before.json.gz after.json.gz
    python -m tests.golden write labels.json.gz --only zoo/label --only mend/label

Subjects are the zoo's sins and mends, the templates and the field cases: a pipeline takes seconds, all of
them an hour and more. What a clock decides is left out of a comparison. A difference that is meant has its line in
MEANT, with its rule, until the next file is written.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import sys
from pathlib import Path
from typing import Any, Callable, Dict, List, Sequence, Tuple

ROOT = Path(__file__).resolve().parent.parent
# Of several answers to one question, one a part of the data, the one that is kept.
WORST_FIRST = ("error", "fail", "warn", "blocked", "skip", "pass")
TIMED = ("efficiency",)  # groups
# (check, status before, status now) -> the rule that changes it.
MEANT: Dict[Tuple[str, str, str], str] = {}
Statuses = Dict[str, Dict[str, str]]  # subject -> check -> status


def subjects() -> Dict[str, Callable[[], Any]]:
    """Name -> what checks it and returns the report."""
    import reference_pipelines
    from conformance import zoo
    from conformance.registry import load
    from tests.field_cases import test_field_cases as cases

    made: Dict[str, Callable[[], Any]] = {}
    for check in load():
        if zoo.elsewhere(check) is None:
            made[f"zoo/{check}"] = lambda check=check: _run(zoo.subject(check))
            made[f"mend/{check}"] = lambda check=check: _run(zoo.subject(check, mended=True))
    for pattern in reference_pipelines.PATTERNS.values():
        made[f"template/{pattern.module}"] = lambda module=pattern.module: _run_target(
            f"reference_pipelines.{module}"
        )
    for path in cases._cases(*cases.BAD, *cases.GOOD, shard=""):
        made[f"{cases._folder(path)}/{cases._id(path)}"] = lambda path=path: cases._report(path)
    return made


def _run(subject: Any) -> Any:
    from conformance import compat
    from conformance.run.runner import Options, run

    report = run(subject, Options())
    compat.clear_session()
    return report


def _run_target(target: str) -> Any:
    from conformance.run.subject import from_targets

    return _run(from_targets(target))


def statuses_of(results: Sequence[Any]) -> Dict[str, str]:
    """Check -> its worst status over the parts of the data."""
    kept: Dict[str, str] = {}
    for result in results:
        before = kept.get(result.check, WORST_FIRST[-1])
        kept[result.check] = min(before, result.status, key=WORST_FIRST.index)
    return kept


def collect(only: Sequence[str] = ()) -> Statuses:
    """Run every subject whose name begins with one of ``only``; all without."""
    out: Statuses = {}
    for name, report in subjects().items():
        if not only or name.startswith(tuple(only)):
            print(name, file=sys.stderr, flush=True)
            out[name] = statuses_of(report().results)
    return out


def write(path: Path, statuses: Statuses) -> None:
    """The same statuses give the same bytes."""
    text = json.dumps(statuses, sort_keys=True, separators=(",", ":"))
    path.write_bytes(gzip.compress(text.encode(), mtime=0))


def read(path: Path) -> Statuses:
    return json.loads(gzip.decompress(path.read_bytes()))


def differences(before: Statuses, now: Statuses, timed: Sequence[str] = ()) -> List[str]:
    """A line for each status that differs and is not meant to, for each subject that is gone or new.

    Args:
        timed: checks that a clock decides.
    """
    out = [f"{name}: gone" for name in before if name not in now]
    out += [f"{name}: new" for name in now if name not in before]
    for name in sorted(set(before) & set(now)):
        for check in sorted({*before[name], *now[name]} - set(timed)):
            was, became = before[name].get(check, "none"), now[name].get(check, "none")
            if was != became and (check, was, became) not in MEANT:
                out.append(f"{name}: {check} was {was}, is {became}")
    return sorted(out)


def main(arguments: Sequence[str]) -> int:
    """1 where something differs."""
    parser = argparse.ArgumentParser(prog="python -m tests.golden")
    parser.add_argument("command", choices=("write", "compare"))
    parser.add_argument("before", type=Path)
    parser.add_argument("now", type=Path, nargs="?")
    parser.add_argument("--only", action="append", default=[], metavar="BEGINNING")
    options = parser.parse_args(arguments)
    if options.command == "write":
        write(options.before, collect(options.only))
        return 0
    from conformance.registry import load

    before = read(options.before)
    if options.only:
        before = {n: s for n, s in before.items() if n.startswith(tuple(options.only))}
    now = collect(options.only) if options.now is None else read(options.now)
    timed = [check.name for check in load().values() if check.group in TIMED]
    found = differences(before, now, timed)
    print("\n".join([*found, f"{len(before)} pipelines, {len(found)} differences"]))
    return int(bool(found))


if __name__ == "__main__":
    os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.chdir(ROOT)
    sys.exit(main(sys.argv[1:]))
