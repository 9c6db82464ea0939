"""The Python face, from somebody else's repository."""

from __future__ import annotations

import pytest

from conformance.registry import load

pytest_plugins = ["pytester"]
load()  # pytester forgets the modules that a test imports; the registry would meet them twice

MODULE = """
import numpy as np
import tensorflow as tf
from tensorflow import keras
from conformance import Pipeline, check_pipeline, parametrize_with_checks


def make_dataset(spoil=False):
    rng = np.random.RandomState(0)
    x = rng.normal(size=(160, 4)).astype("float32")
    y = x.sum(axis=1, keepdims=True)
    if spoil:
        x[5, 0] = np.nan
    return tf.data.Dataset.from_tensor_slices((x, y)).shuffle(160).batch(16)


def make_spoilt():
    return make_dataset(spoil=True)


def make_model():
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    return model
"""


@pytest.fixture
def module(pytester, monkeypatch):
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)
    pytester.makepyfile(pipelines=MODULE)
    pytester.makeini("[pytest]\nxfail_strict = true\n")
    return pytester


def _outcomes(pytester, test, *arguments):
    pytester.makepyfile(test_it="from pipelines import *\n" + test)
    result = pytester.runpytest_subprocess("-q", "-p", "no:cacheprovider", *arguments)
    return result, result.parseoutcomes()


@pytest.mark.slow
def test_one_item_for_each_check(module):
    test = """
@parametrize_with_checks([Pipeline(make_dataset, model=make_model, name="train")])
def test_pipeline(check):
    check()
"""
    result, outcomes = _outcomes(module, test)
    assert outcomes.get("failed", 0) == 0, result.stdout.str()
    assert outcomes["passed"] + outcomes["skipped"] == len(load())


@pytest.mark.slow
def test_a_finding_fails_its_item_and_an_expected_one_is_a_strict_xfail(module):
    test = """
@parametrize_with_checks([Pipeline(make_spoilt, model=make_model, name="spoilt")], only=["values"])
def test_fails(check):
    check()


@parametrize_with_checks(
    [Pipeline(make_spoilt, model=make_model, name="known")],
    only=["values"],
    expected_failures={"not-finite": "the sensor drops values"},
)
def test_known(check):
    check()


@parametrize_with_checks(
    [Pipeline(make_dataset, model=make_model, name="stale")],
    only=["not-finite"],
    expected_failures={"not-finite": "long mended"},
)
def test_stale(check):
    check()
"""
    result, outcomes = _outcomes(module, test)
    text = result.stdout.str()
    assert outcomes["failed"] == 2, text
    assert outcomes["xfailed"] == 1
    assert "test_fails[spoilt-not-finite]" in text
    assert "test_stale[stale-not-finite]" in text


@pytest.mark.slow
def test_check_pipeline_never_raises_on_a_finding(module):
    test = """
def test_report():
    report = check_pipeline(make_spoilt, model=make_model)
    assert not report.conforms
    assert [r.check for r in report.results if r.status == "fail"] == ["not-finite"], report
    assert "not-finite" in str(report)
    assert check_pipeline(make_dataset, model=make_model).conforms
    live = check_pipeline(make_dataset(), model=make_model())
    assert live.verdict in ("conforms", "incomplete")
"""
    result, outcomes = _outcomes(module, test)
    assert outcomes.get("passed") == 1, result.stdout.str()


def test_unknown_names_are_refused_at_decoration():
    from conformance import parametrize_with_checks

    with pytest.raises(ValueError, match="did you mean 'not-finite'"):
        parametrize_with_checks([lambda: None], expected_failures={"not-finit": "x"})


@pytest.mark.parametrize("wrong", [None, int])
def test_something_that_is_no_pipeline_is_refused(wrong):
    from conformance import check_pipeline

    with pytest.raises(TypeError, match=r"expected a function that builds a tf\.data\.Dataset"):
        check_pipeline(wrong)


def test_a_bare_string_for_only_is_refused():
    from conformance import check_pipeline

    with pytest.raises(TypeError, match="a list of names"):
        check_pipeline(lambda: None, only="values")
