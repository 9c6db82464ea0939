"""The checks of sources that are mixed, of rows that die out and of folders, on hand-written records."""

from __future__ import annotations

import numpy as np
import pytest

from conformance.records import INFINITE, UNKNOWN, Epochs, Function, SequenceFacts
from tests.checks.made import chain, judge, node, normal, one_pass

ENDLESS = Function("read", endless=True)


def _mix(sizes, *after, stop=True, turns=None, shuffled=True):
    turns = len(sizes) if turns is None else turns
    counter = node("range", turns, start=0, stop=turns, step=1)
    selector = node("repeat", INFINITE, inputs=[counter])
    sources = [node("tensor_slices", size) for size in sizes]
    if shuffled:
        sources = [node("shuffle", s.cardinality, inputs=[s]) for s in sources]
    mix = node("choose", UNKNOWN, inputs=[selector, *sources], stop_on_empty_dataset=stop)
    return chain(*[node(op) for op in after or ("batch",)], mix)


def _epoch(labels):
    return one_pass(normal(len(labels)), np.asarray(labels, "float32"))


MIXED = np.random.RandomState(0).randint(0, 2, 36)
BY_CLASS = np.arange(36) % 3


def _drawn(rows):
    return one_pass(np.asarray(rows, "float32")[:, None])


ALL = np.arange(100)
FIRST = np.random.RandomState(0).choice(ALL, 100)
SECOND = np.random.RandomState(1).choice(FIRST, 100)


class TestRowsDieOut:
    def _judge(self, second, third):
        epochs = Epochs(second=_drawn(second), third=None if third is None else _drawn(third))
        sequence = SequenceFacts(7, "Rows")
        return judge("rows-die-out", sequence=sequence, elements=_drawn(ALL), epochs=epochs)

    def test_each_epoch_draws_from_the_last(self):
        found = self._judge(FIRST, SECOND)
        counts = len(set(FIRST)), len(set(SECOND))
        assert found.actual == f"100, {counts[0]}, {counts[1]}"
        assert found.where == "Rows.on_epoch_end"

    def test_a_bootstrap_brings_rows_back(self):
        assert self._judge(FIRST, np.random.RandomState(2).choice(ALL, 100)) is None

    def test_a_sequence_that_grows_shorter(self):
        assert self._judge(FIRST[:80], SECOND[:60]) is None

    def test_two_epochs_are_not_enough(self):
        assert self._judge(FIRST, None) is None


class TestSkipRestarts:
    def _judge(self, *stream, parts=12, skips=True, op="flat_map"):
        captured = chain(*stream).root
        function = Function("page", skips=skips)
        inner = node(op, function=function, inputs=[node("range", parts), captured])
        return judge("skip-restarts", plan=chain(node("batch"), inner))

    def test_a_parsed_stream_is_parsed_anew_for_each_part(self):
        parse = node("map", function=Function("parse"))
        found = self._judge(parse, node("text_lines"))
        assert found.status == "warn"
        assert "each of 12 parts of a stream that map(parse), text_lines() makes" in found.message
        assert "about 6 times the whole stream" in found.message

    def test_work_after_a_cache_is_done_anew(self):
        parse = node("map", function=Function("parse"))
        assert "map(parse) makes" in self._judge(parse, node("cache"), node("csv")).message

    @pytest.mark.parametrize("stream", [[node("tensor_slices")], [node("cache"), node("csv")]])
    def test_what_lies_in_memory_is_skipped_at_no_cost(self, stream):
        assert self._judge(*stream) is None

    def test_splits_and_constant_skips(self):
        assert self._judge(node("csv"), parts=3) is None
        assert self._judge(node("csv"), skips=False) is None

    def test_a_plan_without_a_captured_stream(self):
        inner = node("flat_map", function=Function("w", skips=True), inputs=[node("range", 9)])
        assert judge("skip-restarts", plan=chain(node("batch"), inner)) is None
        assert judge("skip-restarts", plan=chain(node("batch"), node("csv"))) is None
