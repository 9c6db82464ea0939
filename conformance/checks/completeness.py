"""Checks: is every example seen exactly once an epoch, every epoch?"""

from __future__ import annotations

from conformance.checks import (
    completeness_epochs,
    completeness_filled,
    completeness_length,
    completeness_order,
    completeness_repeats,
    completeness_rows,
    completeness_sequence,
    completeness_shrinking,
    completeness_sources,
    completeness_split,
    completeness_steps,
    completeness_windows,
)

MODULES = (
    completeness_length,
    completeness_steps,
    completeness_epochs,
    completeness_repeats,
    completeness_rows,
    completeness_sequence,
    completeness_filled,
    completeness_shrinking,
    completeness_sources,
    completeness_split,
    completeness_windows,
    completeness_order,
)
