"""The callback sees what passes, whatever kind of data `fit` is given, and changes none of it."""

from __future__ import annotations

import copy
import json
import warnings

import numpy as np
import pytest

pytest.importorskip("tensorflow")

from conformance import Watch, check_fit, compat
from conformance.watch import Stopped

keras, tf = compat.keras(), compat.tensorflow()
QUIET = {"verbose": 0}
pytestmark = [
    pytest.mark.filterwarnings("ignore:.*shuffle=True. was passed:UserWarning"),
    pytest.mark.slow,
]


def rows(count=320):
    rng = np.random.RandomState(0)
    x = rng.normal(size=(count, 4)).astype("float32")
    return x, x.sum(axis=1, keepdims=True)


def model_of(**compiled):
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse", **compiled)
    return model


def dataset(x, y, size=32):
    return tf.data.Dataset.from_tensor_slices((x, y)).batch(size)


def endless(x, y):
    while True:
        for i in range(0, len(x), 64):
            yield x[i : i + 64], y[i : i + 64]


def watched(*data, model=None, watch=None, **fit):
    """Train and return the watch, and what it warned of."""
    watch = watch or Watch(overhead=1e9)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        (model or model_of()).fit(*data, callbacks=[watch], **QUIET, **fit)
    return watch, [str(one.message) for one in caught if "conformance.Watch" in str(one.message)]


def failed(watch):
    return [result.check for result in watch.report.results if result.status == "fail"]


SOURCES = {
    "dataset": lambda x, y: ((dataset(x, y),), {}),
    "arrays": lambda x, y: ((x, y), {"batch_size": 32}),
    "generator": lambda x, y: ((endless(x, y),), {"steps_per_epoch": 5}),
    "dict": lambda x, y: ((tf.data.Dataset.from_tensor_slices(({"a": x}, y)).batch(32),), {}),
}


@pytest.mark.parametrize("kind", ["dataset", "arrays", "generator"])
def test_it_counts_what_passes_and_says_nothing_of_sound_data(kind):
    x, y = rows()
    data, fit = SOURCES[kind](x, y)
    watch, said = watched(*data, epochs=2, **fit)
    assert said == []
    assert failed(watch) == []
    assert [epoch.record.examples for epoch in watch.epochs] == [320, 320]
    assert watch.report.notes[0].startswith("epoch 0: 320 examples, 320 distinct; x -")
    assert watch.unseen == []


@pytest.mark.parametrize("kind", ["dataset", "arrays", "generator"])
def test_it_finds_what_is_wrong_in_a_batch_that_is_not_the_first(kind):
    x, y = rows()
    x[300, 2] = np.nan
    data, fit = SOURCES[kind](x, y)
    watch, said = watched(
        *data, epochs=1, **({"shuffle": False} if kind == "arrays" else {}), **fit
    )
    assert "not-finite" in failed(watch)
    assert any("not-finite" in text for text in said)


def test_a_later_epoch_is_told_by_its_number():
    x, y = rows()
    passes = [0]

    def read():
        passes[0] += 1
        spoilt = np.where(passes[0] > 2, np.float32("nan"), np.float32(0))
        yield from zip(x + spoilt, y)

    signature = (tf.TensorSpec((4,), "float32"), tf.TensorSpec((1,), "float32"))
    data = tf.data.Dataset.from_generator(read, output_signature=signature).batch(32)
    passes[0] = 0
    watch, _ = watched(data, epochs=4)
    found = next(r for r in watch.report.results if r.check == "not-finite")
    assert found.status == "fail"
    assert found.message.startswith("epoch ")


@pytest.mark.filterwarnings("ignore:conformance.Watch:UserWarning")
def test_stop_ends_it_before_the_first_step():
    x, y = rows()
    model, watch = model_of(), Watch(action="stop")
    before = [np.array(weight) for weight in model.get_weights()]
    error = Stopped if compat.backend() != "tensorflow" else tf.errors.OpError
    data = dataset(x, np.concatenate([y] * 3, axis=1))
    with pytest.raises(error, match="label-shape"):
        model.fit(data, callbacks=[watch], **QUIET)
    assert failed(watch) == ["label-shape"]
    for weight, now in zip(before, model.get_weights()):
        np.testing.assert_array_equal(weight, now)


def test_what_trains_under_it_is_what_trains_without():
    x, y = rows()
    losses = []
    for callbacks in ([], [Watch()]):
        keras.utils.set_random_seed(3)
        data = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(320, seed=5).batch(32)
        model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
        model.compile("sgd", "mse")
        losses.append(model.fit(data, epochs=2, callbacks=callbacks, **QUIET).history["loss"])
    assert losses[0] == losses[1]


def test_batches_for_which_there_is_no_time_are_counted_and_said():
    x, y = rows()
    watch, _ = watched(dataset(x, y), epochs=1, watch=Watch(overhead=0.0))
    assert watch.epochs[0].record.batches == 10
    assert watch.epochs[0].read == 4
    assert any("4 of 10 batches were read" in text for text in watch.unseen)
    assert not watch.report.whole


def test_looking_keeps_to_its_share_whatever_judging_takes():
    watch = Watch(overhead=0.5)
    watch.epochs = [type("Epoch", (), {"read": 4})()]
    watch.began, watch.seconds, watch.judging = 0.0, 1.0, 100.0
    assert not watch._affordable(2.0)  # 1.25 s would be more than half of 2 s
    assert watch._affordable(3.0)


def test_several_steps_an_execution_are_seen_one_by_one():
    x, y = rows()
    watch, said = watched(dataset(x, y), model=model_of(steps_per_execution=4), epochs=2)
    assert [epoch.record.batches for epoch in watch.epochs] == [10, 10]
    assert said == []


@pytest.mark.skipif(compat.backend() != "tensorflow", reason="a strategy of TensorFlow")
def test_under_a_strategy_the_whole_batch_is_seen():
    x, y = rows()
    with tf.distribute.MirroredStrategy(["/cpu:0"]).scope():
        model = model_of()
    watch, said = watched(dataset(x, y), model=model, epochs=2)
    assert [epoch.record.examples for epoch in watch.epochs] == [320, 320]
    assert said == []


def test_the_report_is_kept_and_a_copy_starts_empty(tmp_path):
    with pytest.raises(ValueError, match="nothing was trained"):
        Watch().save(str(tmp_path / "early.json"))
    x, y = rows()
    watch, _ = watched(dataset(x, y), epochs=1)
    watch.save(str(tmp_path / "watch.json"))
    data = json.loads((tmp_path / "watch.json").read_text())
    assert (data["schema"], data["target"], data["model"]) == (1, "fit", "Sequential")
    assert copy.deepcopy(watch).report is None  # as tuners of hyperparameters do


def test_an_unknown_action_or_check_is_refused():
    with pytest.raises(ValueError, match="expected one of warn, stop"):
        Watch(action="shout")
    with pytest.raises(ValueError, match="did you mean 'values'"):
        Watch(only=["valeus"])


@pytest.mark.parametrize("kind", ["dataset", "arrays"])
def test_check_fit_takes_what_fit_takes_and_does_not_train(kind):
    x, y = rows()
    x[3, 1] = np.nan
    data, fit = SOURCES[kind](x, y)
    held = np.random.RandomState(1).normal(size=(64, 4)).astype("float32")
    held = (held, held.sum(axis=1, keepdims=True))
    model = model_of()
    before = [np.array(weight) for weight in model.get_weights()]
    report = check_fit(model, *data, epochs=3, validation_data=held, **fit)
    assert report.target == "fit"
    assert {r.check for r in report.results if r.status == "fail"} == {"not-finite"}
    assert {r.part for r in report.results} == {"training", "validation"}
    for weight, now in zip(before, model.get_weights()):
        np.testing.assert_array_equal(weight, now)


def test_check_fit_knows_arguments_by_place():
    x, y = rows()
    report = check_fit(model_of(), x, y, 64, 5, only=["fit-argument-unknown"], name="mine")
    assert (report.target, report.verdict) == ("mine", "conforms")
    with pytest.raises(TypeError, match="a list of names"):
        check_fit(model_of(), x, y, only="values")
