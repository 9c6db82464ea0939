"""Check: class weights that fit can apply, and that mean what class weights are for."""

from __future__ import annotations

from typing import List, Optional

import numpy as np

from conformance.records import Component


def labels_of(component: Component) -> Optional[List[int]]:
    """The class ids seen, one-hot rows by their largest column; None where there are none."""
    rows = component.rows
    if rows is None or rows.dtype.kind not in "biuf" or not len(rows):
        return None
    if rows.ndim == 2 and rows.shape[1] > 1:
        return sorted({int(i) for i in np.argmax(rows, axis=1)})
    values = np.unique(np.ravel(rows))
    if component.integral is not True or len(values) > 1000:
        return None
    return [int(v) for v in values]
