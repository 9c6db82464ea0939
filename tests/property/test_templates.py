"""Every reference pipeline keeps every property, on sources that Hypothesis makes."""

from __future__ import annotations

import pytest
from hypothesis import settings

import reference_pipelines
from conformance.properties import fuzz

pytestmark = pytest.mark.property

MODULES = [pattern.module for pattern in reference_pipelines.PATTERNS.values()]
# An example without fit costs a tenth of one with, so it gets eight times as many: 200 and 25 in
# the default profile, ten times that in `thorough`.
ELEMENTS_SHARE = 8
BRIEFLY = {"max_examples": 8, "fit_examples": 1, "seed": 0}


@pytest.mark.parametrize("module", MODULES)
def test_a_template_keeps_every_property_on_a_few_sources(module):
    report = fuzz(f"reference_pipelines.{module}", **BRIEFLY)
    assert report.conforms, report
    assert report["contents"].judged >= BRIEFLY["max_examples"]
    assert report["fit"].judged >= BRIEFLY["fit_examples"]


@pytest.mark.slow
@pytest.mark.parametrize("module", MODULES)
def test_a_template_keeps_every_property(module):
    profile = settings.default
    report = fuzz(
        f"reference_pipelines.{module}",
        max_examples=ELEMENTS_SHARE * profile.max_examples,
        fit_examples=profile.max_examples,
        seed=0 if profile.derandomize else None,
        database=profile.database,
    )
    assert report.conforms, report
    assert report["contents"].judged >= ELEMENTS_SHARE * profile.max_examples
    assert report["fit"].judged >= profile.max_examples
