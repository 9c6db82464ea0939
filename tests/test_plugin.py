"""The pytest plugin, from somebody else's repository."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytest_plugins = ["pytester"]

PIPELINE = """
import numpy as np
import tensorflow as tf
from tensorflow import keras


def make_dataset():
    rng = np.random.RandomState(0)
    x = rng.normal(size=(160, 4)).astype("float32")
    y = x.sum(axis=1, keepdims=True)
    x[5, 0] = np.nan
    return tf.data.Dataset.from_tensor_slices((x, y)).shuffle(160).batch(16)


def make_model():
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    return model
"""
ACCEPTED = """
[[expected]]
check = "not-finite"
reason = "the sensor drops values"
"""


def _installed():
    from importlib import metadata

    found = metadata.entry_points()
    points = found.select(group="pytest11") if hasattr(found, "select") else found["pytest11"]
    return any(point.value == "conformance.plugin" for point in points)


@pytest.fixture
def project(pytester, monkeypatch):
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)
    # pkg_resources, which TensorFlow 2.4 imports, adds a folder of setuptools' own with a plugin in it.
    paths = [path for path in sys.path if "_vendor" not in path]
    monkeypatch.setenv("PYTHONPATH", ":".join(paths))
    pytester.makeini("[pytest]\naddopts = --strict-markers\n")

    def run(*arguments, **files):
        if files:
            pytester.makepyfile(**files)
        own = [] if _installed() else ["-p", "conformance.plugin"]
        return pytester.runpytest_subprocess("-p", "no:cacheprovider", *own, *arguments)

    return run


def test_markers_and_options_are_known_and_nothing_is_added_unasked(project):
    test = """
import pytest

@pytest.mark.conformance_accept("not-finite", reason="known")
def test_mine():
    pass
"""
    result = project(test_it=test)
    assert result.parseoutcomes() == {"passed": 1}
    assert "--conformance-target" in project("--help").stdout.str()


def test_an_unknown_check_is_a_wrong_request(project):
    result = project("--conformance-only", "valeus", test_it="def test_mine(): pass")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert "did you mean 'values'" in result.stderr.str() + result.stdout.str()


@pytest.mark.parametrize(
    ("mark", "message"),
    [
        ('"not-finit", reason="x"', "did you mean 'not-finite'"),
        ('"not-finite"', "takes a check and its reason"),
    ],
)
def test_a_marker_without_a_reason_or_a_known_check_fails_its_test(project, mark, message):
    test = f"""
import pytest

@pytest.mark.conformance_accept({mark})
def test_mine(conformance):
    pass
"""
    result = project(test_it=test)
    assert result.parseoutcomes() == {"errors": 1}
    assert message in result.stdout.str()


@pytest.mark.slow
@pytest.mark.parametrize("workers", [(), ("-n", "2")])
def test_each_check_that_applies_is_an_item(project, workers):
    options = ["--conformance-target", "data.py", "-q", "-rf", *workers]
    result = project(*options, data=PIPELINE)
    outcomes = result.parseoutcomes()
    assert outcomes["failed"] == 1, result.stdout.str()
    assert outcomes["passed"] > 20
    assert "data.py::not-finite" in result.stdout.str()
    assert "planes-as-pixels" not in project(*options, "-v", data=PIPELINE).stdout.str()


@pytest.mark.slow
def test_an_accepted_failure_is_an_xfail_and_a_script_is_a_target(project, pytester):
    pytester.path.joinpath("accepted.toml").write_text(ACCEPTED)
    script = PIPELINE + "\nmake_model().fit(make_dataset())\n"
    options = ["--conformance-run", "train.py --epochs 3", "-q", "--conformance-only", "values"]
    accepted = ["--conformance-expected-failures", "accepted.toml"]
    outcomes = project(*options, *accepted, train=script).parseoutcomes()
    assert outcomes.get("failed", 0) == 0
    assert outcomes["xfailed"] == 1


@pytest.mark.slow
def test_the_fixture_judges_and_accepts(project):
    test = """
import pytest
from data import make_dataset, make_model


def test_fails(conformance):
    conformance(make_dataset, model=make_model, only=["values"])


@pytest.mark.conformance_accept("not-finite", reason="the sensor drops values")
def test_accepted(conformance):
    assert conformance(make_dataset, model=make_model, only=["values"]).conforms


@pytest.mark.conformance_accept("not-finite", reason="the sensor drops values")
@pytest.mark.conformance_accept("input-shape", reason="long mended")
def test_stale(conformance):
    conformance.fit(make_model(), make_dataset(), epochs=2, only=["not-finite", "input-shape"])
"""
    result = project("-q", data=PIPELINE, test_it=test)
    assert result.parseoutcomes() == {"failed": 2, "passed": 1}, result.stdout.str()
    assert "remove the entry" in result.stdout.str()


def test_a_user_of_the_command_line_needs_no_test_library():
    hidden = ("hypothesis", "pytest", "xdist")
    code = (
        f"import sys; [sys.modules.__setitem__(name, None) for name in {hidden!r}];"
        "import conformance.cli.check, conformance.cli.run, conformance.cli.explain;"
        "import conformance.face, conformance.run.worker, conformance.run.runner, conformance.registry;"
        "print(len(conformance.registry.load()) > 100)"
    )
    out = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, check=True)
    assert out.stdout.decode().strip() == "True"
