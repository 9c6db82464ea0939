"""Checks: is there one batch axis, of a size the model takes, and the same shapes all along?"""

from __future__ import annotations

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
