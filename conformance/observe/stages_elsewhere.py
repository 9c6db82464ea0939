"""The stage that asks another process for the same pipeline."""

from __future__ import annotations

import time
from typing import Any, Dict, Optional

from conformance.observe import contents
from conformance.observe.state import Run
from conformance.records import Elsewhere, Pass

MORE = 50  # batches that a later reading may go on after the first one's end


def rebuilt(state: Run, first: Pass) -> Optional[Pass]:
    """A pass over a second build of what cannot be built again here: a person's script runs again.

    None where it could not be; why is for the reader.
    """
    ask = state.subject.elsewhere
    if not hasattr(ask, "again"):
        return None
    left = _left(state)
    if left < _needed(state, first):
        state.subject.notes.append(
            f"the script was not run a second time, which takes {ask.cost:.0f} s, for the budget "
            "leaves none: raise --budget to be told whether it gives the same data again"
        )
        return None
    limit = first.batches + MORE if first.complete else first.head
    found = ask.again(batches=max(1, limit), seconds=min(left, state.seconds("epochs")))
    if found is None:
        state.subject.notes.append(
            f"the script did not come to this call a second time: {ask.why}; whether it gives the "
            "same data again is not judged"
        )
    else:
        state.subject.notes.append(
            "the script was run a second time, to this call, to see whether it gives the same data "
            "again (--once forgoes that)"
        )
    return found


def _left(state: Run) -> float:
    return state.deadline - time.perf_counter()


def _needed(state: Run, first: Pass) -> float:
    """Seconds for another process to get there and read it; it shares the machine with this one."""
    return 2.0 * (state.subject.elsewhere.cost + first.seconds)


def elsewhere(state: Run) -> None:
    """Compare contents with those of a process where the hash seed and folder order differ.

    Only what this process makes alike each time is compared. Where a component differs, a process
    in which less was changed tells which change it was, or that it is drawn anew in each.
    """
    ask = state.subject.elsewhere
    if ask is None or not state.has("elements", "epochs"):
        state.missing("no other process could build the pipeline", "elsewhere", kind="skip")
        return
    first, rebuilt = state.records["elements"], state.records["epochs"].rebuilt
    if rebuilt is None or not (first.complete and rebuilt.complete):
        state.missing(
            "only two whole readings of two builds can be compared", "elsewhere", kind="skip"
        )
        return
    here = contents.of(first)
    unlike = contents.differing(here, contents.of(rebuilt))
    alike = [path for path, one in here["components"].items() if path not in unlike]
    alike = [path for path in alike if not here["components"][path]["paths"]]
    changes = list(ask.changes)
    time_is_left = _left(state) > _needed(state, first)
    there = _asked(state, changes, first.batches) if alike and time_is_left else None
    if there is None:
        state.missing("the pipeline was not read in another process", "elsewhere", kind="skip")
        return
    record = Elsewhere(tuple(alike), tuple(changes))
    found = {p: rows for p, rows in contents.differing(here, there).items() if p in alike}
    if found:
        _explain(state, record, found, here, there, first.batches)
    state.put("elsewhere", record)


def _explain(
    state: Run, record: Elsewhere, found: dict, here: dict, there: dict, batches: int
) -> None:
    """Which change made the difference: another process, with the first change alone."""
    state.subject.elsewhere.fresh()
    less = _asked(state, list(record.changed[:1]), batches)
    if less is None:
        record.drawn = tuple(found)
        return
    again, same = contents.differing(here, less), contents.differing(there, less)
    by_first = {path: rows for path, rows in found.items() if path in again and path not in same}
    by_rest = {path: rows for path, rows in found.items() if path not in again}
    record.differs = by_first or by_rest
    record.because = record.changed[0 if by_first else -1] if record.differs else ""
    record.drawn = tuple(path for path in found if path not in {**by_first, **by_rest})


def _asked(state: Run, changes: list, batches: int) -> Optional[Dict[str, Any]]:
    answer = state.subject.elsewhere(
        batches=batches + MORE, seconds=state.seconds("elements"), changes=changes
    )
    return answer if answer is not None and answer["complete"] else None
