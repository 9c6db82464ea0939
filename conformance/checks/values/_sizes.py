"""Checks: are features of a size that weights can be trained on?"""

from __future__ import annotations

from typing import Optional, Tuple

import numpy as np

from conformance.facts.columns import SAMPLE, Columns


def largest(columns: Columns, path: str) -> Tuple[float, Optional[int]]:
    """Root mean square of the largest column (of the last axis), and which it is among several.

    Each column is told from its finite values.
    """
    table = columns.of(path)
    if table is None:
        return 0.0, None
    values = table.columns
    values = values[: max(1000, SAMPLE // values.shape[1])]
    if not values.size:
        return 0.0, None
    fine = np.isfinite(values)
    squares = np.where(fine, values, 0.0) ** 2
    sizes = np.sqrt(squares.sum(axis=0) / np.maximum(1, fine.sum(axis=0)))
    column = int(np.argmax(sizes))
    return float(sizes[column]), column if len(sizes) > 1 else None
