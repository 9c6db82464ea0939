"""The checks of efficiency, on hand-written records."""

from __future__ import annotations

import numpy as np
import pytest

from conformance.records import Arguments, Build, Epochs, Function, Timing, Training
from tests.checks.made import chain, component, contract, judge, node, normal, one_pass

X = normal(240)
PYTHON = Function("load", python=frozenset({"PyFunc"}))
DECODE = Function("decode", frozenset({"DecodePng"}))


def _records(*nodes, second=2.0, cached=0.05, step=0.005, same=True, stages=(), **more):
    """Records of a pipeline of 15 batches that takes ``second`` seconds an epoch."""
    other = X if same else X + 1
    timing = Timing(second, second, 15, cached, 2**20, list(stages))
    timing.overhead = more.pop("overhead", 0.01)
    return dict(
        build=Build(**more.pop("build", {})),
        plan=chain(*nodes, node("tensor_slices", 240)),
        elements=one_pass(X),
        epochs=Epochs(second=one_pass(other)),
        timing=timing,
        arguments=Arguments(more.pop("fit", {})),
        training=Training(step_seconds=step),
    )


def _judge(name, records):
    if name == "epoch-uncached":
        records = {k: v for k, v in records.items() if k != "build"}
    return judge(name, **records)


def _map(function=DECODE):
    return node("map", function=function)


class TestCache:
    def test_says_what_a_cache_would_buy(self):
        stages = [("ParallelMapV2", 0.9), ("Shuffle", 0.1)]
        nodes = (node("batch", batch_size=16), node("shuffle", buffer_size=240), _map())
        found = _judge("epoch-uncached", _records(*nodes, stages=stages))
        assert found.status == "warn"
        assert found.message == (
            "each epoch computes the same 240 examples again: 2.00 s for the pipeline alone, 90% "
            "of it in map(decode); read back from a cache it takes 0.05 s (1 MB of memory); a "
            "batch takes 133 ms to make and 5 ms to train on"
        )
        assert found.fix.startswith("put .cache() after map(decode)")

    @pytest.mark.parametrize(
        "change",
        [
            {"same": False},
            {"cached": None},
            {"cached": 1.0},
            {"second": 0.1, "cached": 0.01},
            {"step": 0.1},
            {"step": None},
            {"fit": {"epochs": 1}},
            {"overhead": 0.5},
        ],
    )
    def test_says_nothing_where_it_would_buy_nothing(self, change):
        assert _judge("epoch-uncached", _records(_map(), **change)) is None

    def test_says_nothing_where_there_is_one(self):
        assert _judge("epoch-uncached", _records(_map(), node("cache"), _map())) is None

    def test_the_place_is_before_the_random_step(self):
        noise = Function("noise", frozenset({"RandomUniform"}), random=frozenset({"draw:a"}))
        found = _judge("epoch-uncached", _records(node("batch"), _map(noise), _map()))
        assert "after map(decode)" in found.fix


class TestPython:
    def test_a_python_step_that_the_model_waits_for(self):
        found = _judge("python-in-hot-path", _records(_map(PYTHON), same=False))
        assert found.message.startswith(
            "map(load) runs Python for each element and the model waits for it: 120 examples a second"
        )
        assert found.actual == "27 times slower"

    def test_not_where_the_work_is_elsewhere(self):
        stages = [("ParallelInterleaveV4", 0.9), ("ParallelMapV2", 0.1)]
        records = _records(_map(PYTHON), same=False, stages=stages)
        assert _judge("python-in-hot-path", records) is None
        assert (
            "90% of the work is in ParallelInterleaveV4" in _judge("input-bound", records).message
        )

    def test_not_where_the_model_is_slower(self):
        assert _judge("python-in-hot-path", _records(_map(PYTHON), same=False, step=1.0)) is None


class TestInputBound:
    def test_one_cause_gives_one_warning(self):
        assert _judge("input-bound", _records(_map())) is None  # a cache explains it
        assert _judge("input-bound", _records(_map(PYTHON), same=False)) is None
        debug = _records(_map(), same=False, build={"debug_mode": True})
        assert _judge("input-bound", debug) is None

    def test_names_the_serial_stage(self):
        found = _judge("input-bound", _records(_map(), same=False))
        assert found.status == "warn"
        assert found.fix.startswith("give map(decode) num_parallel_calls=tf.data.AUTOTUNE")


def test_debug_mode():
    assert judge("debug-mode", build=Build(debug_mode=True)).status == "warn"
    assert judge("debug-mode", build=Build()) is None


def test_a_train_step_in_python():
    found = judge("run-eagerly", contract=contract(run_eagerly=True))
    assert found.blame == "model"
    assert judge("run-eagerly", contract=contract()) is None


class TestShapes:
    def _judge(self, lengths, jit=True):
        elements = one_pass(X)
        elements.components = [component("x", X)]
        elements.components[0].shapes = [(16, length) for length in lengths]
        return judge("shape-recompilation", contract=contract(jit_compile=jit), elements=elements)

    def test_many_lengths_under_xla(self):
        found = self._judge(range(10, 25))
        assert "15 different shapes in 15 batches (axis 1: 10 to 24)" in found.message

    def test_a_few_buckets_or_no_xla(self):
        assert self._judge([16, 32, 64] * 5) is None
        assert self._judge(range(10, 25), jit=False) is None


@pytest.mark.parametrize(
    ("nodes", "found"),
    [
        ([node("cache"), node("repeat", count=-1)], "for ever"),
        ([node("cache"), node("shuffle"), node("repeat", count=5)], "5 times"),
        ([node("repeat", count=-1), node("cache")], None),
        ([node("cache"), node("repeat", count=1)], None),
    ],
)
def test_a_cache_after_a_repeat(nodes, found):
    judged = judge("cache-endless", plan=chain(*nodes, node("tensor_slices")))
    assert judged is None if found is None else found in judged.message


class TestBuffers:
    def _judge(self, *nodes, x=X):
        return judge("buffer-oversized", plan=chain(*nodes), elements=one_pass(x))

    def test_prefetch_counted_in_examples(self):
        found = self._judge(node("prefetch", buffer_size=1000), node("batch", 15, batch_size=16))
        assert "up to 1000 batches ready" in found.message

    @pytest.mark.parametrize("size", [-1, 1, 16])
    def test_a_usual_prefetch(self, size):
        prefetch = node("prefetch", buffer_size=size)
        assert self._judge(prefetch, node("batch", 15, batch_size=16)) is None

    def test_a_shuffle_of_large_examples(self):
        images = np.zeros((16, 512, 512), "float32")
        nodes = [node("batch", batch_size=16), node("shuffle", buffer_size=2000)]
        found = self._judge(*nodes, node("tensor_slices", 5000), x=images)
        assert "shuffle(2000) holds up to 2000 examples, about 2.0 GB" in found.message
        nodes = [node("batch", batch_size=16), node("shuffle", buffer_size=2000)]
        assert self._judge(*nodes, node("tensor_slices", 100), x=images) is None


class TestEmbedded:
    def test_a_table_inside_a_function(self):
        look_up = Function("look_up", constant_bytes=8 * 2**20)
        found = judge("arrays-embedded", build=Build(), plan=chain(_map(look_up), node("range")))
        assert found.message.startswith("8 MB of NumPy arrays used inside map(look_up)")

    def test_a_small_table(self):
        small = Function("look_up", constant_bytes=2**20)
        assert judge("arrays-embedded", build=Build(), plan=chain(_map(small))) is None

    def test_a_source_of_a_gigabyte(self):
        found = judge("arrays-embedded", build=Build(embedded_bytes=2**30))
        assert "1.0 GB of arrays are constants of the pipeline" in found.message
