"""The check window-shuffled, on hand-written records."""

from __future__ import annotations

from tests.checks.made import chain, node, result


class TestWindow:
    def test_rows_shuffled_before(self):
        plan = chain(
            node("flat_map"),
            node("window", size=13),
            node("shuffle", 500, buffer_size=500),
            node("range", 500),
        )
        found = result("window-shuffled", plan=plan)
        assert found.message.startswith("shuffle(500) stands before window(13)")

    def test_windows_shuffled_after_and_files_before_pass(self):
        after = chain(node("shuffle", buffer_size=9), node("window", size=13), node("range", 500))
        assert result("window-shuffled", plan=after).status == "pass"
        files = chain(
            node("window", size=13),
            node("flat_map"),
            node("shuffle", 8, buffer_size=8),
            node("range", 8),
        )
        assert result("window-shuffled", plan=files).status == "pass"
