"""The check element-type: fit takes this kind of data."""

from __future__ import annotations

import pytest

from conformance.records import (
    Build,
    Environment,
    Leaf,
    Spec,
)
from tests.checks.paired import answer


def _leaf(path="x", shape=(None, 6), dtype="float32", kind="dense", role="x"):
    return Leaf(path, shape, dtype, kind, role)


class TestElementType:
    def _verdict(self, leaves=(), **build):
        environment = Environment("2.21.0", "3.15.1", 3)
        given = {"build": Build(**build), "spec": Spec(list(leaves)), "environment": environment}
        return answer("element-type", given)

    def test_zip_of_generators(self):
        found = self._verdict(kind="iterator", type_name="zip", accepted_by_fit=False)
        assert found.message.startswith("fit has no adapter for a `zip` in Keras 3")
        assert found.fix.startswith("make it a generator: `(pair for pair in zip(")

    def test_windows_that_are_data_sets(self):
        found = self._verdict([_leaf(shape=None, kind="dataset")])
        assert "flat_map" in found.fix

    def test_things_that_are_no_tensors(self):
        assert self._verdict([_leaf(shape=None, kind="other")]).actual == "float32"

    @pytest.mark.parametrize("kind", ["dense", "ragged", "sparse"])
    def test_passes_on_tensors(self, kind):
        assert self._verdict([_leaf(kind=kind)]).status == "pass"
