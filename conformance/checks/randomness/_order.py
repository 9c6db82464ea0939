"""Checks on the order of examples: does it change between epochs, and repeat between runs?"""

from __future__ import annotations

import numpy as np

from conformance.records import Component


def overlapping(component: Component) -> bool:
    """Whether each row is the one before, moved on by some steps."""
    rows = component.rows
    if rows is None or rows.dtype == object or rows.ndim < 2 or len(rows) < 8 or rows.shape[1] < 4:
        return False
    first = component.shapes[0][0] if component.shapes else 0
    rows = rows[: first if first >= 8 else 64]  # batches may come in another order
    if np.array_equal(rows[1:], rows[:-1]):
        return False
    return any(
        np.array_equal(rows[1:, :-step], rows[:-1, step:])
        for step in range(1, rows.shape[1] // 2 + 1)
    )
