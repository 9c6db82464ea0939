"""python-state: the pipeline can be saved, resumed and served without this Python process."""

from __future__ import annotations

from conformance.records import Build, Function
from conformance.results import NOT_APPLICABLE
from tests.checks.made import chain, node, result

PYTHON = Function("load", python=frozenset({"PyFunc"}))


class TestPythonState:
    def _judge(self, *nodes, state="PyFunc", **build):
        plan = chain(*nodes, node("tensor_slices"))
        plan.external_state = state
        return result("python-state", plan=plan, build=Build(**build))

    def test_a_numpy_function(self):
        found = self._judge(node("batch"), node("map", function=PYTHON))
        assert found.status == "warn"
        assert found.message.startswith("map(load) calls Python through `numpy_function`")

    def test_several_steps_are_one_warning(self):
        found = self._judge(node("map", function=PYTHON), node("map", function=PYTHON))
        assert "(2 such steps)" in found.message

    def test_a_generator_as_source_passes(self):
        assert self._judge(node("batch"), node("flat_map", function=PYTHON)).kind == NOT_APPLICABLE

    def test_random_ops_pass(self):
        assert (
            self._judge(node("map", function=Function("noise")), state="RandomUniform").kind
            == NOT_APPLICABLE
        )

    def test_debug_mode_runs_everything_in_python(self):
        assert self._judge(node("map", function=PYTHON), debug_mode=True).kind == NOT_APPLICABLE
