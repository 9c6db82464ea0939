"""endless: an epoch ends, or fit is told where."""

from __future__ import annotations

from conformance.records import (
    INFINITE,
    UNKNOWN,
    Arguments,
    Build,
)
from tests.checks.made import (
    chain,
    environment,
    judge,
    node,
    normal,
    one_pass,
)


class TestEndless:
    def _judge(self, elements, plan=None, kind="dataset", generation=3, **fit):
        return judge(
            "endless",
            elements=elements,
            build=Build(kind=kind),
            arguments=Arguments(fit),
            environment=environment(generation),
            plan=plan,
        )

    def test_a_repeat_without_steps(self):
        repeating = node("repeat", INFINITE)
        plan = chain(node("batch", INFINITE), repeating, node("tensor_slices", 240))
        elements = one_pass(normal(), complete=False)
        found = self._judge(elements, plan)
        assert "(`repeat` makes it infinite)" in found.message
        assert "never ends" in found.message
        assert "Keras 2 raises" in self._judge(elements, plan, generation=2).message
        assert self._judge(elements, plan, steps_per_epoch=15) is None

    def test_a_generator_still_going(self):
        long_, short = one_pass(normal(), complete=False), one_pass(normal(), complete=False)
        long_.batches = 5000
        assert self._judge(long_, kind="generator").status == "fail"
        assert self._judge(short, kind="generator").status == "warn"
        assert self._judge(one_pass(normal()), kind="generator") is None

    def test_a_long_data_set_of_unknown_length_passes(self):
        elements = one_pass(normal(), complete=False)
        assert self._judge(elements, chain(node("tfrecords", UNKNOWN))) is None

    def test_validation(self):
        found = judge(
            "endless",
            elements=one_pass(normal()),
            build=Build(),
            arguments=Arguments({}),
            environment=environment(),
            validation=one_pass(normal(), complete=False),
            validation_plan=chain(node("repeat", INFINITE), node("tensor_slices", 10)),
        )
        assert "fit is given no validation_steps" in found.message
