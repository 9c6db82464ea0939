"""What must have been read before a question can be answered.

A bounded run reads a part of long data. What only the whole can tell (how many examples there are,
whether one comes twice, what the last batch holds) is then neither a pass nor a finding: it is skipped
as "unread", with how much was read.
"""

from __future__ import annotations

from typing import Union

from conformance.records import Pass
from conformance.registry import predicate
from conformance.results import UNREAD, Skip

WHOLE = "only a whole reading can tell"


def _read(part: Pass, name: str) -> Union[bool, Skip]:
    if part.complete:
        return True
    if part.endless:
        return Skip(f"the {name} data have no end, so there is no whole to judge")
    return Skip(f"{WHOLE}, and of the {name} data {part.read}", UNREAD)


@predicate(f"{WHOLE}, and the training data were not read to their end")
def whole(elements: Pass) -> Union[bool, Skip]:
    """The training data were read to their end."""
    return _read(elements, "training")


@predicate(f"{WHOLE}, and the validation data were not read to their end")
def whole_validation(validation: Pass) -> Union[bool, Skip]:
    """The validation data were read to their end."""
    return _read(validation, "validation")
