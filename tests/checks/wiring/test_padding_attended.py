"""padding-attended, on hand-written records."""

from __future__ import annotations

import pytest

from conformance.records import Probes
from tests.checks.made import does_not_apply, finds, passes


def test_a_model_that_reads_the_padding_alone_fails():
    found = finds("padding-attended", probes=Probes(steps={"x['ids']": (0.0, 0.4)}))
    assert found.component == "x['ids']"


@pytest.mark.parametrize("answers", [(0.3, 0.0), (0.3, 0.4), (0.0, 0.0), (1e-5, 0.4)])
def test_a_model_that_reads_ids_passes(answers):
    assert "ids move outputs" in passes("padding-attended", probes=Probes(steps={"x": answers}))


def test_no_padded_ids_is_no_question():
    does_not_apply("padding-attended", probes=Probes())
