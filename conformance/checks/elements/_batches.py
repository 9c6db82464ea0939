"""Checks: is there one batch axis, of a size the model takes, and the same shapes all along?"""

from __future__ import annotations

from conformance.records import Plan

BATCHING = (
    "batch",
    "padded_batch",
    "map_and_batch",
    "dense_to_sparse_batch",
    "group_by_window",
    "bucket_by_sequence_length",
    "rebatch",
)
# Operations after which the axes in front are no longer those a batch put there.
RESHAPING = ("unbatch", "flat_map", "interleave", "window", "rebatch", "group_by_window")


def generated(plan: Plan) -> bool:
    """Whether a generator stands in it: from_generator is ``from_tensors(0).flat_map(...)``."""
    return any(
        node.function is not None and any("Generator" in op for op in node.function.datasets)
        for node in plan.nodes()
    )
