"""The check stateful-shuffled, on hand-written records."""

from __future__ import annotations

import numpy as np

from conformance.records import (
    Arguments,
    Build,
)
from tests.checks.made import chain, contract, layer, node, one_pass, result


def _stateful(kind="arrays", plan=None, batches=8, **facts):
    model = contract(layer("LSTM", stateful=True), **facts)
    arguments = Arguments(facts.pop("given", {}))
    x = np.zeros((16 * batches, 4, 1), "float32")
    return result(
        "stateful-shuffled",
        build=Build(kind=kind),
        contract=model,
        elements=one_pass(x),
        arguments=arguments,
        plan=plan,
    )


class TestStatefulShuffled:
    def test_fit_shuffles_arrays_by_default(self):
        assert "fit(shuffle=True), its default for arrays" in _stateful().message

    def test_fit_is_told_not_to(self):
        model = contract(layer("LSTM", stateful=True))
        records = dict(build=Build(kind="arrays"), contract=model)
        elements = one_pass(np.zeros((64, 4, 1), "float32"))
        quiet = result(
            "stateful-shuffled",
            elements=elements,
            arguments=Arguments({"shuffle": False}),
            **records,
        )
        assert quiet.status == "pass"

    def test_a_shuffle_of_the_rows(self):
        plan = chain(node("batch"), node("shuffle"), node("tensor_slices"))
        assert _stateful("dataset", plan).status == "fail"

    def test_a_shuffle_of_the_files(self):
        plan = chain(node("batch"), node("flat_map"), node("shuffle"), node("tensor_slices"))
        assert _stateful("dataset", plan).status == "pass"

    def test_a_step_of_its_own_may_reset_the_states(self):
        assert _stateful(custom_train_step=True).status == "warn"

    def test_one_batch_has_no_successor(self):
        assert _stateful(batches=1).status == "skip"
