"""The check batch-missing: elements are batches."""

from __future__ import annotations

import numpy as np
import pytest

from conformance.records import (
    Arguments,
    Build,
    Failure,
    Forward,
    Function,
    Leaf,
    Node,
    Plan,
)
from tests.checks.made import normal
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


class TestBatchMissing:
    def test_a_declared_model(self):
        found = answer("batch-missing", records((X, Y), inputs=ONE, batched=False))
        assert found.message == (
            "elements are single examples: x is (6,), and the input `a` takes (None, 6), batch axis first"
        )
        assert found.fix == "end the pipeline with `.batch(32)`"

    def test_the_batch_size_of_fit_has_no_effect(self):
        given = records((X, Y), inputs=ONE, batched=False, arguments=Arguments({"batch_size": 8}))
        found = answer("batch-missing", given)
        assert "`batch_size=8` has no effect on a dataset" in found.message
        assert found.fix == "end the pipeline with `.batch(8)`"

    def test_a_generator_stacks_by_itself(self):
        given = records((X, Y), inputs=ONE, batched=False, build=Build(kind="generator"))
        assert answer("batch-missing", given).fix.startswith("yield 32 examples at a time")

    def test_an_undeclared_model_and_rows_of_arrays(self):
        windows = np.zeros((64, 24, 3), "float32")
        given = records((windows, Y), batched=False)
        given["plan"] = _chain("shuffle", leaves=[_leaf(shape=(24, 3))])
        assert "Keras takes its axis of 24 for the batch" in answer("batch-missing", given).message

    @pytest.mark.parametrize(
        "op", ["batch", "padded_batch", "group_by_window", "flat_map", "window"]
    )
    def test_something_may_have_batched(self, op):
        given = records((X, Y), batched=False)
        given["plan"] = _chain(op)
        assert answer("batch-missing", given).status == "pass"

    @pytest.mark.parametrize("op", ["tensors", "tfrecords", "flat_map"])
    def test_other_sources_may_yield_batches(self, op):
        given = records((X, Y), batched=False)
        given["plan"] = Plan(Node(op, leaves=[_leaf(shape=(6,))]))
        assert answer("batch-missing", given).status == "pass"

    def test_a_batch_made_inside_flat_map(self):
        inner = Function("f", datasets=frozenset({"BatchDatasetV2"}))
        given = records((X, Y), batched=False)
        given["plan"] = Plan(Node("map", function=inner, inputs=[_chain().root]))
        assert answer("batch-missing", given).status == "pass"

    def test_a_layer_that_misses_one_axis(self):
        failure = Failure("ValueError", "expected min_ndim=2, found ndim=1", "forward")
        given = records((X, Y[:, 0]), batched=False, ran=False, forward=Forward(failure=failure))
        given["plan"] = Plan(Node("tfrecords", leaves=[_leaf(shape=())]))
        assert "min_ndim=2" in answer("batch-missing", given).message

    def test_a_batch_passes(self):
        assert answer("batch-missing", records((X, Y), inputs=ONE)).status == "pass"
