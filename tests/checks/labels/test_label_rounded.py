"""The check label-rounded: the targets' dtype holds every class id exactly."""

from __future__ import annotations

import numpy as np
import pytest

from tests.checks.made import normal
from tests.checks.paired import answer, records

X = normal(128, 6)


def _records(y, loss="binary", output=(None, 1), weight=None, x=X, **options):
    element = (x, y) if weight is None else (x, y, weight)
    shape = (None, *x.shape[1:])
    return records(element, inputs=[shape], outputs=[output], losses=loss, **options)


class TestLabelRounded:
    def _verdict(self, dtype, classes, top, complete=True):
        ids = np.linspace(0, top, 128).astype(dtype)
        given = _records(ids, "sparse", (None, classes))
        given["elements"].complete = complete
        return answer("label-rounded", given)

    def test_more_classes_than_the_dtype_counts(self):
        found = self._verdict("float16", 3000, 2990)
        assert found.status == "fail"
        assert "up to 2048 only" in found.message

    def test_none_seen_so_far(self):
        assert self._verdict("float16", 3000, 2000, complete=False).status == "warn"
        assert self._verdict("float16", 3000, 2000).status == "pass"

    @pytest.mark.parametrize(
        ("dtype", "classes"), [("float16", 2049), ("float32", 3000), ("int16", 3000)]
    )
    def test_passes(self, dtype, classes):
        assert self._verdict(dtype, classes, classes - 1).status in ("pass", "skip")
