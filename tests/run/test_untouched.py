"""check_pipeline touches nothing that is the caller's: model, pipeline, process."""

from __future__ import annotations

import os
import random
import sys

import pytest

tf = pytest.importorskip("tensorflow")

import numpy as np  # noqa: E402

from conformance import Pipeline, check_pipeline, compat, parametrize_with_checks  # noqa: E402

keras = compat.keras()
layers = keras.layers
FEW = ["elements", "training"]


def _rows():
    x = np.random.RandomState(0).normal(size=(160, 4)).astype("float32")
    return x, x.sum(axis=1, keepdims=True)


def _dataset():
    return tf.data.Dataset.from_tensor_slices(_rows()).batch(16)


def _sequential():
    return keras.Sequential(
        [keras.Input((4,)), layers.Dense(3), layers.BatchNormalization(), layers.Dense(1)]
    )


def _functional():
    inputs = keras.Input((4,))
    return keras.Model(inputs, layers.Dense(1)(layers.Dropout(0.5)(layers.Dense(3)(inputs))))


def _unbuilt():
    return keras.Sequential([layers.Dense(3), layers.Dense(1)])


class Own(keras.Model):
    def __init__(self):
        super().__init__()
        self.hidden, self.out, self.calls = layers.Dense(3), layers.Dense(1), []

    def call(self, x, training=False):
        self.calls.append(training)
        return self.out(self.hidden(x))


def _stateful():
    inputs = keras.Input(batch_shape=(16, 4))
    rows = layers.Reshape((4, 1))(inputs)
    return keras.Model(inputs, layers.Dense(1)(layers.LSTM(3, stateful=True)(rows)))


def _numbers(model):
    held = list(model.weights) if model.built else []
    optimizer = model.optimizer.variables
    held += optimizer() if callable(optimizer) else list(optimizer)
    for metric in model.metrics if model.built else []:
        held += list(metric.variables)
    for layer in model.layers if model.built else []:
        held += [state for state in getattr(layer, "states", None) or [] if state is not None]
    return [compat.to_numpy(one).tolist() for one in held]


def _settings(model):
    return {
        "built": model.built,
        "attributes": sorted(vars(model)),
        "history": id(getattr(model, "history", None)),
        "stop": getattr(model, "stop_training", None),
        "optimizer": str(model.optimizer.get_config()),
        "calls": list(getattr(model, "calls", [])),
    }


@pytest.mark.slow
@pytest.mark.parametrize("trained", [False, True], ids=["fresh", "trained"])
@pytest.mark.parametrize("make", [_sequential, _functional, _unbuilt, Own, _stateful])
def test_a_model_is_as_it_was_given(make, trained):
    model = make()
    model.compile("adam", "mse", metrics=["mae"])
    if trained:
        model.fit(_dataset(), epochs=1, verbose=0, shuffle=False)
    numbers, settings = _numbers(model), _settings(model)
    report = check_pipeline(_dataset, model=model, only=FEW)
    assert next(r for r in report.results if r.check == "fit-fails").status == "pass"
    assert _numbers(model) == numbers
    assert _settings(model) == settings
    model.fit(_dataset(), epochs=1, verbose=0, shuffle=False)
    assert _numbers(model) != numbers, "it can still be trained"


def _steps(model, data):
    model.fit(data, epochs=1, verbose=0, shuffle=False)
    return _numbers(model)


@pytest.mark.slow
def test_training_goes_on_as_if_there_had_been_no_check():
    twins = [_sequential(), _sequential()]
    weights = twins[0].get_weights()
    for twin in twins:
        twin.compile("adam", "mse")
        twin.set_weights(weights)
        twin.fit(_dataset(), epochs=1, verbose=0, shuffle=False)
    check_pipeline(_dataset, model=twins[0], only=FEW)
    assert _steps(twins[0], _dataset()) == _steps(twins[1], _dataset())


def _process():
    return (
        os.getcwd(),
        list(sys.path),
        dict(os.environ),
        np.random.get_state()[1].tolist(),
        random.getstate(),
        compat.global_seed(),
        tf.config.functions_run_eagerly(),
    )


def _leaving(folder):
    def make_dataset():
        os.chdir(folder)
        os.environ["SOMETHING_NEW"] = "1"
        sys.path.insert(0, folder)
        np.random.seed(3)
        random.seed(3)
        tf.random.set_seed(3)
        return _dataset()

    return make_dataset


@pytest.mark.slow
@pytest.mark.parametrize("seed", [None, 5])
def test_the_process_is_as_it_was(tmp_path, seed):
    compat.reset_global_seed()
    if seed is not None:
        tf.random.set_seed(seed)
    before = _process()
    check_pipeline(_leaving(str(tmp_path)), model=_compiled, only=FEW)
    assert _process() == before
    mark = parametrize_with_checks([Pipeline(_leaving(str(tmp_path)), name="p")], only=FEW)
    for parameter in mark.args[1]:
        try:
            parameter.values[0]()
        except (pytest.skip.Exception, pytest.fail.Exception):
            continue
    assert _process() == before
    compat.reset_global_seed()


def _compiled():
    model = _sequential()
    model.compile("sgd", "mse")
    return model


class Shuffled(compat.sequence_types()[0]):
    def __init__(self):
        super().__init__()
        self.order, self.epochs = np.arange(10), 0

    def __len__(self):
        return 10

    def __getitem__(self, index):
        x, y = _rows()
        return x[self.order[index] :: 10], y[self.order[index] :: 10]

    def on_epoch_end(self):
        self.epochs += 1
        np.random.shuffle(self.order)


@pytest.mark.slow
def test_a_live_sequence_is_as_it_was_given():
    sequence = Shuffled()
    kind = type(sequence)
    check_pipeline(sequence, model=_compiled, only=FEW)
    assert (sequence.order.tolist(), sequence.epochs) == (list(range(10)), 0)
    assert type(sequence) is kind
    assert len(sequence) == 10


@pytest.mark.slow
def test_a_live_generator_is_said_to_be_consumed():
    x, y = _rows()
    report = check_pipeline(((x[i : i + 16], y[i : i + 16]) for i in (0, 16)), model=_compiled)
    assert any("has consumed it" in note for note in report.notes)


@pytest.mark.slow
def test_training_and_validation_from_one_function_are_both_judged():
    def both():
        return _dataset(), _dataset().map(lambda x, y: (x, y * float("nan")))

    report = check_pipeline(both, model=_compiled)
    failed = [(r.check, r.part) for r in report.results if r.status == "fail"]
    assert any("both are judged" in note for note in report.notes)
    assert failed
    assert all(part == "validation" or "validation" in check for check, part in failed), failed
