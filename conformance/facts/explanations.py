"""Which mistakes in the data can be behind an exception of fit, evaluate or predict.

What has no form that the model takes (the phases readable, well-formed and paired) explains any of
them. A mistake in the values explains an exception only where the exception speaks of it: ``indices[0]
= 3 is not in [0, 3)`` has to do with an id, and not with a NaN elsewhere.
"""

from __future__ import annotations

import re
from typing import Dict, NamedTuple, Tuple

from conformance.records import Failure


class Explanation(NamedTuple):
    """How an exception reads that a check explains, and why it does."""

    pattern: str  # searched in "Type: message"
    reason: str


# Check -> the exceptions that its failure explains.
TABLE: Dict[str, Explanation] = {
    "cardinality-wrong": Explanation(
        r"expected to contain", "assert_cardinality raises where fit reads on"
    ),
    "class-weight": Explanation(
        r"class_weight|has no attribute 'keys'|MapDataset.*is not in \[0, ",
        "fit looks the weight of each class up",
    ),
    "empty": Explanation(r"", "fit has no batch to read"),
    "id-out-of-range": Explanation(
        r"is not in \[0, |[Ii]ndex.*out of (range|bounds)|[Gg]ather",
        "a layer looks the id up in a table",
    ),
    "label-range": Explanation(
        r"label value|labels must have the same first dimension|is not in \[0, |[Cc]lass values must"
        r"|CTCLoss",
        "the loss looks the class up among the outputs",
    ),
    "model-call": Explanation(r"", "fit calls the model on the same batches"),
    "preprocessing-not-adapted": Explanation(
        r"[Tt]able not initialized|adapt", "the layer raises where it is called without a table"
    ),
    "second-epoch": Explanation(
        r"StopIteration|[Ee]nd of sequence|No such file|NotFound|out of range|I/O operation",
        "fit reads a second epoch too",
    ),
    "sequence-index": Explanation(
        r"IndexError|StopIteration|out of (range|bounds)|zero-size|at least one array",
        "fit asks for batches in an order of its own",
    ),
    "sequence-length": Explanation(
        r"IndexError|out of (range|bounds)|zero-size|at least one array|Unexpected result",
        "fit asks for the batch that is not there",
    ),
    "unequal-zip": Explanation(
        r"rank|shape|dimension", "batches that are zipped with single rows do not fit together"
    ),
}

AFTER = {name: explanation.reason for name, explanation in TABLE.items()}


def causes_of(failure: Failure) -> Tuple[str, ...]:
    """The checks whose failure the exception can be a consequence of."""
    text = f"{failure.type}: {failure.message}"
    return tuple(
        name for name, row in TABLE.items() if re.search(row.pattern, text, re.DOTALL) is not None
    )
