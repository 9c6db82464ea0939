"""The child process: imports TensorFlow, checks the targets it is given, writes events.

Events are JSON lines in a file, so that they outlive a crash: start, stage, environment, result,
report, refused; of a script also script (it runs, on its way to the next call of fit) and over (it
ended without another one).
"""

from __future__ import annotations

import faulthandler
import json
import os
import sys
import threading
import time
from dataclasses import asdict, dataclass, replace
from typing import Any, Dict, List, Sequence, TextIO, Tuple

STACK_MARGIN = 1.0  # seconds before the deadline at which the stack of a hung run is written
PARENT_POLL = 1.0  # seconds between looks at whether the parent lives


def main() -> None:
    """Run the request on standard input: {"targets": [...], "options": {...}, ...}."""
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    request = json.load(sys.stdin)
    with open(request["events"], "a", buffering=1) as events, open(
        request["stacks"], "w"
    ) as stacks:
        _run(request, events, stacks)


def _end_with(parent: int) -> None:
    """A supervisor that was killed can end nobody: without it, a hung pipeline would run forever."""
    while os.getppid() == parent:
        time.sleep(PARENT_POLL)
    os._exit(1)


def _emit(events: TextIO, kind: str, index: int, value: Any) -> None:
    events.write(
        json.dumps({"kind": kind, "index": index, "value": value, "at": time.time()}) + "\n"
    )


def _run(request: Dict[str, Any], events: TextIO, stacks: TextIO) -> None:
    from conformance import compat
    from conformance.run.runner import Options

    options = Options(**request["options"])
    options.only, options.skip = tuple(options.only), tuple(options.skip)
    twin = None
    if any("script" not in target for target in request["targets"]):
        twin = _twin(options)
    for index, target in zip(request["indices"], request["targets"]):
        child = _Child(index, options, events, stacks)
        if "script" in target:  # it imports TensorFlow itself, when and as it likes
            _run_script(child, target["script"], os.path.dirname(request["events"]))
            continue
        compat.tensorflow()
        _run_target(child, target, twin)
        compat.clear_session()
    if twin is not None:
        twin.close()
    _flush(events)


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
    events: TextIO
    stacks: TextIO

    def tell(self, kind: str, value: Any) -> None:
        from conformance.results import Result

        _emit(self.events, kind, self.index, asdict(value) if isinstance(value, Result) else value)

    def watch(self, seconds: float) -> None:
        """Write the stack of a run that hangs before the parent ends it."""
        faulthandler.dump_traceback_later(max(1.0, seconds - STACK_MARGIN), file=self.stacks)


def _run_target(child: _Child, target: Dict[str, Any], twin: Any = None) -> None:
    from conformance.run.elsewhere import Asker
    from conformance.run.subject import TargetError, from_targets

    child.tell("start", target["target"])
    child.watch(child.options.budget)
    child.tell("stage", "load")
    try:
        subject = from_targets(**target)
    except TargetError as error:
        child.tell("refused", str(error))
    except Exception as error:  # the user's module raised while it was imported
        from conformance.observe.guard import failure_of

        failure = failure_of(error, "load")
        where = f" at {failure.frames[-1]}" if failure.frames else ""
        child.tell("refused", f"{target['target']} cannot be imported{where}: {failure}")
    else:
        subject.elsewhere = Asker(twin, target) if twin is not None else None
        _judge(child, subject, child.options)


def _judge(child: _Child, subject: Any, options: Any, notes: Sequence[str] = ()) -> None:
    from conformance import compat
    from conformance.observe.stages import environment
    from conformance.run.runner import describe, run

    # Not before: the user's module may choose Keras' backend or generation as it is imported.
    here = environment(device=options.device, seed=options.seed)
    child.tell("environment", describe(here))
    report = run(subject, options, event=child.tell)
    report.notes += notes
    if options.device == "gpu" and not compat.tensorflow().config.list_physical_devices("GPU"):
        report.interrupted = "--device gpu was asked, and TensorFlow sees no GPU"
    faulthandler.cancel_dump_traceback_later()
    child.tell("report", report.to_dict())


def _run_script(child: _Child, given: Dict[str, Any], folder: str) -> None:
    """Run a person's script; each call of fit that is to be judged is a target of its own."""
    from conformance.results import Report
    from conformance.run import script

    asked = script.Script(**given)

    def wait() -> None:
        child.tell("script", {"target": asked.name, "limit": asked.limit})
        child.watch(asked.limit)

    def judge(subject: Any, notes: List[str], skip: Tuple[str, ...]) -> None:
        child.tell("start", subject.target)
        child.watch(child.options.budget)
        options = replace(child.options, skip=(*child.options.skip, *skip))
        _judge(child, subject, options, notes)
        if asked.call is not None:  # what the script would do next is not to be done
            _flush(child.events)
            _leave()
        child.index += 1
        wait()

    wait()
    try:
        script.run(asked, judge, folder=os.path.join(folder, "script"))
        child.tell("over", "")
    except script.NotReached as error:
        if error.device:
            report = Report(asked.name, interrupted=str(error), ended="device")
            child.tell("report", report.to_dict())
        else:
            child.tell("refused", str(error))


def _flush(events: TextIO) -> None:
    events.flush()
    os.fsync(events.fileno())


def _leave() -> None:
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)  # leftover pipeline threads must not keep a finished child alive


if __name__ == "__main__":
    main()
    _leave()
