"""Each reference pipeline with each sin: the kit must find it, in the right group.

``python -m tests.mutations [TEMPLATE...]`` prints the kill rate of each.
"""

from __future__ import annotations

import pytest

pytest.importorskip("tensorflow")

from reference_pipelines import PATTERNS
from tests.mutations.kills import UNDECIDABLE, judge, killed
from tests.mutations.sins import SINS

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]


@pytest.mark.parametrize("template", [entry.module for entry in PATTERNS.values()])
@pytest.mark.parametrize("name", SINS)
def test_a_sin_is_found_in_the_right_group(template, name):
    report = judge(template, SINS[name])
    if report is None:
        pytest.skip("this sin cannot be committed here")
    if (template, name) in UNDECIDABLE:
        pytest.xfail(UNDECIDABLE[template, name])
    assert killed(report, SINS[name]), str(report)
