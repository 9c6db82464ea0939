"""The checks of a model's own step, layers adapted twice, outputs without a loss and stateful rows."""

from __future__ import annotations

import numpy as np
import pytest

from conformance.records import (
    SequenceFacts,
)
from tests.checks.made import judge, one_pass


class TestRowNumbersHeld:
    @pytest.mark.parametrize(("orders", "fails"), [((), True), ((48,), False)])
    def test_a_part_drawn_anew(self, orders, fails):
        elements = one_pass(np.random.RandomState(0).normal(size=(48, 3)))
        facts = SequenceFacts(3, "Balanced", source_rows=480, source_names=("x", "y"))
        facts.orders = frozenset(orders)
        found = judge("sequence-length", sequence=facts, elements=elements, build=None)
        assert (found is not None) == fails
