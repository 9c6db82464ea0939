"""The child process: imports TensorFlow, checks the targets it is given, writes events.

Events are JSON lines in a file, so that they outlive a crash: start, stage, environment, result (as
judged; ``settle`` makes of all of them those of the report), provisional (results to be used if the
run is cut), report, refused; of a script also script (it
runs, on its way to the next call of fit) and over (it ended without another one). What writes them
is bound before the user's code runs, which may replace anything in any module.
"""

from __future__ import annotations

import builtins
import faulthandler
import json
import os
import sys
import threading
import time
import traceback
from dataclasses import asdict, dataclass, replace
from typing import Any, Dict, List, Sequence, TextIO, Tuple

from conformance.results import Report, Result
from conformance.run import processes

STACK_MARGIN = 1.0  # seconds before the deadline at which the stack of a hung run is written
PARENT_POLL = 1.0  # seconds between looks at whether the parent lives
OFTEN_REPLACED = (builtins, json, os, threading, time)
LOST = 70  # exit status where nobody can be told anything (os.EX_SOFTWARE)

_encode = json.JSONEncoder(default=str).encode
_open, _write, _close, _exit = os.open, os.write, os.close, os._exit
_getppid, _sleep, _clock = os.getppid, time.sleep, time.perf_counter
_streams = (sys.stdout, sys.stderr)


def main() -> None:
    """Run the request on standard input: {"targets": [...], "options": {...}, ...}."""
    request = json.load(sys.stdin)
    processes.guarded(request["parent"], request["folder"])
    threading.Thread(target=_end_with, args=(_getppid(),), daemon=True).start()
    with open(request["stacks"], "w") as stacks:
        _run(request, stacks)


def _end_with(parent: int) -> None:
    """Where no signal comes when the parent dies: a hung pipeline would run forever."""
    while _getppid() == parent:
        _sleep(PARENT_POLL)
    _exit(1)


def _functions() -> Dict[Tuple[str, str], int]:
    """What Python's own modules hold of functions, which a pipeline may replace for good."""
    return {
        (module.__name__, name): id(value)
        for module in OFTEN_REPLACED
        for name, value in vars(module).items()
        if callable(value) or value is None
    }


def _twin(options: Any) -> Any:
    """The process that is asked for the same data, where a check wants to know; it starts now."""
    from conformance.registry import plug
    from conformance.run.elsewhere import Twin, wanted

    plug(options.plugins)
    return Twin() if wanted(options.only, options.skip) else None


@dataclass
class _Child:
    """Where the events of one target go."""

    index: int
    options: Any
    events: str
    stacks: TextIO

    def tell(self, kind: str, value: Any) -> None:
        """Opens the file for each event: a descriptor that is kept, the user's code may close."""
        if isinstance(value, Result):
            value = asdict(value)
        line = _encode({"kind": kind, "index": self.index, "value": value}) + "\n"
        try:
            events = _open(self.events, os.O_WRONLY | os.O_APPEND)
            _write(events, line.encode("ascii"))
            _close(events)
        except OSError:  # the folder is gone: the parent reads the exit status
            _exit(LOST)

    def watch(self, seconds: float) -> None:
        """Write the stack of a run that hangs before the parent ends it."""
        faulthandler.dump_traceback_later(max(1.0, seconds - STACK_MARGIN), file=self.stacks)


def _run(request: Dict[str, Any], stacks: TextIO) -> None:
    from conformance import compat
    from conformance.observe import guard
    from conformance.run import subject
    from conformance.run.runner import Options
    from conformance.run.world import as_it_was

    guard.PASSING = ()  # nobody presses Ctrl-C here: it is the user's code that raises
    subject.SOURCES_IN = request["folder"]
    options = Options(**request["options"])
    options.only, options.skip = tuple(options.only), tuple(options.skip)
    twin = None
    if any("script" not in target for target in request["targets"]):
        twin = _twin(options)
    functions = _functions()
    for index, target in zip(request["indices"], request["targets"]):
        child = _Child(index, options, request["events"], stacks)
        if "script" in target:  # it imports TensorFlow itself, when and as it likes
            _run_script(child, target["script"], request["folder"])
            continue
        compat.tensorflow()
        with as_it_was(modules=True):
            _run_target(child, target, twin)
        if _functions() != functions:  # the next target is to have a process as it should be
            break
        compat.clear_session()
    if twin is not None:
        twin.close()


def _run_target(child: _Child, target: Dict[str, Any], twin: Any = None) -> None:
    from conformance.observe import opened
    from conformance.run.elsewhere import Asker
    from conformance.run.importing import Trains, untrained
    from conformance.run.subject import TargetError, from_targets

    started = _clock()
    child.tell("start", target["target"])
    child.watch(child.options.budget)
    child.tell("stage", "load")
    if child.options.profile or target.get("profile"):
        opened.listen()
    try:
        with untrained():
            subject = from_targets(**target)
    except TargetError as error:
        child.tell("refused", str(error))
    except Trains as line:
        place = target["target"].rpartition(":")[0] or target["target"]
        command = f"conformance run {place if place.endswith(('.py', '.ipynb')) else '-m ' + place}"
        child.tell("refused", f"importing {place} starts training, at {line}: use `{command}`")
    except BaseException as error:  # the user's module raised while it was imported, or ended
        from conformance.observe.guard import failure_of

        failure = failure_of(error, "load")
        where = f" at {failure.frames[-1]}" if failure.frames else ""
        child.tell("refused", f"{target['target']} cannot be imported{where}: {failure}")
    else:
        subject.elsewhere = Asker(twin, target) if twin is not None else None
        _judge(child, subject, child.options, started=started)
    faulthandler.cancel_dump_traceback_later()


def _judge(
    child: _Child, subject: Any, options: Any, notes: Sequence[str] = (), *, started: float
) -> None:
    from conformance import compat
    from conformance.observe.stages import environment
    from conformance.run.runner import describe, run

    # Not before: the user's module may choose Keras' backend or generation as it is imported.
    here = environment(device=options.device, seed=options.seed)
    child.tell("environment", describe(here))
    try:
        report = run(subject, options, event=child.tell, started=started)
    except Exception:  # of the kit's own: what the user's code raises is a record by now
        child.tell("defect", traceback.format_exc(limit=-4))
        raise
    report.notes[:0] = notes  # what was judged, before what was met with
    if options.device == "gpu" and not compat.tensorflow().config.list_physical_devices("GPU"):
        report.ended = "device"
        report.interrupted = "--device gpu was asked, and TensorFlow sees no GPU"
    faulthandler.cancel_dump_traceback_later()
    child.tell("report", report.to_dict(card=options.card))


def _run_script(child: _Child, given: Dict[str, Any], folder: str) -> None:
    """Run a person's script; each call of fit that is to be judged is a target of its own."""
    from conformance.run import script

    once = given.pop("once", False)
    asked = script.Script(**given)
    elsewhere = None if once else _again(child.options, given)

    def wait() -> None:
        child.tell("script", {"target": asked.name, "limit": asked.limit})
        child.watch(asked.limit)

    def judge(subject: Any, notes: List[str], skip: Tuple[str, ...]) -> None:
        child.tell("start", subject.target)
        child.watch(child.options.budget)
        options = replace(child.options, skip=(*child.options.skip, *skip))
        _judge(child, subject, options, notes, started=_clock())
        if asked.call is not None:  # what the script would do next is not to be done
            _leave()
        child.index += 1
        wait()

    wait()
    try:
        script.run(asked, judge, folder=os.path.join(folder, "script"), elsewhere=elsewhere)
        child.tell("over", "")
    except script.NotReached as error:
        if error.device:
            report = Report(asked.name, interrupted=str(error), ended="device")
            child.tell("report", report.to_dict())
        else:
            child.tell("refused", str(error))


def _again(options: Any, given: Dict[str, Any]) -> Any:
    """Who runs the script again to a call, where a check wants to know what it gives then."""
    from conformance.run.elsewhere import Asker, Twin, wanted

    twin = Twin(
        scripts=True
    )  # now, for the script may go elsewhere; its folder goes with the run's

    def again(number: int, cost: float) -> Any:
        from conformance.registry import plug

        plug(options.plugins)
        if not wanted(options.only, options.skip, ("elsewhere", "rebuild")):
            return None
        return Asker(twin, {"script": dict(given, call=number)}, cost=cost)

    return again


def _leave() -> None:
    for stream in _streams:
        try:
            stream.flush()
        except (OSError, ValueError):  # closed by the user's code
            continue
    _exit(0)  # leftover pipeline threads must not keep a finished child alive


if __name__ == "__main__":
    main()
    _leave()
