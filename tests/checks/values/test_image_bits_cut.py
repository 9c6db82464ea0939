"""image-bits-cut: images keep the bits that their files hold."""

from __future__ import annotations

import pytest

from conformance.records import (
    Function,
    Leaf,
)
from tests.checks.made import chain, node, result


def _depths(
    bits, *, eight=True, origins=("x", "y"), target=(None, 8, 8, 1), left="float32", python=()
):
    function = Function("read", eight_bits=eight, python=frozenset(python))
    source = node("tensor_slices", texts=[["/a/b_0.png"], ["/a/d_0.png"]], bits=bits)
    source.leaves = [Leaf("x", (), "string"), Leaf("y", (), "string", role="y")]
    read = node("map", function=function)
    read.leaves = [Leaf("x", (None, 8, 8, 1), "float32"), Leaf("y", target, left, role="y")]
    read.origins = [frozenset({origin}) for origin in origins]
    return result("image-bits-cut", plan=chain(read, source))


class TestImageBitsCut:
    def test_targets(self):
        found = _depths([8, 16])
        assert found.status == "fail"
        assert "`d_0.png` holds 16 bits a pixel" in found.message

    @pytest.mark.parametrize(
        "facts",
        [
            {"origins": ("y", "x")},
            {"origins": ("y", "y")},
            {"target": (None,)},
        ],
        ids=["inputs", "a picture of itself", "a class in the file's name"],
    )
    def test_where_eight_may_be_enough(self, facts):
        assert _depths([8, 16], **facts).status == "warn"

    @pytest.mark.parametrize(
        ("bits", "facts", "status"),
        [
            ([8, 8], {}, "pass"),
            ([0, 0], {}, "pass"),
            ([8, 16], {"eight": False}, "skip"),
            ([8, 16], {"left": "string"}, "pass"),
            ([8, 16], {"python": ("EagerPyFunc",)}, "skip"),
        ],
        ids=["eight", "no png", "sixteen", "decoded later", "decoded in Python"],
    )
    def test_kept(self, bits, facts, status):
        assert _depths(bits, **facts).status == status
