"""The check batch-twice: elements are batched once."""

from __future__ import annotations

import numpy as np
import pytest

from conformance.facts.pairing import Pairing
from conformance.records import (
    Failure,
    Forward,
    LayerFacts,
    Leaf,
    Node,
    Plan,
    Spec,
    Training,
)
from tests.checks.made import chain, contract, node, normal, pairing, result
from tests.checks.paired import answer, records

X = normal(64, 6)
Y = (X[:, :1] > 0).astype("float32")
ONE = [(None, 6)]


def _leaf(path="x", shape=(None, 6), dtype="float32", kind="dense", role="x"):
    return Leaf(path, shape, dtype, kind, role)


def _chain(*ops, leaves=None, **source):
    """A line of nodes, root first; ``ops`` are (op, attributes, leaves) or names."""
    node = Node("tensor_slices", leaves=leaves or [_leaf(shape=(6,))], **source)
    for entry in reversed(ops):
        op, attributes, shape = entry if isinstance(entry, tuple) else (entry, {}, None)
        made = [_leaf(shape=shape)] if shape else node.leaves
        node = Node(op, attributes=attributes, inputs=[node], leaves=made)
    return Plan(node)


class TestBatchTwice:
    DENSE = LayerFacts("dense", "Dense", units=1)

    def _given(self, *ops, layers=(DENSE,), shape=(8, 16, 6), **options):
        data = np.zeros((64, *shape[1:]), "float32")
        given = records((data, Y), layers=layers, **options)
        given["plan"] = _chain(*ops)
        return given

    def _batch(self, size, shape, **attributes):
        return "batch", {"batch_size": size, **attributes}, shape

    def test_a_declared_model(self):
        found = answer("batch-twice", records((np.zeros((8, 16, 6)), Y[:8]), inputs=ONE))
        assert found.fix.startswith("batch once")

    def test_rows_shuffled_and_batched_twice(self):
        inner, outer = self._batch(16, (None, 6)), self._batch(8, (None, None, 6))
        found = answer("batch-twice", self._given(outer, "map", inner, "shuffle"))
        assert "rows are batched twice, by 16 and then by 8" in found.message

    def test_windows_of_a_series_pass(self):
        inner = self._batch(16, (None, 6), drop_remainder=True)
        given = self._given(self._batch(8, (None, None, 6)), inner)
        assert answer("batch-twice", given).status == "pass"

    def test_a_recurrent_model_may_want_the_groups(self):
        ops = (self._batch(8, (None, None, 6)), self._batch(16, (None, 6)), "shuffle")
        given = self._given(*ops, layers=(LayerFacts("lstm", "LSTM"),))
        assert answer("batch-twice", given).status == "pass"

    @pytest.mark.parametrize("between", ["unbatch", "flat_map", "window"])
    def test_what_undoes_the_first_batch(self, between):
        ops = (self._batch(8, (None, None, 6)), between, self._batch(16, (None, 6)), "shuffle")
        assert answer("batch-twice", self._given(*ops)).status == "pass"

    def test_a_map_that_uses_the_axis_up(self):
        pairs = ("map", {}, (28, 6))
        ops = (self._batch(8, (None, 28, 6)), pairs, self._batch(2, (None, 28, 6)), "shuffle")
        assert answer("batch-twice", self._given(*ops)).status == "pass"

    def test_from_tensors_then_batch(self):
        source = Node("tensors", leaves=[_leaf(shape=(400, 6))], cardinality=1)
        root = Node("batch", attributes={"batch_size": 32}, inputs=[source])
        given = self._given(shape=(1, 400, 6))
        given["plan"] = Plan(root)
        assert answer("batch-twice", given).fix.startswith("use `from_tensor_slices`")

    def test_one_batch_passes(self):
        assert answer("batch-twice", self._given(self._batch(16, (None, 6)))).status == "pass"


RAN, CRASHED = Training(ran=["fit"]), Forward(failure=Failure("ValueError", "rank", "call"))


@pytest.mark.parametrize(
    ("own", "training", "forward", "found"),
    [
        (True, RAN, CRASHED, False),
        (True, RAN, Forward(), True),
        (False, RAN, CRASHED, True),
        (True, Training(), CRASHED, True),
    ],
    ids=["taken apart", "called on x", "Keras' own step", "fit failed"],
)
def test_an_axis_that_train_step_takes_apart_is_no_second_batch(own, training, forward, found):
    pairs = pairing("x")
    pairs.batch = "double"
    given = dict(spec=Spec([Leaf("x", None, "float32")]), contract=contract(custom_train_step=own))
    answered = result("batch-twice", pairing=pairs, training=training, forward=forward, **given)
    assert (answered.status == "fail") == found


@pytest.mark.parametrize("opened", [False, True], ids=["from_tensors", "from_generator"])
def test_a_generator_is_no_element_that_holds_all_rows(opened):
    nodes = [node("batch", batch_size=8), *([node("flat_map")] if opened else []), node("tensors")]
    spec = Spec([Leaf("x", (None, 64, 1), "float32")])
    pairs = Pairing(known=False)
    found = result("batch-twice", pairing=pairs, spec=spec, contract=contract(), plan=chain(*nodes))
    assert found.status == ("pass" if opened else "fail")
