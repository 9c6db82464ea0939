"""The check input-structure: the features have as many components as the model has inputs."""

from __future__ import annotations

from dataclasses import replace

from conformance.records import (
    Failure,
    Forward,
    Wiring,
)
from tests.checks.made import normal
from tests.checks.paired import answer, records

ROWS = 64
COLUMN = normal(ROWS, 1)
LABEL = (COLUMN[:, 0] > 0).astype("float32")


class TestInputStructure:
    PAIR = ((None, 1), (None, 1))

    def test_a_flat_triple_for_two_inputs(self):
        found = answer("input-structure", records((COLUMN, COLUMN, LABEL), inputs=self.PAIR))
        assert found.message == ("x has 1 component (`x`) and the model 2 inputs (`a` and `b`)")
        assert found.fix.startswith("nest the inputs in one tuple: `((a, b), y)`")

    def test_inputs_that_ended_up_among_the_targets(self):
        found = answer("input-structure", records((COLUMN, (COLUMN, LABEL)), inputs=self.PAIR))
        assert found.fix.startswith("y holds 2 components: move the inputs among them into x")

    def test_a_python_list_of_examples(self):
        images = tuple(normal(8, 3) for _ in range(5))
        given = records((images, LABEL[:8]), inputs=[(None, 3)], batched=False)
        given["spec"].leaves = [replace(leaf, shape=(3,)) for leaf in given["spec"].leaves]
        found = answer("input-structure", given)
        assert found.message.startswith("x is a Python list of 5 examples, not one array")

    def test_an_optional_input_may_be_absent(self):
        given = records((COLUMN, LABEL), inputs=self.PAIR)
        first, second = given["contract"].inputs
        given["contract"].inputs = [first, replace(second, optional=True)]
        assert answer("input-structure", given).status == "pass"

    def test_a_wrong_nest_that_fits_in_number(self):
        failure = Failure("ValueError", "The structure of `inputs` doesn't match", "wiring")
        given = records(((COLUMN, COLUMN), LABEL), inputs=self.PAIR)
        given.update(wiring=Wiring(failure=failure), forward=Forward(failure=failure))
        assert (
            "x is not nested as the model's inputs are" in answer("input-structure", given).message
        )
        given["forward"] = Forward()
        assert (
            answer("input-structure", given).status == "pass"
        )  # the probe failed, the model did not
        given["forward"] = None  # not called: the probe is all there is
        assert "doesn't match" in answer("input-structure", given).message

    def test_passes_on_as_many_components_as_inputs(self):
        assert (
            answer("input-structure", records(((COLUMN, COLUMN), LABEL), inputs=self.PAIR)).status
            == "pass"
        )
