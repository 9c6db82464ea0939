"""Check: is there more than one example to take the statistics of?"""

from __future__ import annotations

from conformance.records import Contract, Pass
from conformance.registry import check
from conformance.results import Finding, Skip
from conformance.wording import listed

FEWEST = 4  # batches
# These give an example more than one value for each feature.
WIDENING = ("Embedding", "Reshape", "RepeatVector", "Conv", "TimeDistributed", "LSTM", "GRU")


@check(
    "batch-of-one",
    group="training",
    title="BatchNormalization gets more than one example a batch",
    after=("model-builds", "pipeline-iterates", "batch-missing", "batch-twice", "input-shape"),
)
def batch_of_one(elements: Pass, contract: Contract):
    """The mean of one value is that value: in training the layer puts out beta, whatever comes."""
    names = [fact.name for fact in contract.layers if fact.type == "BatchNormalization"]
    if not names:
        return Skip("the model has no BatchNormalization")
    if len(elements.batch_sizes) < FEWEST or max(elements.batch_sizes) > 1:
        return None
    features = elements.role("x")
    flat = all(len(c.shapes[0]) <= 2 for c in features if c.shapes)
    own = [fact for fact in contract.layers if not fact.keras_own]
    if not features or not flat or own or _widens(contract):
        return None
    return Finding(
        f"every batch holds one example, and {listed(names)} subtracts the mean of the batch: that is "
        "the example itself, so in training the layer puts out a constant and what stands before it "
        "learns nothing",
        expected="batches of several examples",
        actual="batches of 1",
        where=names[0],
        fix="batch(32), or LayerNormalization, which needs one example only",
    )


def _widens(contract: Contract) -> bool:
    return any(fact.type.startswith(WIDENING) for fact in contract.layers)
