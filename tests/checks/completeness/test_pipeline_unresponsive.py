"""pipeline-unresponsive: what a run without a supervisor says, and what a late error says.

Runs that hang, crash or outgrow memory are in tests/test_supervisor.py and tests/run/test_faults.py.
"""

from __future__ import annotations

import pytest

from conformance.checks.completeness._supervision import raised_late
from conformance.records import Build, Failure
from conformance.results import NOT_APPLICABLE
from tests.checks.made import result


def test_only_a_supervised_run_can_tell():
    found = result("pipeline-unresponsive", build=Build())
    assert (found.status, found.kind) == ("skip", NOT_APPLICABLE)
    assert "use the command line" in found.message


@pytest.mark.parametrize(
    ("kind", "fix"),
    [("OSError", "make each pass start afresh"), ("SystemExit", "in place of ending")],
)
def test_an_error_of_a_late_pass_is_the_pipelines(kind, fix):
    failure = Failure(kind, "gone", "epochs", frames=("train.py:9 in rows",))
    found = raised_late("epochs", failure)
    assert (found.status, found.blame, found.where) == ("fail", "pipeline", "train.py:9 in rows")
    assert "during the stage 'epochs'" in found.message
    assert fix in found.fix
