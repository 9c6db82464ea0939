"""Check: is there more than one example to take the statistics of?"""

from __future__ import annotations

from typing import List

from conformance.records import Contract, Pass
from conformance.registry import check, predicate
from conformance.results import Finding, Outcome, Passed
from conformance.wording import listed

FEWEST = 4  # batches
# These give an example more than one value for each feature.
WIDENING = ("Embedding", "Reshape", "RepeatVector", "Conv", "TimeDistributed", "LSTM", "GRU")


def _names(contract: Contract) -> List[str]:
    return [fact.name for fact in contract.layers if fact.type == "BatchNormalization"]


@predicate("the model has no BatchNormalization")
def batch_normalization(contract: Contract) -> bool:
    return bool(_names(contract))


@predicate("an example may give each feature more values than one")
def one_value_a_feature(elements: Pass, contract: Contract) -> bool:
    """Rows of a table, and Keras' own layers that keep them so."""
    features = elements.role("x")
    flat = bool(features) and all(len(c.shapes[0]) <= 2 for c in features if c.shapes)
    own = any(not fact.keras_own for fact in contract.layers)
    wide = any(fact.type.startswith(WIDENING) for fact in contract.layers)
    return flat and not own and not wide


@predicate(f"there are fewer than {FEWEST} batches")
def enough_batches(elements: Pass) -> bool:
    return len(elements.batch_sizes) >= FEWEST


@check(
    "batch-of-one",
    group="training",
    title="BatchNormalization gets more than one example a batch",
    applies=(batch_normalization, enough_batches, one_value_a_feature),
    phase="compared",
)
def batch_of_one(elements: Pass, contract: Contract) -> Outcome:
    """The mean of one value is that value: in training the layer puts out beta, whatever comes."""
    names = _names(contract)
    largest = max(elements.batch_sizes)
    if largest > 1:
        return Passed(
            f"{len(elements.batch_sizes)} batches for {listed(names)}: of up to {largest}"
        )
    return Finding(
        f"every batch holds one example, and {listed(names)} subtracts the mean of the batch: that is "
        "the example itself, so in training the layer puts out a constant and what stands before it "
        "learns nothing",
        expected="batches of several examples",
        actual="batches of 1",
        where=names[0],
        fix="batch(32), or LayerNormalization, which needs one example only",
    )
