"""The check pipeline-builds: the pipeline can be built."""

from __future__ import annotations

import pytest

from conformance.records import (
    Build,
    Failure,
)
from tests.checks.made import does_not_apply
from tests.checks.paired import answer


class TestBuilds:
    @pytest.mark.parametrize(
        ("kind", "message", "cause_of_it"),
        [
            ("ValueError", "Dimensions 200 and 180 are not compatible", "same number of rows"),
            ("ValueError", "tf.function only supports singleton tf.Variables", "layer or variable"),
            (
                "TypeError",
                "expected str, bytes or os.PathLike object, not SymbolicTensor",
                "symbolic",
            ),
            (
                "TypeError",
                "Input 'y' of 'Mul' Op has type float32 that does not match type float64",
                "dtypes",
            ),
            ("AttributeError", "'SymbolicTensor' object has no attribute 'numpy'", "`.numpy()`"),
            (
                "ValueError",
                "Can't convert non-rectangular Python sequence to Tensor.",
                "different lengths",
            ),
            ("TypeError", "`generator` must be a Python callable.", "returns an iterator"),
        ],
    )
    def test_names_the_cause(self, kind, message, cause_of_it):
        build = Build(failure=Failure(kind, message, "build", frames=("data.py:7 in make",)))
        found = answer("pipeline-builds", {"build": build})
        assert cause_of_it in found.message
        assert message.rstrip(".") in found.message
        assert found.where == "data.py:7 in make"

    def test_an_unknown_error_keeps_its_own_words(self):
        build = Build(
            failure=Failure(
                "ZeroDivisionError", "division by zero", "build", frames=("a.py:3 in f",)
            )
        )
        found = answer("pipeline-builds", {"build": build})
        assert (
            found.message == "the pipeline could not be built: ZeroDivisionError: division by zero"
        )
        assert found.fix == "mend a.py:3 in f"

    def test_a_name_this_version_lacks_is_the_environments(self):
        failure = Failure(
            "AttributeError", "module 'tensorflow.data' has no attribute 'x'", "build"
        )
        assert answer("pipeline-builds", {"build": Build(failure=failure)}).blame == "environment"

    def test_an_unknown_length_is_left_to_completeness(self):
        failure = Failure(
            "TypeError", "The dataset length is unknown.", "build", functions=("make", "__len__")
        )
        assert "completeness" in does_not_apply("pipeline-builds", build=Build(failure=failure))

    def test_passes(self):
        assert answer("pipeline-builds", {"build": Build()}).status == "pass"
