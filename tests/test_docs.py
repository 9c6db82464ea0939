"""The generated pages in docs/ are those of the present checks."""

from __future__ import annotations

import os
import re

from click.testing import CliRunner

from conformance.registry import load
from conformance.report import docs

FOLDER = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "docs")


def test_the_committed_pages_are_current():
    result = CliRunner().invoke(docs.main, [FOLDER, "--check"])
    assert result.exit_code == 0, result.output


def test_a_page_that_takes_long_says_which_checks_it_lacks():
    page = "<!-- made -->\n\n# The kill matrix\n\nEach sin.\n"
    some = docs.noted(page, ["unscaled", "label-range"])
    assert some.startswith("<!-- made -->\n\n# The kill matrix\n\nMade before these checks")
    assert "were there:\nlabel-range,\nunscaled.\n\nEach sin." in some
    assert docs.noted(some, ["unscaled"]) == docs.noted(page, ["unscaled"])
    assert docs.noted(some, []) == page
    html = "<h1>What works</h1>\n<p>more</p>"
    assert "</h1>\n<p>Made before these checks were there:\nunscaled.</p>\n<p>more" in docs.noted(
        html, ["unscaled"]
    )
    assert docs.noted(docs.noted(html, ["unscaled"]), []) == html


def test_such_a_page_is_stale_when_a_check_came_or_a_row_went():
    pages = docs.long_made(FOLDER)
    assert set(pages) == {"kill-matrix.md", "matrix.md", "matrix.html"}
    with open(os.path.join(FOLDER, "kill-matrix.md"), encoding="utf-8") as file:
        rows = docs._of_rows(file.read())
    checks = set(load())
    assert len(rows & checks) > 100
    assert rows <= checks, "rows of checks that are gone: make the page anew"
    for name, text in pages.items():
        said = re.search(rf"{docs.NEWER}([^.]*)\.", text)
        lacking = said.group(1).split(",") if said else []
        assert len(lacking) < len(checks) / 2, f"{name} lacks too much to be of use: make it anew"


def test_a_stale_page_is_named(tmp_path):
    CliRunner().invoke(docs.main, [str(tmp_path)])
    page = tmp_path / "checks" / "README.md"
    page.write_text("old")
    (tmp_path / "checks" / "no-such-check.md").write_text("")
    result = CliRunner().invoke(docs.main, [str(tmp_path), "--check"])
    assert result.exit_code == 1
    assert "README.md" in result.output
    assert "no-such-check.md" in result.output
