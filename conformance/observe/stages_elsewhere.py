"""The stage that asks another process for the same pipeline."""

from __future__ import annotations

from typing import Any, Dict, Optional

from conformance.observe import contents
from conformance.observe.state import Run
from conformance.records import Elsewhere


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
    there = _asked(state, changes, first.batches) if alike else None
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
        batches=batches + 50, seconds=state.seconds("elements"), changes=changes
    )
    return answer if answer is not None and answer["complete"] else None
