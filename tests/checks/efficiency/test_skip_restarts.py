"""skip-restarts: no function skips through a parsed stream for each of its elements."""

from __future__ import annotations

import pytest

from conformance.records import Function
from conformance.results import NOT_APPLICABLE
from tests.checks.made import chain, does_not_apply, node, result


class TestSkipRestarts:
    def _judge(self, *stream, parts=12, skips=True, op="flat_map"):
        captured = chain(*stream).root
        function = Function("page", skips=skips)
        inner = node(op, function=function, inputs=[node("range", parts), captured])
        return result("skip-restarts", plan=chain(node("batch"), inner))

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
        assert self._judge(*stream).status == "pass"

    def test_splits_and_constant_skips(self):
        assert self._judge(node("csv"), parts=3).status == "pass"
        assert self._judge(node("csv"), skips=False).kind == NOT_APPLICABLE

    def test_a_plan_without_a_captured_stream(self):
        inner = node("flat_map", function=Function("w", skips=True), inputs=[node("range", 9)])
        does_not_apply("skip-restarts", plan=chain(node("batch"), inner))
        does_not_apply("skip-restarts", plan=chain(node("batch"), node("csv")))
