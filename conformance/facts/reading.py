"""What must have been read before a question can be answered.

A bounded run reads a part of long data. What only the whole can tell (how many examples there are,
whether one comes twice, what the last batch holds) is then neither a pass nor a finding: it is skipped
as "unread", with how much was read.
"""

from __future__ import annotations

from typing import Any, List, Mapping, Optional, Union

from conformance.records import Arguments, Pass
from conformance.registry import predicate
from conformance.results import TRAINING, UNREAD, VALIDATION, Reading, Skip

WHOLE = "only a whole reading can tell"


def unread(part: Pass, name: str) -> Optional[Skip]:
    """Why there is no judgement on the whole of this part; None where it was read to its end."""
    if part.complete:
        return None
    if part.endless:
        return Skip(f"the {name} data have no end, fit reads them by steps")
    return Skip(f"{WHOLE}, and of the {name} data {part.read}", UNREAD)


@predicate(f"{WHOLE}, and the training data were not read to their end")
def whole(elements: Pass) -> Union[bool, Skip]:
    """The training data were read to their end."""
    return unread(elements, TRAINING) or True


@predicate(f"{WHOLE}, and the validation data were not read to their end")
def whole_validation(validation: Pass) -> Union[bool, Skip]:
    """The validation data were read to their end."""
    return unread(validation, VALIDATION) or True


# --- for the report -----------------------------------------------------------------------------

# (part of the data, its record, the arguments of fit that say how much of endless data is read)
PARTS = (
    (TRAINING, "elements", ("steps_per_epoch", "epochs")),
    (VALIDATION, "validation", ("validation_steps",)),
)


def readings(records: Mapping[str, Any]) -> List[Reading]:
    """How much of each part was read, for the first lines of every report."""
    arguments = records.get("arguments")
    out = []
    for part, name, factors in PARTS:
        record = records.get(name)
        if isinstance(record, Pass):
            given = arguments if isinstance(arguments, Arguments) else Arguments()
            out.append(_reading(part, record, _wanted(given, factors)))
    return out


def _wanted(arguments: Arguments, factors: Any) -> Optional[int]:
    """Batches that fit reads of data without an end; None where it names no number of steps."""
    steps, *turns = (arguments.get(name) for name in factors)
    if not isinstance(steps, int):
        return None
    return steps * next((turn for turn in turns if isinstance(turn, int)), 1)


def _reading(part: str, record: Pass, wanted: Optional[int]) -> Reading:
    """All that fit will read of data without an end is their whole."""
    enough = record.of_batches is None and wanted is not None and record.batches >= wanted
    return Reading(
        part=part,
        batches=record.batches,
        examples=record.examples,
        of_batches=wanted if enough else record.of_batches,
        of_examples=record.of_examples,
        complete=record.complete or (enough and record.failure is None),
        stopped_by="error" if record.failure is not None else record.stopped_by or "",
        places=record.places,
    )
