"""The checks of elements, on hand-written records."""

from __future__ import annotations

import numpy as np
import pytest

from conformance.facts.failures import meaning_of
from conformance.records import (
    Failure,
    Leaf,
    Node,
    Plan,
)
from conformance.wording import cause
from tests.checks.made import normal
from tests.checks.paired import failing, records

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


class TestCause:
    @pytest.mark.parametrize(
        ("message", "shown"),
        [
            (
                "Exception encountered when calling Net.call().\n\nshapes differ\n\nArguments "
                "received by Net.call():\n  • x=1",
                "ValueError: shapes differ",
            ),
            (
                "{{function_node __wrapped__IteratorGetNext}} Error in user-defined function passed to "
                "ParallelMapDatasetV2:2 transformation with iterator: Iterator::Root::Prefetch: Field 0 is "
                "bad\n\t [[{{node DecodeCSV}}]] [Op:IteratorGetNext]",
                "ValueError: Field 0 is bad",
            ),
            (
                "Graph execution error:\n\nTypeError: it is wrong\nTraceback (most recent call last):\n"
                '  File "a.py", line 1',
                "TypeError: it is wrong",
            ),
        ],
    )
    def test_unwraps(self, message, shown):
        assert cause(Failure("ValueError", message, "fit")) == shown

    def test_text_on_a_backend_without_strings(self):
        failure = Failure("TypeError", "data type 'string' not understood <tf.Tensor", "fit")
        assert "only TensorFlow's has strings" in meaning_of(failure, "build").cause

    def test_no_row_of_the_table_fits_everything(self):
        assert meaning_of(Failure("ValueError", "nothing known", "build"), "build") is None
        assert meaning_of(Failure("ValueError", "nothing known", "build"), "iterate") is None


class TestOneRootCause:
    def test_an_unbatched_pipeline_fails_once(self):
        given = records((X, Y), inputs=ONE, batched=False, failure="expected ndim=2, found ndim=1")
        given["forward"].failure = given["training"].failures["fit"]
        assert failing(given, "wiring", "elements", "labels") == ["batch-missing"]

    def test_strings_fail_once(self):
        text = np.array([["1.5"] * 6] * 64)
        given = records((text, Y), inputs=ONE, failure="Cast string to float is not supported")
        given["forward"].failure = given["training"].failures["fit"]
        assert failing(given, "wiring", "elements", "labels") == ["input-dtype"]
