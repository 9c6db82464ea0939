"""The check evaluate-fails, on hand-written records."""

from __future__ import annotations

import pytest

from conformance.records import Failure, Training
from conformance.results import Result
from conformance.run.judge import settle
from tests.checks.made import CHECKS, does_not_apply, finds, passes

FAILURE = Failure("ValueError", "ValueError: bad", "evaluate", frames=("model.py:4 in train_step",))


def test_an_exception_names_the_users_line():
    found = finds("evaluate-fails", training=Training(failures={"evaluate": FAILURE}))
    assert found.where == "model.py:4 in train_step"
    assert found.frames == ("model.py:4 in train_step",)
    assert "ValueError: bad" in found.message


def test_a_stage_that_ran_and_one_that_was_never_tried():
    training = Training(ran=["evaluate"], batches=1)
    assert passes("evaluate-fails", training=training) == "evaluate on 1 batch"
    assert does_not_apply("evaluate-fails", training=Training()).startswith("evaluate was not run")


@pytest.mark.parametrize(
    ("text", "cause", "explained"),
    [
        ("indices[0] = 3 is not in [0, 3)", "id-out-of-range", True),
        ("indices[0] = 3 is not in [0, 3)", "not-finite", False),
        ("Received a label value of 5 which is outside the valid range", "label-range", True),
        ("Input 'y' has type float32 that does not match float64", "label-fraction", False),
        ("Input 'y' has type float32 that does not match float64", "label-range", False),
        ("anything at all", "model-call", True),
    ],
)
def test_a_mistake_in_the_values_explains_only_an_exception_that_speaks_of_it(
    text, cause, explained
):
    failure = Failure("InvalidArgumentError", text, "evaluate")
    found = finds("evaluate-fails", training=Training(failures={"evaluate": failure}))
    behind = Result(cause, CHECKS[cause].group, "fail", "")
    settled = {r.check: r for r in settle([behind, found], CHECKS)}
    assert settled["evaluate-fails"].status == ("blocked" if explained else "fail")
    assert settled["evaluate-fails"].because == (cause if explained else "")
