"""The checks of training, on hand-written records."""

from __future__ import annotations

import pytest

from conformance.records import Arguments, Build, Failure, Training
from tests.checks.made import contract, environment, judge, normal, one_pass

ACCEPTED = frozenset({"epochs", "batch_size", "validation_split"})
FAILURE = Failure("ValueError", "ValueError: bad", "fit", frames=("model.py:4 in train_step",))


class TestArguments:
    def _unknown(self, given, **model):
        return judge(
            "fit-argument-unknown",
            arguments=Arguments(given, ACCEPTED),
            environment=environment(3),
            contract=contract(**model),
        )

    def test_what_keras_3_moved_to_the_constructor(self):
        found = self._unknown({"workers": 4, "epochs": 2})
        assert found.status == "fail"
        assert found.message == (
            "fit(workers=4) raises TypeError: fit of Keras 3.15.1 has no parameter `workers`"
        )
        assert "super().__init__(workers=...)" in found.fix
        assert found.blame == "environment"

    def test_an_argument_of_no_keras(self):
        assert self._unknown({"nb_epoch": 4}).blame == "pipeline"

    def test_known_arguments_and_a_fit_of_its_own(self):
        assert self._unknown({"epochs": 2}) is None
        assert self._unknown({"nb_epoch": 4}, own_fit=True).reason

    @pytest.mark.parametrize("name", ["validation_split", "y", "sample_weight"])
    def test_arguments_for_arrays_only(self, name):
        arguments = Arguments({name: 0.2})
        found = judge("fit-argument-refused", arguments=arguments, build=Build())
        assert found.status == "fail"
        arrays = Build(kind="arrays")
        assert judge("fit-argument-refused", arguments=arguments, build=arrays) is None

    def test_a_validation_split_of_zero_is_none(self):
        arguments = Arguments({"validation_split": 0.0})
        assert judge("fit-argument-refused", arguments=arguments, build=Build()) is None

    @pytest.mark.parametrize(("size", "status"), [(64, "warn"), (16, None)])
    def test_a_batch_size_that_is_ignored(self, size, status):
        found = judge(
            "fit-argument-ignored",
            arguments=Arguments({"batch_size": size}),
            build=Build(type_name="_PrefetchDataset"),
            elements=one_pass(normal(40)),
        )
        assert getattr(found, "status", None) == status


@pytest.mark.parametrize("stage", ["fit", "evaluate", "predict"])
def test_a_stage_that_raises_names_the_users_line(stage):
    training = Training(failures={stage: FAILURE})
    found = judge(f"{stage}-fails", training=training)
    assert found.status == "fail"
    assert found.where == "model.py:4 in train_step"
    assert "ValueError: bad" in found.message
    assert judge(f"{stage}-fails", training=Training()) is None


def test_a_model_with_its_own_train_step_may_not_predict_from_x():
    given = {"training": Training(failures={"predict": FAILURE})}
    assert judge("predict-fails", contract=contract(), **given).status == "fail"
    own = contract(custom_train_step=True)
    assert "step of its own" in judge("predict-fails", contract=own, **given).reason


class TestNumbers:
    def test_an_untrained_loss_that_is_no_number(self):
        found = judge("loss-not-finite", training=Training(initial_loss=float("nan")))
        assert "untrained model is nan" in found.message

    def test_a_loss_that_leaves_the_numbers(self):
        training = Training(initial_loss=2.0, losses=[1.0, float("inf")], batches=5)
        assert judge("loss-not-finite", training=training).where == "fit, epoch 2"

    def test_finite_losses(self):
        assert judge("loss-not-finite", training=Training(initial_loss=2.0, losses=[1.0])) is None

    def test_weights(self):
        training = Training(weights_finite=False, bad_weights=["dense/kernel"], losses=[0.5])
        found = judge("weights-not-finite", training=training)
        assert found.message.startswith("`dense/kernel` hold NaN or infinite values after 0 steps")
        assert "while the loss reads 0.5" in found.message
        assert judge("weights-not-finite", training=Training()) is None


class TestArgumentValues:
    def _judge(self, generation=3, **fit):
        return judge(
            "fit-argument-value", arguments=Arguments(fit), environment=environment(generation)
        )

    def test_no_epoch_is_left(self):
        found = self._judge(epochs=3, initial_epoch=3)
        assert found.message.startswith("fit(epochs=3, initial_epoch=3) trains nothing")
        assert self._judge(epochs=0).status == "fail"

    def test_a_float_raises_on_keras_3(self):
        found = self._judge(steps_per_epoch=200 / 32)
        assert found.status == "fail"
        assert "fit(steps_per_epoch=6.25) raises TypeError" in found.message
        assert self._judge(2, steps_per_epoch=200 / 32).status == "warn"
        assert self._judge(2, epochs=2.0).status == "fail"

    @pytest.mark.parametrize(
        "fit", [{}, {"epochs": 1}, {"epochs": 6, "initial_epoch": 3}, {"steps_per_epoch": 7}]
    )
    def test_passes(self, fit):
        assert self._judge(**fit) is None


def test_a_model_that_was_not_compiled():
    found = judge("model-not-compiled", contract=contract(compiled=False))
    assert (found.status, found.blame) == ("warn", "model")
    assert judge("model-not-compiled", contract=contract()) is None
