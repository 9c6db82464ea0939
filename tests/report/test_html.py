"""The page: inert, in order for a screen reader, with room for a card; and what a browser makes of it."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from markupsafe import Markup

from conformance.report import html, render
from tests.matrix.test_browser import browser, run
from tests.report import readers, sample
from tests.report.made import everything, sound

__all__ = ["browser"]  # a fixture
MANY = [everything(), sound(), sound(whole=False)]
# The page measures itself: the widest it scrolls, opened whole.
MEASURE = """<script>
addEventListener("load", () => {
  document.querySelectorAll("details").forEach(d => { d.open = true; });
  const root = document.documentElement, box = document.createElement("pre");
  const names = [...document.querySelectorAll(".list .name code")];
  box.id = "measured";
  box.textContent = [root.clientWidth, root.scrollWidth,
    document.querySelectorAll("article").length,
    names.filter(n => n.getClientRects().length > 1).length].join(" ");
  document.body.append(box);
});
</script></body>"""


class Page(HTMLParser):
    """Tags with their attributes, in order."""

    def __init__(self, text: str):
        super().__init__()
        self.tags: list = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


@pytest.fixture(scope="module")
def page():
    return Page(render(MANY, "html"))


def test_it_is_inert_and_fetches_nothing():
    text = render(MANY, "html")
    readers.read_html(text)
    assert "<script" not in text
    assert re.findall(r'(?:src|href)="([^#][^"]*)"', text) == []
    assert "default-src 'none'" in text


def test_landmarks_and_a_language(page):
    assert page.tags[0] == ("html", {"lang": "en"})
    names = [tag for tag, _ in page.tags]
    assert [names.count(tag) for tag in ("header", "nav", "main", "h1")] == [1, 1, 1, 1]


def test_no_level_of_headings_is_left_out(page):
    levels = [int(tag[1]) for tag, _ in page.tags if re.match(r"h\d$", tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:]))


def test_every_link_and_label_leads_to_one_place(page):
    ids = [given["id"] for _, given in page.tags if "id" in given]
    assert len(ids) == len(set(ids))
    labels = [given["aria-labelledby"] for _, given in page.tags if "aria-labelledby" in given]
    links = [given["href"][1:] for tag, given in page.tags if tag == "a"]
    assert labels
    assert links
    assert {*labels, *links} <= {*ids}


def test_heads_of_tables_have_a_scope_and_code_can_be_scrolled_by_keyboard(page):
    assert all(given.get("scope") in ("row", "col") for tag, given in page.tags if tag == "th")
    assert all(given.get("tabindex") == "0" for tag, given in page.tags if tag == "pre")


def test_a_finding_holds_the_page_of_its_check():
    text = render([everything()], "html")
    assert "<strong>Why it matters:</strong> one NaN that reaches a weight" in text
    assert "<h5>The smallest pipeline that fails</h5>" in text


def test_what_holds_is_collapsed_unless_all_is_asked_for():
    assert "<details><summary><h3>1 holds</h3>" in render([everything()], "html")
    assert "<details open><summary><h3>1 holds</h3>" in render([everything()], "html", verbose=True)


def test_sections_of_others_stand_between_the_findings_and_what_holds():
    card = html.Section("The card <1>", Markup("<svg></svg>"))
    text = html.render(MANY, sections=[[card], [html.Section("Plain", "<svg>")]])
    assert (
        text.index("Findings")
        < text.index("<h3>The card &lt;1&gt;</h3>")
        < text.index("<h3>1 holds")
    )
    assert text.count("<svg></svg>") == 1
    assert "&lt;svg&gt;" in text


def test_a_notebook_gets_a_part_of_a_page_whose_style_stays_in_it():
    text = everything()._repr_html_()
    assert "<html" not in text
    assert "<body" not in text
    style = re.sub(r"@media[^{]*|/\*.*?\*/", "", text.split("<style>")[1].split("</style>")[0])
    selectors = [
        part.strip() for rule in re.findall(r"([^{}]+)\{", style) for part in rule.split(",")
    ]
    assert selectors
    assert all(one.startswith(".conformance") for one in selectors if one)
    assert "not-finite" in text


def test_a_long_name_may_break_behind_its_signs_only():
    assert html.soft("a/b_c<d") == Markup("a/<wbr>b_<wbr>c&lt;d")


@pytest.mark.slow
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("reports", [MANY, [sample.recorded()]], ids=["many", "sample"])
def test_a_phone_need_not_scroll_sideways_and_no_name_breaks(browser, tmp_path, reports, width):
    text = render(reports, "html")
    path = tmp_path / "page.html"
    # A page that measures itself needs a script, which its own policy forbids.
    path.write_text(re.sub("<meta http-equiv[^>]*>", "", text).replace("</body>", MEASURE))
    out = run(browser, path, "--dump-dom", width=width)
    inner, outer, articles, broken = map(
        int, re.search(r'id="measured">([\d ]+)<', out).group(1).split()
    )
    assert outer <= inner
    assert articles >= 2
    assert broken == 0


@pytest.mark.slow
def test_a_browser_complains_of_nothing(browser, tmp_path):
    path = tmp_path / "page.html"
    path.write_text(render(MANY, "html"))
    out = run(browser, path, "--dump-dom", width=1280)
    assert "DOES NOT CONFORM" in out
