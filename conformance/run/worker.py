"""The child process: imports TensorFlow, checks the targets it is given, writes events.

Events are JSON lines in a file, so that they outlive a crash: start, stage,
environment, result, report, refused.
"""

from __future__ import annotations

import faulthandler
import json
import os
import sys
import threading
import time
from dataclasses import asdict
from typing import Any, Dict, TextIO

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
    from conformance.observe.stages import environment
    from conformance.results import Result
    from conformance.run.runner import Options, describe, run
    from conformance.run.subject import TargetError, from_targets

    tf = compat.tensorflow()
    options = Options(**request["options"])
    options.only, options.skip = tuple(options.only), tuple(options.skip)
    no_gpu = options.device == "gpu" and not tf.config.list_physical_devices("GPU")
    for index, target in zip(request["indices"], request["targets"]):
        _emit(events, "start", index, target["target"])
        faulthandler.dump_traceback_later(max(1.0, options.budget - STACK_MARGIN), file=stacks)

        def tell(kind: str, value: Any, index: int = index) -> None:
            _emit(events, kind, index, asdict(value) if isinstance(value, Result) else value)

        tell("stage", "load")
        try:
            subject = from_targets(**target)
        except TargetError as error:
            _emit(events, "refused", index, str(error))
            continue
        except Exception as error:  # the user's module raised while it was imported
            from conformance.observe.guard import failure_of

            failure = failure_of(error, "load")
            where = f" at {failure.frames[-1]}" if failure.frames else ""
            _emit(
                events, "refused", index, f"{target['target']} cannot be imported{where}: {failure}"
            )
            continue
        # Not before: the user's module may choose Keras' backend or generation as it is imported.
        tell("environment", describe(environment(device=options.device, seed=options.seed)))
        report = run(subject, options, event=tell)
        if no_gpu:
            report.interrupted = "--device gpu was asked, and TensorFlow sees no GPU"
        faulthandler.cancel_dump_traceback_later()
        _emit(events, "report", index, report.to_dict())
        compat.clear_session()
    events.flush()
    os.fsync(events.fileno())


if __name__ == "__main__":
    main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)  # leftover pipeline threads must not keep a finished child alive
