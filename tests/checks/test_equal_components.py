"""The checks that compare components of one element, on hand-written records."""

from __future__ import annotations

import numpy as np
import pytest

from conformance.records import Dependence, Function, LayerFacts, Node, Plan
from tests.checks.made import normal
from tests.checks.paired import records, verdict

ROWS = 64
A, B = normal(ROWS, 8), normal(ROWS, 8, seed=1)
LABEL = np.arange(ROWS, dtype="float32") % 2
TWO = {"left": (None, 8), "right": (None, 8)}


def _siamese(features, label=LABEL, *, shared=(0, 1), layers=()):
    given = records((features, label), inputs=TWO, layers=layers)
    given["contract"].shared = frozenset({frozenset(shared)}) if shared else frozenset()
    return given


class TestInputsIdentical:
    def test_one_thing_for_both_inputs_of_a_siamese_model(self):
        found = verdict("inputs-identical", _siamese({"left": A, "right": A}))
        assert found.status == "fail"
        assert "equal, value for value, in all 64 examples" in found.message
        assert "`left` and `right` through one and the same layer" in found.message

    def test_two_things(self):
        assert verdict("inputs-identical", _siamese({"left": A, "right": B})) is None

    def test_one_example_that_differs_is_enough(self):
        other = A.copy()
        other[3, 2] += 1
        assert verdict("inputs-identical", _siamese({"left": A, "right": other})) is None

    def test_branches_of_their_own_may_see_the_same_columns(self):
        found = verdict("inputs-identical", _siamese({"left": A, "right": A}, shared=()))
        assert found.status == "warn"
        assert "one input can feed both" in found.fix

    @pytest.mark.parametrize(("label", "status"), [(LABEL, "fail"), (LABEL * 0, "warn")])
    def test_two_dropouts_of_one_sentence_are_two_views(self, label, status):
        dropout = [LayerFacts("dropout", "Dropout")]
        given = _siamese({"left": A, "right": A}, label, layers=dropout)
        assert verdict("inputs-identical", given).status == status

    def test_without_declared_inputs_the_pipeline_alone_decides(self):
        given = records(({"left": A, "right": A}, LABEL))
        assert verdict("inputs-identical", given).status == "warn"

    @pytest.mark.parametrize("same", [A > 0, (A * 0).astype("int32"), A[:16]])
    def test_masks_constants_and_few_examples_may_agree(self, same):
        given = _siamese({"left": same, "right": same}, LABEL[: len(same)])
        assert verdict("inputs-identical", given) is None

    def test_a_component_that_no_input_takes(self):
        given = _siamese({"left": A, "right": B, "raw": A})
        assert verdict("inputs-identical", given) is None


DRAW, OTHER = frozenset({"stateless:seed@two"}), frozenset({"stateless:other@two"})


def _plan(one, two, *, op="map"):
    outputs = [Dependence(frozenset({0}), *one), Dependence(frozenset({0}), *two)]
    source = Node("tensor_slices")
    return Plan(Node(op, inputs=[source], function=Function("two", outputs=outputs)))


IDS = np.random.RandomState(0).randint(2, 40, (ROWS, 10)).astype("int32")
HIDDEN = np.random.RandomState(1).uniform(size=(ROWS, 10)) < 0.2


def _words(x, y, weights=None, *, loss="sparse", layers=()):
    element = (x, y) if weights is None else (x, y, weights)
    outputs = ((None, 10, 40),)
    return records(element, inputs=[(None, 10)], outputs=outputs, losses=loss, layers=layers)


class TestLabelIsInput:
    def test_targets_that_are_the_inputs(self):
        found = verdict("label-is-input", _words(IDS, IDS))
        assert found.status == "warn"
        assert "y is x itself, at every step of all 64 sequences" in found.message

    def test_weights_that_leave_one_target(self):
        aliased = np.where(HIDDEN, 1, IDS)
        found = verdict("label-is-input", _words(aliased, aliased, HIDDEN.astype("float32")))
        assert found.status == "fail"
        assert f"all {HIDDEN.sum()} steps with a weight have the one target 1" in found.message

    def test_weights_on_several_targets(self):
        found = verdict("label-is-input", _words(IDS, IDS, HIDDEN.astype("float32")))
        assert found.status == "warn"

    @pytest.mark.parametrize("x", [np.where(HIDDEN, 1, IDS), IDS[:, ::-1], np.roll(IDS, 1, axis=1)])
    def test_something_is_left_to_predict(self, x):
        assert verdict("label-is-input", _words(x, IDS)) is None

    def test_an_autoencoder_squeezes_the_sequence(self):
        squeezed = [LayerFacts("repeat_vector", "RepeatVector")]
        assert verdict("label-is-input", _words(IDS, IDS, layers=squeezed)) is None

    def test_other_losses_and_two_values_are_not_asked(self):
        assert verdict("label-is-input", _words(IDS, IDS, loss="mse")) is None
        assert verdict("label-is-input", _words(IDS % 2, IDS % 2)) is None

    def test_an_own_train_step_is_not_judged(self):
        given = _words(IDS, IDS)
        given["contract"].custom_train_step = True
        assert verdict("label-is-input", given) is None

    def test_ids_with_a_last_axis_of_one(self):
        assert verdict("label-is-input", _words(IDS, IDS[:, :, None])).status == "warn"
