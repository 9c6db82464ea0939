"""The checks of portability, on hand-written records."""

from __future__ import annotations

import pytest

from conformance.records import Arguments, Build, Function, SequenceFacts
from tests.checks.made import chain, environment, judge, node

PYTHON = Function("load", python=frozenset({"PyFunc"}))


class TestPythonState:
    def _judge(self, *nodes, state="PyFunc", **build):
        plan = chain(*nodes, node("tensor_slices"))
        plan.external_state = state
        return judge("python-state", plan=plan, build=Build(**build))

    def test_a_numpy_function(self):
        found = self._judge(node("batch"), node("map", function=PYTHON))
        assert found.status == "warn"
        assert found.message.startswith("map(load) calls Python through `numpy_function`")

    def test_several_steps_are_one_warning(self):
        found = self._judge(node("map", function=PYTHON), node("map", function=PYTHON))
        assert "(2 such steps)" in found.message

    def test_a_generator_as_source_passes(self):
        assert self._judge(node("batch"), node("flat_map", function=PYTHON)) is None

    def test_random_ops_pass(self):
        assert self._judge(node("map", function=Function("noise")), state="RandomUniform") is None

    def test_debug_mode_runs_everything_in_python(self):
        assert self._judge(node("map", function=PYTHON), debug_mode=True).reason


class TestPickle:
    def _judge(self, generation=3, given=None, **facts):
        facts.setdefault("pickle_failure", "AttributeError: Can't pickle local object")
        return judge(
            "not-picklable",
            sequence=SequenceFacts(10, "Rows", **facts),
            arguments=Arguments(given or {}),
            environment=environment(generation),
        )

    def test_fails_where_workers_are_started_anew(self):
        assert self._judge(multiprocessing=True, start_method="spawn").status == "fail"
        waits = self._judge(2, {"use_multiprocessing": True}, start_method="spawn")
        assert "waits for ever" in waits.message

    def test_warns_where_they_are_forked(self):
        assert self._judge(multiprocessing=True).status == "warn"

    def test_an_open_file_is_named_whether_or_not_processes_are_asked_for(self):
        found = self._judge(unpicklable="file")
        assert found.status == "warn"
        assert found.message.startswith("Rows cannot be pickled: it holds `self.file` (")

    def test_nothing_for_a_local_class_without_processes_or_with_pickle(self):
        assert self._judge() is None
        assert self._judge(multiprocessing=True, pickle_failure=None) is None


def test_super_not_called():
    found = judge("super-not-called", sequence=SequenceFacts(10, "Rows", super_called=False))
    assert found.status == "warn"
    assert found.where == "Rows.__init__"
    assert judge("super-not-called", sequence=SequenceFacts(10, "Rows")) is None


@pytest.mark.parametrize(
    ("order", "found"),
    [
        (("shard", "shuffle"), True),
        (("shuffle", "shard"), False),
        (("shard", "seeded"), False),
        (("alone", "shuffle"), False),
    ],
)
def test_a_shard_after_a_shuffle(order, found):
    made = {
        "shard": lambda: node("shard", num_shards=4),
        "alone": lambda: node("shard", num_shards=1),
        "shuffle": lambda: node("shuffle", buffer_size=240, seed=0, seed2=0),
        "seeded": lambda: node("shuffle", buffer_size=240, seed=0, seed2=5),
    }
    plan = chain(*[made[name]() for name in order], node("tensor_slices"))
    judged = judge("uneven-shards", plan=plan)
    assert (judged is not None) == found
