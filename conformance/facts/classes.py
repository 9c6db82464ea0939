"""The class of each example, per target: one reading of class ids and of one-hot rows."""

from __future__ import annotations

from typing import Any, Dict, List, Optional

import numpy as np

from conformance.records import Component, Pass

MOST = 1000  # different whole numbers beyond which a column counts or names rather than classes


class Classes(Dict[str, np.ndarray]):
    """Path of a target -> the class of each kept row, (rows,) of int64.

    A path that is not there is unknown: fractions, NaN, text, rows of differing lengths, a map of labels
    (more than one id an example), rows of several ones, or more than 1000 different numbers.
    """

    def counts(self, path: str) -> Dict[int, int]:
        """Class -> how many rows have it, in order of the classes; empty where unknown."""
        found, counts = np.unique(self.get(path, np.zeros(0, np.int64)), return_counts=True)
        return {int(label): int(count) for label, count in zip(found, counts)}

    def labels(self, path: str) -> List[int]:
        """The classes that occur, in order."""
        return list(self.counts(path))


def classes_of(elements: Pass) -> Classes:
    """The classes of every target whose rows name one class each."""
    found = {c.path: class_of_rows(c) for c in elements.role("y")}
    return Classes({path: ids for path, ids in found.items() if ids is not None})


def class_of_rows(component: Component) -> Optional[np.ndarray]:
    """The class of each kept row of one component; None where rows do not name one class each."""
    rows = component.rows
    if rows is None or rows.dtype.kind not in "biuf" or not len(rows):
        return None
    matrix = rows.reshape(len(rows), -1)
    if rows.dtype.kind == "f" and not np.isfinite(matrix).all():
        return None  # a row of NaN has no class: target-not-finite says so
    if matrix.shape[1] == 1:
        few = component.values is None or len(component.values) <= MOST
        return matrix[:, 0].astype(np.int64) if component.integral and few else None
    return one_hot(matrix) if rows.ndim == 2 else None


def one_hot(matrix: np.ndarray) -> Optional[np.ndarray]:
    """The column of the single 1 of each row; None where any row is no such row."""
    on: Any = matrix == 1
    whole = (on | (matrix == 0)).all() and (on.sum(axis=1) == 1).all()
    return matrix.argmax(axis=1).astype(np.int64) if whole else None
