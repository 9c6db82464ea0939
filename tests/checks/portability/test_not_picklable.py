"""not-picklable: a Sequence can be sent to worker processes."""

from __future__ import annotations

from conformance.records import Arguments, SequenceFacts
from conformance.results import NOT_APPLICABLE
from tests.checks.made import environment, result


class TestPickle:
    def _judge(self, generation=3, given=None, **facts):
        facts.setdefault("pickle_failure", "AttributeError: Can't pickle local object")
        return result(
            "not-picklable",
            sequence=SequenceFacts(10, "Rows", **facts),
            arguments=Arguments(given or {}),
            environment=environment(generation),
        )

    def test_fails_where_workers_are_started_anew(self):
        assert self._judge(multiprocessing=True, start_method="spawn").status == "fail"
        waits = self._judge(2, {"use_multiprocessing": True}, start_method="spawn")
        assert "waits for ever" in waits.message

    def test_warns_where_they_are_forked(self):
        assert self._judge(multiprocessing=True).status == "warn"

    def test_an_open_file_is_named_whether_or_not_processes_are_asked_for(self):
        found = self._judge(unpicklable="file")
        assert found.status == "warn"
        assert found.message.startswith("Rows cannot be pickled: it holds `self.file` (")

    def test_nothing_for_a_local_class_without_processes_or_with_pickle(self):
        assert self._judge().kind == NOT_APPLICABLE
        assert self._judge(multiprocessing=True, pickle_failure=None).status == "pass"
