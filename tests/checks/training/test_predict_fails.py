"""The check predict-fails, on hand-written records."""

from __future__ import annotations

from conformance.records import Failure, Training
from tests.checks.made import contract, result

FAILURE = Failure("ValueError", "ValueError: bad", "fit", frames=("model.py:4 in train_step",))


def test_a_model_with_its_own_train_step_may_not_predict_from_x():
    given = {"training": Training(failures={"predict": FAILURE})}
    assert result("predict-fails", contract=contract(), **given).status == "fail"
    own = contract(custom_train_step=True)
    assert "step of its own" in result("predict-fails", contract=own, **given).message


def test_a_stage_that_ran_and_one_that_was_never_tried():
    assert result("predict-fails", training=Training(ran=["predict"])).status == "pass"
    assert result("predict-fails", training=Training()).status == "skip"
