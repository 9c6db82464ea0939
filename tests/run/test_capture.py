"""The calls of a script are caught as its Keras is imported, whichever Keras that is."""

from __future__ import annotations

import sys

import pytest

from conformance.run import capture as capturing
from conformance.run.capture import Capture

TRAINING = """
import functools


class Model:
    trained = saved = 0

    def fit(self, x=None, y=None, batch_size=None, epochs=1, callbacks=None):
        self.trained += 1
        return "trained"

    def save(self, path):
        self.saved += 1
"""


@pytest.fixture
def keras_of_mine(tmp_path, monkeypatch):
    """A package with the module names of Keras 2.15, and nothing of Keras in it."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "tf_keras"]:
        monkeypatch.delitem(sys.modules, name)
    folder = tmp_path / "tf_keras" / "src" / "engine"
    folder.mkdir(parents=True)
    for place in (folder, folder.parent, folder.parent.parent):
        (place / "__init__.py").write_text("")
    (folder / "training.py").write_text(TRAINING)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    monkeypatch.setattr(capturing, "_history", lambda model, arguments: ("untrained", arguments))

    def with_(**options):
        seen = []
        capture = Capture(seen.append, **options)
        monkeypatch.setattr(capturing, "WATCHED", {"tf_keras.src.engine.training"})
        capturing.install(capture)
        from tf_keras.src.engine.training import Model

        return Model, seen, capture

    yield with_
    for name in [name for name in sys.modules if name.partition(".")[0] == "tf_keras"]:
        del sys.modules[name]


def test_fit_is_not_run_and_its_arguments_come_by_name(keras_of_mine):
    Model, seen, _ = keras_of_mine()
    model = Model()
    assert model.fit([1], [2], epochs=3, workers=4)[0] == "untrained"
    assert model.trained == 0
    (call,) = seen
    assert call.model is model
    # `workers` is no parameter of this fit: what it is given is for a check to find.
    assert call.arguments == {"x": [1], "y": [2], "epochs": 3, "workers": 4}
    assert call.line.startswith("test_capture.py:")


def test_a_subclass_that_calls_super_is_caught_where_it_ends(keras_of_mine):
    Model, seen, capture = keras_of_mine()

    class Mine(Model):
        def fit(self, data, **kwargs):
            return super().fit(x=data, y=data, **kwargs)

    Mine().fit([5])
    (call,) = seen
    assert call.arguments == {"x": [5], "y": [5]}
    capture.busy = True  # what was judged is the call within, so that is what can be made again
    assert call.model.fit(**call.arguments) == "trained"


@pytest.mark.parametrize(("wanted", "numbers"), [(1, [1]), (2, [2]), (None, [1, 2, 3])])
def test_the_call_that_is_wanted_is_judged(keras_of_mine, wanted, numbers):
    Model, seen, _ = keras_of_mine(wanted=wanted)
    for _ in range(3):
        Model().fit([1])
    assert [call.number for call in seen] == numbers


def test_what_the_judges_call_themselves_trains(keras_of_mine):
    Model, seen, capture = keras_of_mine()
    inner = []
    capture.reached = lambda call: inner.append(call.model.fit(call.arguments["x"]))
    Model().fit([1])
    assert inner == ["trained"]
    assert seen == []


def test_a_model_that_was_not_trained_is_not_written(keras_of_mine):
    Model, _, capture = keras_of_mine(wanted=None)
    before, after = Model(), Model()
    before.save("initial.keras")
    after.fit([1])
    after.save("final.keras")
    assert (before.saved, after.saved) == (1, 0)
    assert capture.unsaved == ["final.keras"]


def test_the_history_of_a_fit_that_did_not_run_answers_any_name():
    history = capturing._Untrained(3)
    assert len(history["val_auc"]) == 3
    assert all(value != value for value in history["loss"])


def test_gradients_by_pictures_are_no_training():
    class Variable:
        trainable = True

        def assign(self, value):
            """As variables have it."""

    picture, variable = object(), Variable()
    assert capturing._variables(picture) == []
    assert capturing._variables([variable, [variable], picture]) == [variable, variable]
    assert capturing._variables({"kernel": variable}) == [variable]
