"""Checks: can the pipeline be built and read, and is each element of a kind that fit takes?"""

from __future__ import annotations

from conformance.facts.failures import meaning_of
from conformance.records import Failure
from conformance.results import Finding
from conformance.wording import cause, user_line


def raised(failure: Failure, stage: str, what: str, *, where: str = "") -> Finding:
    meaning = meaning_of(failure, stage)
    line = user_line(failure)
    text = f"{what}: {cause(failure)}"
    if meaning is not None:
        text = f"{what}: {meaning.cause} ({cause(failure)})"
    return Finding(
        text,
        expected="elements up to the end" if stage == "iterate" else "a pipeline",
        actual=failure.type,
        where=", ".join(part for part in (where, line) if part),
        fix=meaning.fix if meaning is not None else _own_fix(line),
        blame=meaning.blame if meaning is not None else "pipeline",
        frames=failure.frames,
    )


def _own_fix(line: str) -> str:
    return f"mend {line}" if line else "make the pipeline yield this element, or drop it on purpose"
