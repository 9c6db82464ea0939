"""Checks: do targets and weights suit the outputs and the loss?"""

from __future__ import annotations

# What explains a wrong target: the element is not what Keras reads, or nothing was read.
BROKEN = (
    "pipeline-iterates",
    "element-type",
    "batch-missing",
    "batch-twice",
    "targets-missing",
    "tuple-too-long",
    "third-element",
    "input-structure",
    "target-structure",
    "target-order",
    "pair-order",
)
