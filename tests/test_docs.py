"""The generated pages in docs/ are those of the present checks."""

from __future__ import annotations

import os

from click.testing import CliRunner

from conformance.report import docs

FOLDER = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "docs")


def test_the_committed_pages_are_current():
    result = CliRunner().invoke(docs.main, [FOLDER, "--check"])
    assert result.exit_code == 0, result.output


def test_a_stale_page_is_named(tmp_path):
    CliRunner().invoke(docs.main, [str(tmp_path)])
    page = tmp_path / "checks" / "README.md"
    page.write_text("old")
    (tmp_path / "checks" / "no-such-check.md").write_text("")
    result = CliRunner().invoke(docs.main, [str(tmp_path), "--check"])
    assert result.exit_code == 1
    assert "README.md" in result.output
    assert "no-such-check.md" in result.output
