"""shard-late: workers shard the data before they read and decode it."""

from __future__ import annotations

from conformance.records import (
    Function,
)
from conformance.results import NOT_APPLICABLE
from tests.checks.made import (
    chain,
    node,
    passes,
    result,
)


def _sharded(*above, count=8, op="map", python=(), ops=()):
    function = Function("parse", ops=frozenset(ops) | set(python), python=frozenset(python))
    work = node(op, 256, function=function)
    plan = chain(
        node("batch"), node("shard", num_shards=count), *above, work, node("tensor_slices", 256)
    )
    return result("shard-late", plan=plan)


class TestShardLate:
    def test_every_worker_decodes_all_files(self):
        found = _sharded(ops=["ReadFile", "DecodeJpeg", "Mul"])
        assert "calls `DecodeJpeg` and `ReadFile`" in found.message
        assert "keeps one in 8" in found.message

    def test_python_and_an_unknown_number_of_workers(self):
        assert _sharded(python=["EagerPyFunc"], count="<Placeholder>").status == "warn"

    def test_near_misses(self):
        assert _sharded(ops=["Mul"]).status == "pass"
        assert _sharded(ops=["ParseExampleV2", "DecodeRaw"]).status == "pass"
        assert _sharded(ops=["DecodePng"], count=1).kind == NOT_APPLICABLE
        assert _sharded(node("cache"), ops=["DecodePng"]).status == "pass"
        assert _sharded(op="flat_map", python=["PyFunc"]).status == "pass"

    def test_shard_of_the_files(self):
        work = node("map", 32, function=Function("parse", ops=frozenset(["DecodePng"])))
        plan = chain(node("batch"), work, node("shard", num_shards=8), node("tensor_slices", 256))
        passes("shard-late", plan=plan)
