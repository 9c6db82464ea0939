"""The check worker-random-state, on hand-written records."""

from __future__ import annotations

import pytest

from conformance.records import (
    Arguments,
    SequenceFacts,
)
from tests.checks.made import (
    result,
)


class TestWorkers:
    def _judge(self, arguments=None, **facts):
        facts = {"length": 10, "type_name": "Rows", "global_random": True, **facts}
        return result(
            "worker-random-state",
            sequence=SequenceFacts(**facts),
            arguments=Arguments(arguments or {}),
        )

    def test_processes_that_copy_the_state(self):
        assert self._judge(multiprocessing=True, workers=4).status == "fail"
        assert self._judge({"use_multiprocessing": True, "workers": 4}).status == "fail"

    @pytest.mark.parametrize(
        "facts",
        [
            {"workers": 4},
            {"multiprocessing": True, "workers": 1},
            {"multiprocessing": True, "workers": 4, "global_random": False},
        ],
    )
    def test_threads_one_worker_or_no_draw(self, facts):
        assert self._judge(**facts).status == "skip"

    def test_a_fresh_interpreter(self):
        found = self._judge(multiprocessing=True, workers=4, start_method="spawn")
        assert found.status == "pass"
