"""Checks: do labels and weights tell padding from what was there?"""

from __future__ import annotations

from typing import Any, List, Optional

import numpy as np

from conformance.records import Component


def _steps(row: Any) -> Optional[np.ndarray]:
    """One number a step, (steps,) or (steps, 1); else None."""
    steps = np.asarray(row)
    if steps.ndim == 2 and steps.shape[1] == 1:
        steps = steps[:, 0]
    return steps if steps.ndim == 1 and steps.dtype.kind in "biuf" else None


def _span(i: int, length: int, features: List[Component]) -> Optional[slice]:
    """From the first to the last step of row ``i`` where any feature of this length is not 0."""
    used = np.zeros(length, bool)
    for feature in features:
        if feature.rows is not None and i < len(feature.rows):
            steps = np.asarray(feature.rows[i])
            if steps.ndim and len(steps) == length and steps.dtype.kind in "biuf":
                used |= steps.reshape(len(steps), -1).any(axis=1)
    at = np.flatnonzero(used)
    return slice(int(at[0]), int(at[-1]) + 1) if len(at) else None
