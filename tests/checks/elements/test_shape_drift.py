"""The check shape-drift: later batches have the shapes of the first."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conformance.records import (
    Build,
)
from tests.checks.made import normal
from tests.checks.paired import answer, records

X = normal(64, 6)
Y = (X[:, :1] > 0).astype("float32")


class TestShapeDrift:
    def _verdict(self, *widths, kind="generator", head=2, **options):
        given = records((X, Y), build=Build(kind=kind))
        given["elements"].components[0].shapes = [(8, width) for width in widths]
        given["environment"] = replace(given["environment"], generator_spec_batches=head)
        return answer("shape-drift", given)

    def test_a_later_batch_that_the_spec_excludes(self):
        found = self._verdict(8, 8, 11)
        assert found.message == (
            "the first 2 batches of x fix its shape to (None, 8), and batch 2 is (8, 11): Keras 3 "
            "raises there"
        )

    def test_a_sequence_likewise(self):
        assert self._verdict(8, 8, 11, kind="sequence").where == "x, batch 2"

    @pytest.mark.parametrize("widths", [(8, 9, 11), (8, 8, 8), (8, 11)])
    def test_passes(self, widths):
        assert self._verdict(*widths).status == "pass"

    def test_keras_2_and_data_sets_take_each_batch_as_it_comes(self):
        assert self._verdict(8, 8, 11, head=0).status == "pass"
        assert self._verdict(8, 8, 11, kind="dataset").status == "pass"

    def test_another_structure(self):
        given = records((X, Y))
        given["elements"].structure_changes = ["batch 3 holds x; the first held x, y"]
        assert "change their structure" in answer("shape-drift", given).message
