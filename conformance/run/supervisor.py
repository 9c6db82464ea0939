"""The parent process: never imports TensorFlow, keeps the time and memory, outlives a crash."""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import Any, Callable, Dict, List, Optional, Tuple

from conformance.checks.completeness._supervision import UNRESPONSIVE
from conformance.registry import Check, select
from conformance.results import Report, Result, result_from
from conformance.run import processes
from conformance.run.elsewhere import OURS, SEED_IN
from conformance.run.judge import settle, unfinished
from conformance.run.provisional import together
from conformance.run.subject import TargetError, members_of

POLL = 0.05  # seconds between looks at a child
MEMORY_POLL = 0.5  # seconds between looks at its memory, which cost more
START_LIMIT = 180.0  # seconds a child may take to import TensorFlow
MEMORY_SHARE = 0.6  # of what is available at the start, for all children together
TAIL = 4096  # bytes of a log that may hold its last words
# Stages in which only the pipeline's own code runs: blocking there is the pipeline's doing.
PIPELINE_STAGES = ("build", "spec", "elements", "sequence", "epochs", "validation", "timing")
# Share of the budget after which a stage that has not come to its end is waiting, not late: each stage
# stops by itself between two elements, when its own share (SHARES in observe/state.py, a fifth at most) is used up.
WAITED = 0.25
SCRIPT = "script"  # the stage in which a person's own script runs, up to its call of fit
# Why a run ended before its end; "" is a run that ended by itself.
BUDGET, MEMORY, CRASH, START, INTERRUPT = "budget", "memory", "crash", "start", "interrupt"
# What to do about it, by reason; for the budget, by whose code ran.
ADVICE = {
    MEMORY: "look for a list, cache() or shuffle buffer that grows with every element",
    CRASH: "run the pipeline alone under `python -X faulthandler` to see which call ends the process",
    START: "import tensorflow by itself, and see how long that takes",
    INTERRUPT: "run it again, and let it end",
}
WAITS = "look at the line named above: something waits for data that never comes"
LOADS = (
    "look at the line named above: what a module does when it is imported, each import waits for"
)
LATE = "raise --limit, or give the script less data: it was still at the line named above"
DEFECT = "report it, with the traceback above; --skip leaves a check out"
SLOW = "raise --budget: the time was gone before this stage had its share of it"
TRAINS = "raise --budget, or check a smaller model: the time went into training, not into data"

Progress = Callable[[str, Any], None]


class Refused(Exception):
    """Targets that cannot be resolved: the request is wrong.

    ``reports`` are the verdicts on the others, ``refusals`` say why, by target.
    """

    def __init__(self, refusals: Dict[str, str], reports: List[Report]):
        super().__init__("\n".join(dict.fromkeys(refusals.values())))
        self.refusals, self.reports = refusals, reports


class Interrupted(KeyboardInterrupt):
    """Ctrl-C: ``reports`` are those that were finished, and of the others what was judged."""

    def __init__(self, reports: List[Report]):
        super().__init__("interrupted")
        self.reports = reports


@dataclass(frozen=True)
class Ending:
    """Why a child must end, as data and as a sentence goes on."""

    reason: str
    text: str


FINISHED = Ending("", "")


@dataclass
class _Job:
    """One target: what came back so far."""

    index: int
    target: Dict[str, Any]
    started: Optional[float] = None
    stage: str = "load"
    since: float = 0.0  # when that stage began
    environment: Dict[str, Any] = field(default_factory=dict)
    results: List[Result] = field(default_factory=list)
    early: List[Result] = field(default_factory=list)
    card: Optional[Dict[str, Any]] = None
    notes: List[str] = field(default_factory=list)
    report: Optional[Report] = None
    refused: Optional[str] = None
    defect: str = ""  # what the kit itself raised, whose child then ended
    limit: Optional[float] = None  # seconds a script may take to its call of fit
    over: bool = False  # a script that ended without another call

    def again(self) -> None:
        """Forget what was said: it is said anew by another child."""
        self.started, self.stage, self.results, self.early = None, "load", [], []

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
    rest: bytes = b""
    offset: int = 0
    looked: float = 0.0
    garbled: int = 0


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
        targets: keyword arguments of :func:`conformance.run.subject.from_targets`; a package
            stands for each of its modules with a pipeline.
        options: keyword arguments of :class:`conformance.run.runner.Options`.
        progress: called with ("stage", (target, stage)) and ("report", Report).
        workers: children at a time.
        memory_limit: bytes a child and its own children may hold; default: a share of what is
            available.

    Raises:
        Refused: some targets cannot be resolved; holds the reports on the others.
        Interrupted: Ctrl-C; holds what was judged until then.
    """
    checks = select(options.get("only", ()), options.get("skip", ()))
    jobs = _jobs(targets)
    waiting = [job for job in jobs if not job.done]
    workers = max(1, min(workers, len(waiting)))
    limit = memory_limit or _available_memory(workers)
    processes.adopt_orphans()
    try:
        with processes.orderly(), processes.temporary_folder() as folder:
            queues = [waiting[i::workers] for i in range(workers) if waiting[i::workers]]
            if any("script" in job.target for job in jobs):
                queues = [jobs]  # one script; each further call that it makes is a job of its own
            try:
                _attend(queues, options, folder, limit, checks, progress)
            finally:
                processes.end_marked(folder)
    except KeyboardInterrupt:
        raise Interrupted([_with_notes(job) for job in jobs if job.report]) from None
    reports = [_with_notes(job) for job in jobs if job.report is not None]
    refusals = {job.target["target"]: job.refused for job in jobs if job.refused}
    if refusals:
        raise Refused(refusals, reports)
    return reports


def _jobs(targets: List[Dict[str, Any]]) -> List[_Job]:
    jobs: List[_Job] = []
    for target in targets:
        if "script" in target:
            jobs.append(_Job(len(jobs), target))
            continue
        try:
            names, passed_over = members_of(target["target"])
        except TargetError as error:
            jobs.append(_Job(len(jobs), target, refused=str(error)))
            continue
        first = len(jobs)
        jobs += [_Job(first + i, dict(target, target=name)) for i, name in enumerate(names)]
        if passed_over:
            jobs[first].notes.append(f"passed over, without a pipeline: {', '.join(passed_over)}")
    return jobs


def _attend(
    queues: List[List[_Job]],
    options: Dict[str, Any],
    folder: str,
    limit: int,
    checks: List[Check],
    progress: Progress,
) -> None:
    """Start the children and look after them until none is left."""
    children: List[_Child] = []
    try:
        children += [_start(queue, options, folder) for queue in queues]
        while children:
            time.sleep(POLL)
            for child in list(children):
                _read_events(child, progress)
                verdict = _look(child, options["budget"], limit)
                if verdict is None:
                    continue
                children.remove(child)
                _end(child, verdict, checks, progress, options["budget"])
                rest = [job for job in child.jobs if not job.done]
                if rest:
                    children.append(_start(rest, options, folder))
    except KeyboardInterrupt:
        for child in children:
            _end(child, Ending(INTERRUPT, "interrupted"), checks, progress, options["budget"])
        raise
    finally:
        for child in children:
            processes.finish(child.process)


def _with_notes(job: _Job) -> Report:
    assert job.report is not None
    job.report.notes += [note for note in job.notes if note not in job.report.notes]
    return job.report


def _supervised(report: Report) -> Report:
    """A run that ended by itself answered within the budget."""
    for result in report.results:
        if result.check == UNRESPONSIVE and result.status == "skip" and not report.ended:
            result.status, result.message, result.kind = "pass", "", ""
    return report


def _start(jobs: List[_Job], options: Dict[str, Any], folder: str) -> _Child:
    serial = f"{jobs[0].index}-{time.time_ns()}"
    paths = {name: os.path.join(folder, f"{name}-{serial}") for name in ("events", "stacks", "log")}
    open(paths["events"], "w").close()
    environment = dict(os.environ)
    environment[processes.MARK] = folder
    environment.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    environment.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
    if options.get("device", "cpu") == "cpu":
        environment["CUDA_VISIBLE_DEVICES"] = "-1"
    if any("script" in job.target for job in jobs):
        # One that is known, so that a second run differs in that alone which is changed for it.
        environment.setdefault(SEED_IN, "0")
        environment.setdefault(OURS, "" if SEED_IN in os.environ else environment[SEED_IN])
    request = {
        "targets": [job.target for job in jobs],
        "indices": [job.index for job in jobs],
        "options": options,
        "events": paths["events"],
        "stacks": paths["stacks"],
        "folder": folder,
        "parent": os.getpid(),
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


# --- what a child says --------------------------------------------------------------------------


def _read_events(child: _Child, progress: Progress) -> None:
    """Take in what the child has written; a line that is no event is counted and left aside."""
    try:
        with open(child.events, "rb") as file:
            file.seek(child.offset)
            text = file.read()
    except OSError:  # removed: what the child does not say, its exit status will
        return
    end = text.rfind(b"\n") + 1
    child.offset += end
    by_index = {job.index: job for job in child.jobs}
    for line in text[:end].splitlines():
        try:
            event = json.loads(line)
            index, kind, value = event["index"], event["kind"], event["value"]
            if index not in by_index and kind == "script":  # on its way to a further call of fit
                by_index[index] = _Job(index, dict(value))
                child.jobs.append(by_index[index])
            _take_in(by_index[index], kind, value, progress)
        except (ValueError, TypeError, KeyError, AttributeError):
            child.garbled += 1


def _take_in(job: _Job, kind: str, value: Any, progress: Progress) -> None:
    if kind == "script":
        job.started, job.limit, job.stage = time.time(), float(value["limit"]), SCRIPT
        progress("stage", (job.target["target"], "on its way to fit"))
    elif kind == "start":
        job.started, job.limit = time.time(), None
        job.target = dict(job.target, target=value)
    elif kind == "over":
        job.over = True
    elif kind == "environment":
        job.environment = dict(value)
    elif kind == "stage":
        job.stage, job.since = str(value), time.time()
        progress("stage", (job.target["target"], job.stage))
    elif kind == "result":
        job.results.append(result_from(value))
    elif kind == "provisional":
        job.early = [result_from(each) for each in value]
    elif kind == "card":
        job.card = value
    elif kind == "defect":
        job.defect = str(value)
    elif kind == "refused":
        job.refused = str(value)
    elif kind == "report":
        job.report = _supervised(Report.from_dict(value))
        progress("report", job.report)


def _current(child: _Child) -> Optional[_Job]:
    return next((job for job in child.jobs if not job.done), None)


# --- when and why a child must end --------------------------------------------------------------


def _look(child: _Child, budget: float, limit: int) -> Optional[Ending]:
    """None while it works, FINISHED when it did, else why it must end."""
    job = _current(child)
    code = child.process.poll()
    if job is None:
        return FINISHED
    if code is not None:
        return Ending(CRASH, processes.ending(code))
    now = time.time()
    if job.started is not None and job.limit is not None and now - job.started > job.limit:
        return Ending(BUDGET, f"it did not call fit within its budget of {job.limit:g} s")
    if job.started is not None and job.limit is None and now - job.started > budget:
        return Ending(BUDGET, f"no answer within the budget of {budget:g} s")
    # Between two jobs of a child that runs, the next one has not started either.
    if not any(j.started for j in child.jobs) and now - child.born > START_LIMIT:
        return Ending(START, f"TensorFlow was not imported within {START_LIMIT:.0f} s")
    if now - child.looked > MEMORY_POLL:
        child.looked = now
        used = _memory(child.process.pid, limit)
        if used > limit:
            held = f"it held {used / 2**30:.1f} GiB of memory (limit {limit / 2**30:.1f} GiB)"
            return Ending(MEMORY, held)
    return None


def _available_memory(workers: int) -> int:
    import psutil

    return int(psutil.virtual_memory().available * MEMORY_SHARE / workers)


def _memory(pid: int, limit: int) -> int:
    """Resident bytes of a process and its children; what they share counts once, where known."""
    import psutil

    try:
        process = psutil.Process(pid)
        family = [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return 0

    sizes: Dict[int, int] = {}
    for member in family:
        with contextlib.suppress(psutil.Error):
            sizes[member.pid] = member.memory_info().rss
    if sum(sizes.values()) > limit and len(sizes) > 1:
        for member in family:  # slower, so that it is asked for only now
            with contextlib.suppress(psutil.Error, AttributeError):
                sizes[member.pid] = member.memory_full_info().pss
    return sum(sizes.values())


def _end(
    child: _Child, why: Ending, checks: List[Check], progress: Progress, budget: float
) -> None:
    """End the child and report its current target: what was judged stays, the rest is blocked."""
    _read_events(child, progress)
    processes.finish(child.process)
    _read_events(child, progress)
    job = _current(child)
    if job is None or why is FINISHED or (why.reason == INTERRUPT and job.started is None):
        return
    if why.reason == CRASH and job is not child.jobs[0] and "script" not in job.target:
        job.again()  # one before it may have broken this process: it is judged in a fresh one
        return
    message = f"during the stage {job.stage!r}: {why.text}"
    where = _stack(child.stacks) if why.reason == BUDGET else ""
    finding = _finding(job, why, message, where, _tail(child.log), budget)
    mine, others = together(job.results, job.early)
    results = [r for r in mine if r.check != UNRESPONSIVE] + [finding]
    results += unfinished(checks, results, lambda check: f"not reached: {message}")
    order = {check.name: i for i, check in enumerate(checks)}
    results.sort(key=lambda result: order.get(result.check, len(order)))
    job.report = Report(
        target=job.target["target"],
        model=job.target.get("model"),
        environment=job.environment,
        results=settle(results + others, {check.name: check for check in checks}),
        seconds=time.time() - (job.started or child.born),
        interrupted=message + (f", at {where}" if where else ""),
        ended=why.reason,
        card=job.card,
    )
    if child.garbled:
        job.report.notes.append(f"{child.garbled} lines that the child wrote could not be read")
    progress("report", job.report)


def _finding(job: _Job, why: Ending, message: str, where: str, tail: str, budget: float) -> Result:
    """What the ending says of the pipeline: nothing, where it was not the pipeline that ran."""
    lived = why.reason == BUDGET or job.stage == SCRIPT
    blocked = job.stage in PIPELINE_STAGES and time.time() - job.since >= WAITED * budget
    owner = blocked if lived else why.reason in (MEMORY, CRASH)
    tail = tail if why.reason in (MEMORY, CRASH, START) else ""
    if job.defect:
        message, tail, owner = f"the kit failed {message}:\n{job.defect}", "", False
    return Result(
        check=UNRESPONSIVE,
        group="completeness",
        status="error" if job.defect else "fail" if owner else "blocked",
        title="every step of the pipeline answers within the budget, in bounded memory",
        message=message + (f"; its last words: {tail}" if tail else ""),
        expected="each element arrives, and the process lives",
        actual=why.text,
        where=where,
        fix=DEFECT if job.defect else _advice(why.reason, job.stage, owner),
        blame="pipeline" if owner else "environment",
    )


def _advice(reason: str, stage: str, owner: bool) -> str:
    if reason != BUDGET:
        return ADVICE[reason]
    if stage == SCRIPT:
        return LATE
    if stage == "load":
        return LOADS
    if stage in PIPELINE_STAGES:
        return WAITS if owner else SLOW
    return TRAINS


def _stack(path: str) -> str:
    """The user's lines in the dump of a hung process, innermost first."""
    from conformance.observe.guard import of_library

    try:
        with open(path) as file:
            lines: List[Tuple[str, str, str]] = re.findall(
                r'File "([^"]+)", line (\d+) in (\S+)', file.read()
            )
    except (OSError, ValueError):
        return ""
    mine = [
        f"{os.path.basename(name)}:{number} in {function}"
        for name, number, function in lines
        if not of_library(name) and "<" not in name
    ]
    return " < ".join(dict.fromkeys(mine[:4]))


def _tail(path: str) -> str:
    try:
        with open(path, "rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - TAIL))
            text = file.read().decode("utf8", "replace")
    except OSError:
        return ""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:200] if lines else ""
