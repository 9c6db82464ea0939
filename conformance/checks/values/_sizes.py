"""Checks: are features of a size that weights can be trained on?"""

from __future__ import annotations

from typing import Optional, Tuple

import numpy as np

from conformance.facts.columns import SAMPLE, Columns


def largest(columns: Columns, path: str) -> Tuple[float, Optional[int]]:
    """Root mean square of the largest column (of the last axis), and which it is among several."""
    table = columns.of(path)
    if table is None:
        return 0.0, None
    values = table.columns
    values = values[np.isfinite(values).all(axis=1)][: max(1000, SAMPLE // values.shape[1])]
    if not len(values):
        return 0.0, None
    sizes = np.sqrt(np.mean(values**2, axis=0))
    column = int(np.argmax(sizes))
    return float(sizes[column]), column if len(sizes) > 1 else None
