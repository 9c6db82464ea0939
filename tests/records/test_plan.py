"""The plan of a pipeline: its nodes, and how they are walked."""

from __future__ import annotations

from tests.checks.made import (
    node,
)


def test_a_long_chain_is_walked_without_recursion():
    whole = node("tensor_slices", 4)
    for _ in range(5000):
        whole = node("concatenate", inputs=[whole, node("tensor_slices", 4)])
    assert [n.op for n in whole.walk()][:2] == ["concatenate", "concatenate"]
    first = whole.inputs_first()
    assert len(first) == 10001
    assert first[-1] is whole
    assert first[0].op == "tensor_slices"
