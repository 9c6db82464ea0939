"""The parent process: never imports TensorFlow, keeps the time and memory, outlives a crash."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from typing import Any, Callable, Dict, List, Optional

from conformance.checks.completeness._supervision import UNRESPONSIVE
from conformance.registry import Check, select
from conformance.results import Report, Result
from conformance.run.judge import settle, unfinished
from conformance.run.processes import end, ending

POLL = 0.05  # seconds between looks at a child
START_LIMIT = 180.0  # seconds a child may take to import TensorFlow
MEMORY_SHARE = 0.6  # of what is available at the start, for all children together
# Stages in which only the pipeline's own code runs: blocking there is the pipeline's doing.
PIPELINE_STAGES = ("build", "spec", "elements", "sequence", "epochs", "validation", "timing")

SCRIPT = "script"  # the stage in which a person's own script runs, up to its call of fit

Progress = Callable[[str, Any], None]


class Refused(Exception):
    """A target that cannot be resolved: the request is wrong."""


@dataclass
class _Job:
    """One target: what came back so far."""

    index: int
    target: Dict[str, Any]
    started: Optional[float] = None
    stage: str = "load"
    environment: Dict[str, Any] = field(default_factory=dict)
    results: List[Result] = field(default_factory=list)
    report: Optional[Report] = None
    refused: Optional[str] = None
    limit: Optional[float] = None  # seconds a script may take to its call of fit
    over: bool = False  # a script that ended without another call

    @property
    def done(self) -> bool:
        return self.report is not None or self.refused is not None or self.over


@dataclass
class _Child:
    process: subprocess.Popen
    jobs: List[_Job]
    events: str
    stacks: str
    log: str
    born: float
    offset: int = 0


def supervise(
    targets: List[Dict[str, Any]],
    *,
    options: Dict[str, Any],
    progress: Progress = lambda kind, value: None,
    workers: int = 1,
    memory_limit: Optional[int] = None,
) -> List[Report]:
    """Check each target in a child process, within the budget each.

    Args:
        targets: keyword arguments of :func:`conformance.run.subject.from_targets`.
        options: keyword arguments of :class:`conformance.run.runner.Options`.
        progress: called with ("stage", (target, stage)) and ("report", Report).
        workers: children at a time.
        memory_limit: bytes a child and its own children may hold; default: a share of what is
            available.

    Raises:
        Refused: a target cannot be resolved.
    """
    checks = select(options.get("only", ()), options.get("skip", ()))
    jobs = [_Job(index, target) for index, target in enumerate(targets)]
    workers = max(1, min(workers, len(jobs)))
    limit = memory_limit or _available_memory(workers)
    with tempfile.TemporaryDirectory(prefix="conformance-") as folder:
        queues = [jobs[i::workers] for i in range(workers)]
        if any("script" in job.target for job in jobs):
            queues = [jobs]  # one script; each further call that it makes is a job of its own
        children = [_start(queue, options, folder) for queue in queues]
        try:
            while children:
                time.sleep(POLL)
                for child in list(children):
                    _read_events(child, progress)
                    verdict = _look(child, options["budget"], limit)
                    if verdict is None:
                        continue
                    children.remove(child)
                    if verdict:
                        _interrupt(child, verdict, checks, progress)
                    rest = [job for job in child.jobs if not job.done]
                    if rest:
                        children.append(_start(rest, options, folder))
        finally:
            for child in children:
                end(child.process)
    refused = [job.refused for job in jobs if job.refused]
    if refused:
        raise Refused("\n".join(refused))
    return [_supervised(job.report) for job in jobs if job.report is not None]


def _supervised(report: Report) -> Report:
    """A run that ended by itself answered within the budget."""
    for result in report.results:
        if result.check == UNRESPONSIVE and result.status == "skip":
            result.status, result.message = "pass", ""
    return report


def _start(jobs: List[_Job], options: Dict[str, Any], folder: str) -> _Child:
    serial = f"{jobs[0].index}-{time.time_ns()}"
    paths = {name: os.path.join(folder, f"{name}-{serial}") for name in ("events", "stacks", "log")}
    open(paths["events"], "w").close()
    environment = dict(os.environ)
    environment.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    environment.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
    if options.get("device", "cpu") == "cpu":
        environment["CUDA_VISIBLE_DEVICES"] = "-1"
    request = {
        "targets": [job.target for job in jobs],
        "indices": [job.index for job in jobs],
        "options": options,
        "events": paths["events"],
        "stacks": paths["stacks"],
    }
    with open(paths["log"], "wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "conformance.run.worker"],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=environment,
            start_new_session=os.name == "posix",
        )
    assert process.stdin is not None
    try:
        process.stdin.write(json.dumps(request).encode())
        process.stdin.close()
    except BrokenPipeError:  # it died at once: its exit status is read by _look
        pass
    return _Child(process, jobs, paths["events"], paths["stacks"], paths["log"], born=time.time())


def _read_events(child: _Child, progress: Progress) -> None:
    with open(child.events) as file:
        file.seek(child.offset)
        text = file.read()
    end = text.rfind("\n") + 1
    child.offset += len(text[:end].encode())
    by_index = {job.index: job for job in child.jobs}
    for line in text[:end].splitlines():
        event = json.loads(line)
        job = by_index.get(event["index"])
        if job is None:  # a further call of fit in a script
            job = by_index[event["index"]] = _Job(event["index"], event["value"])
            child.jobs.append(job)
        if event["kind"] == "script":
            job.started, job.limit, job.stage = event["at"], event["value"]["limit"], SCRIPT
            progress("stage", (job.target["target"], "on its way to fit"))
        elif event["kind"] == "start":
            job.started, job.limit = event["at"], None
            job.target = dict(job.target, target=event["value"])
        elif event["kind"] == "over":
            job.over = True
        elif event["kind"] == "environment":
            job.environment = event["value"]
        elif event["kind"] == "stage":
            job.stage = event["value"]
            progress("stage", (job.target["target"], job.stage))
        elif event["kind"] == "result":
            job.results.append(Result(**event["value"]))
        elif event["kind"] == "refused":
            job.refused = event["value"]
        elif event["kind"] == "report":
            job.report = Report.from_dict(event["value"])
            progress("report", _supervised(job.report))


def _current(child: _Child) -> Optional[_Job]:
    return next((job for job in child.jobs if not job.done), None)


def _look(child: _Child, budget: float, limit: int) -> Optional[str]:
    """None while it works, "" when it finished, else why it must end."""
    job = _current(child)
    code = child.process.poll()
    if job is None:
        end(child.process)
        return ""
    if code is not None:
        return ending(code)
    now = time.time()
    if job.limit is not None and now - job.started > job.limit:
        return f"it did not call fit within its budget of {job.limit:.0f} s"
    if job.started is not None and job.limit is None and now - job.started > budget:
        return f"no answer within the budget of {budget:.0f} s"
    # Between two jobs of a child that runs, the next one has not started either.
    if not any(j.started for j in child.jobs) and now - child.born > START_LIMIT:
        return f"TensorFlow was not imported within {START_LIMIT:.0f} s"
    used = _memory(child.process.pid)
    if used > limit:
        return f"it held {used / 2**30:.1f} GiB of memory (limit {limit / 2**30:.1f} GiB)"
    return None


def _available_memory(workers: int) -> int:
    import psutil

    return int(psutil.virtual_memory().available * MEMORY_SHARE / workers)


def _memory(pid: int) -> int:
    """Resident bytes of a process and its children."""
    import psutil

    try:
        process = psutil.Process(pid)
        family = [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return 0
    total = 0
    for member in family:
        try:
            total += member.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return total


def _interrupt(child: _Child, why: str, checks: List[Check], progress: Progress) -> None:
    """End the child and report its current target: what was judged stays, the rest is blocked."""
    _read_events(child, progress)
    job = _current(child)
    end(child.process)
    if job is None:
        return
    timed_out = "budget" in why
    owner = job.stage in PIPELINE_STAGES or not (timed_out or job.stage == SCRIPT)
    where = _stack(child.stacks) if timed_out else ""
    message = f"during the stage {job.stage!r}: {why}"
    tail = _tail(child.log) if not timed_out else ""
    finding = Result(
        check=UNRESPONSIVE,
        group="completeness",
        status="fail" if owner else "blocked",
        title="every step of the pipeline answers within the budget, in bounded memory",
        message=message + (f"; its last words: {tail}" if tail else ""),
        expected="each element arrives, and the process lives",
        actual=why,
        where=where,
        fix=_advice(job.stage, why),
        blame="pipeline" if owner else "environment",
    )
    results = [r for r in job.results if r.check != UNRESPONSIVE] + [finding]
    results += unfinished(checks, results, lambda check: f"not reached: {message}")
    order = {check.name: i for i, check in enumerate(checks)}
    results.sort(key=lambda result: order.get(result.check, len(order)))
    job.report = Report(
        target=job.target["target"],
        model=job.target.get("model"),
        environment=job.environment,
        results=settle(results, {check.name: check for check in checks}),
        seconds=time.time() - (job.started or child.born),
        interrupted=message,
    )
    progress("report", job.report)


def _advice(stage: str, why: str) -> str:
    if stage == SCRIPT and "budget" in why:
        return "raise --limit, or give the script less data: it was still at the line named above"
    if "memory" in why:
        return "look for a list, cache() or shuffle buffer that grows with every element"
    if "budget" not in why:
        return "run the pipeline alone under `python -X faulthandler` to see which call ends the process"
    if stage in PIPELINE_STAGES:
        return "look at the line named above: something waits for data that never comes"
    return "raise --budget, or check a smaller model: the time went into training, not into data"


def _stack(path: str) -> str:
    """The user's lines in the dump of a hung process, innermost first."""
    with open(path) as file:
        lines = re.findall(r'File "([^"]+)", line (\d+) in (\S+)', file.read())
    ours = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    mine = [
        f"{os.path.basename(name)}:{number} in {function}"
        for name, number, function in lines
        if "site-packages" not in name
        and f"{os.sep}lib{os.sep}python" not in name
        and not name.startswith(ours)
        and "<" not in name
    ]
    return " < ".join(dict.fromkeys(mine[:4]))


def _tail(path: str) -> str:
    with open(path, "rb") as file:
        text = file.read().decode("utf8", "replace")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:200] if lines else ""
