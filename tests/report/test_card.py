"""The card in each of its places: a page, a notebook, a terminal, JSON."""

from __future__ import annotations

import io
import json
import re
from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conformance.report import card_text, drawing, html, render
from conformance.report import json as as_json
from conformance.results import Report
from tests.matrix.test_browser import browser, run
from tests.report import cards
from tests.report.made import everything, texts

__all__ = ["browser"]  # a fixture
VOID = {"meta", "br", "wbr", "img", "link", "input", "hr"}
MOST = 3_000_000  # bytes of a page


class Page(HTMLParser):
    """Tags with attributes in order; every one is closed in its turn."""

    def __init__(self, text: str):
        super().__init__()
        self.tags: list = []
        self.open: list = []
        self.wrong: list = []
        self.feed(text)
        self.close()

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append((tag, self.getpos()))

    def all(self, *names):
        return [given for tag, given in self.tags if tag in names]


@pytest.fixture(scope="module", params=[*cards.NAMES, "all"])
def page(request):
    names = cards.NAMES if request.param == "all" else [request.param]
    return Page(render([cards.report(name) for name in names], "html"))


def test_every_tag_is_closed_in_its_turn(page):
    assert page.wrong == []
    assert page.open == []


def test_no_id_stands_twice_and_every_link_leads_somewhere(page):
    ids = [given["id"] for _, given in page.tags if "id" in given]
    assert len(ids) == len(set(ids))
    links = [g["href"] for g in page.all("a", "use")]
    assert links
    assert {link[1:] for link in links} <= set(ids)


def test_headings_leave_out_no_level(page):
    levels = [int(tag[1]) for tag, _ in page.tags if re.match(r"h\d$", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:]))


def test_every_picture_says_what_it_shows(page):
    pictures = page.all("svg")
    assert pictures
    assert all(given.get("role") == "img" and given.get("aria-label") for given in pictures)
    assert all(
        given.get("aria-label") for given in page.all("figure") if given.get("class") != "histogram"
    )


def test_what_scrolls_is_reached_by_keyboard_and_has_a_name(page):
    boxes = [g for _, g in page.tags if g.get("class") == "scroll"]
    assert all((g["tabindex"], g["role"]) == ("0", "region") and g["aria-label"] for g in boxes)


def test_regions_can_be_told_apart():
    page = Page(render([cards.report(name) for name in cards.NAMES], "html"))
    names = [g["aria-label"] for _, g in page.tags if g.get("role") == "region"]
    assert len(names) > 2
    assert len(names) == len(set(names))


def test_heads_of_tables_have_a_scope(page):
    assert all(given.get("scope") in ("row", "col") for given in page.all("th"))


def test_nothing_is_fetched_and_nothing_runs(page):
    assert page.all("script", "iframe", "object", "embed", "form", "link") == []
    for _, attributes in page.tags:
        assert not [name for name in attributes if name.startswith("on")]
        for name in ("src", "href", "xlink:href"):
            value = attributes.get(name, "#")
            assert value.startswith("#") or drawing.DATA.match(value), value


def test_text_of_the_data_stays_text():
    text = render([cards.report("sequences")], "html")
    assert "<i>a</i>" not in text
    assert "<b>bold</b>" not in text
    assert "&lt;b&gt;bold" in text
    assert "49" not in re.findall(r"\{\{ 7 \* 7 \}\}|49(?=<)", text)
    assert "{{ 7 * 7 }}" in text


KEPT = {"kind", "role", "part", "png", "op"}  # what the templates choose by


def spoiled(value, text, key=""):
    """The same card with every text of it replaced."""
    if isinstance(value, dict):
        return {k: spoiled(v, text, k) for k, v in value.items()}
    if isinstance(value, list):
        return [spoiled(v, text, key) for v in value]
    return text if isinstance(value, str) and key not in KEPT else value


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=texts(), name=st.sampled_from(cards.NAMES))
@pytest.mark.property
def test_hostile_text_anywhere_in_a_card_acts_nowhere(text, name):
    card = spoiled(json.loads(json.dumps(cards.report(name).card)), f"a{text}")
    report = Report("a.py", card=card)
    page = Page(render([report], "html"))
    assert page.wrong == []
    assert page.open == []
    harmless = Page(render([Report("a.py", card=spoiled(card, "x"))], "html"))
    marks = {"code", "strong", "wbr"}  # what the filters set themselves
    assert {tag for tag, _ in page.tags} <= {tag for tag, _ in harmless.tags} | marks
    named = {name for _, attributes in harmless.tags for name in attributes}
    assert {name for _, attributes in page.tags for name in attributes} <= named
    shown = card_text.render([report])
    assert "\x1b" not in shown
    assert not re.search("[\x80-\x9f\u202e]", shown)


def test_a_report_from_elsewhere_brings_no_address_into_the_page():
    data = json.loads(json.dumps(cards.report("marks").to_dict(card=True)))
    data["card"]["parts"][0]["examples"][0]["cells"][0]["png"] = "https://a.example/x.png"
    text = render([Report.from_dict(data)], "html")
    assert "a.example" not in text


def test_a_finding_and_the_stage_that_it_names_lead_to_one_another():
    text = render([cards.report("marks")], "html")
    [stage] = re.findall(r'<a href="#(stage-0-\d+)"><code>shuffle\(10\)</code></a>', text)
    block = text[text.index(f'id="{stage}"') :].partition("</li>")[0]
    assert 'href="#finding-0-0"' in block
    assert "random" in block


def test_findings_stand_before_the_card_and_what_holds_behind_the_pipeline():
    text = render([cards.report("marks")], "html")
    places = [text.index(f">{head}<") for head in ("Findings", "The card: what the model receives")]
    places += [text.index("<h3>The pipeline<"), text.index("<h3>1 holds<")]
    assert places == sorted(places)


def test_each_way_to_read_boxes_is_drawn_and_named():
    text = render([cards.report("marks")], "html")
    assert text.count("read as (x, y, width, height)") >= 6
    assert '<rect class="mark"' in text
    assert "EXPECT = {&#34;boxes&#34;: &#34;xywh&#34;}" in text


def test_words_stand_over_their_ids():
    text = render([cards.report("sequences")], "html")
    assert re.search(r"<span>café</span><small>3</small>", text)
    assert "decoded by vectorize (TextVectorization, 10 words)" in text


def test_without_examples_there_is_none_and_it_is_said():
    text = render([cards.report("sequences", examples=False)], "html")
    assert "--no-examples" in text
    assert drawing.DATA.search(text) is None
    assert "data:image/png" not in text
    assert "{{ 7 * 7 }}" not in text


def test_a_thousand_columns_are_a_page_that_can_be_mailed():
    assert len(render([cards.report("table")], "html")) < MOST
    assert "941 others are not drawn" in render([cards.report("table")], "html")


def test_a_notebook_shows_it_and_a_report_without_one_has_no_heading_for_it():
    assert "The card: what the model receives" in cards.report("marks")._repr_html_()
    assert "The card" not in render([everything()], "html")
    broken = Report("a.py", card={"version": 1, "failure": "ValueError at a.py:1: <no>"})
    assert "ValueError at a.py:1: &lt;no&gt;" in render([broken], "html")


def test_a_page_of_cards_alone_gives_no_verdict():
    text = html.render([Report("a.py", card=cards.report("marks").card)], look=True)
    assert "What the model receives" in text
    assert "INCOMPLETE" not in text
    assert "questions" not in text


def test_json_holds_it_only_when_asked():
    assert "card" not in json.loads(render([cards.report("marks")], "json"))
    found = json.loads(as_json.render([cards.report("marks")], card=True))
    assert found["card"] == json.loads(json.dumps(cards.report("marks").card))
    assert Report.from_dict(found["reports"][0]).card == found["card"]


# --- a terminal ---------------------------------------------------------------------------------


class Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self):
        return True


@pytest.mark.parametrize("name", cards.NAMES)
def test_a_file_gets_plain_text(name):
    text = card_text.render([cards.report(name)])
    assert "\x1b" not in text
    assert "Only you can answer" in text
    assert "The pipeline" in text
    assert max(map(len, text.splitlines())) <= card_text.WIDTH


def test_a_terminal_with_colours_gets_pictures_of_half_blocks(monkeypatch):
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.delenv("NO_COLOR", raising=False)
    text = card_text.render([cards.report("marks")], stream=Terminal())
    assert "▀" in text
    assert "\x1b[38;2;" in text
    monkeypatch.setenv("NO_COLOR", "1")
    assert "▀" not in card_text.render([cards.report("marks")], stream=Terminal())


def test_half_blocks_hold_every_pixel():
    import base64

    data = base64.b64encode(bytes(range(27))).decode()
    drawn = card_text.blocks((3, 3, data))
    assert drawn.plain.count("▀") == 6
    styles = [str(span.style) for span in drawn.spans]
    assert styles[0] == "#000102 on #090a0b"
    assert styles[3] == "#121314"
    assert "no picture" in card_text.blocks((3, 3, "!")).plain


@pytest.mark.parametrize(
    ("line", "expected"),
    [([0, 7], "▁█"), ([1, 1], "▁▁"), ([None, 0, 7], " ▁█"), ([None], ""), ([], "")],
)
def test_lines_of_blocks(line, expected):
    assert card_text.sparkline(line) == expected


# --- drawing ------------------------------------------------------------------------------------


def test_a_box_that_ends_before_it_begins_is_marked():
    [good, bad] = drawing.rectangles([[0, 0, 0.5, 0.5], [0.5, 0.5, 0.25, 0.75]], 100, 100)
    assert (good.width, good.turned) == (50.0, False)
    assert (bad.x, bad.width, bad.turned) == (25.0, 25.0, True)
    assert drawing.turned([[0.5, 0, 0, 1]]) == "; 1 ends before it begins (dashed)"
    assert drawing.turned([[0, 0, 3, 1]]) == "; 1 reaches beyond the picture"
    assert drawing.turned([[0, 0, 1, 1]]) == ""


def test_a_line_keeps_its_scale_and_leaves_gaps_out():
    [points] = drawing.lines({"lines": [[0.0, None, 10.0]]})
    assert points == f"0.0,{drawing.HEIGHT - 2} {drawing.WIDTH},2.0"
    assert drawing.lines({"lines": [[None]]}) == []


def test_bars_fill_the_width_and_none_is_higher_than_the_chart():
    bars = drawing.bars([0.5, 0.25, 0.25], 0.5)
    assert sum(bar.width for bar in bars) == pytest.approx(drawing.WIDTH)
    assert max(bar.height for bar in bars) == drawing.HEIGHT - 4


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ([0, 1, 2], "the same examples in the same order"),
        ([None, None], "none of them is, byte for byte, an example of the first epoch"),
        ([4, None], "their numbers in the first epoch: 4, anew"),
    ],
)
def test_where_a_second_epoch_begins(places, expected):
    assert drawing.again(places).startswith(expected)


# --- a browser ----------------------------------------------------------------------------------

MEASURE = """<script>
document.querySelectorAll("details").forEach(d => { d.open = true; });
const root = document.documentElement, box = document.createElement("pre");
const empty = [...document.querySelectorAll("svg")].filter(s => !s.getBoundingClientRect().height);
box.textContent = [root.clientWidth, root.scrollWidth, empty.length,
  document.querySelectorAll("svg").length].join(" ");
parent.postMessage(box.textContent, "*");
</script></body>"""
OUTER = (
    '<script>addEventListener("message", e => {{ const box = document.createElement("pre"); '
    'box.id = "measured"; box.textContent = e.data; document.body.append(box); }});</script>'
    '<body><iframe src="inner.html" style="width:{}px;height:800px;border:0"></iframe></body>'
)


@pytest.mark.slow
@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("name", cards.NAMES)
def test_no_page_scrolls_sideways_and_every_picture_is_seen(browser, tmp_path, name, width):
    text = re.sub("<meta http-equiv[^>]*>", "", render([cards.report(name)], "html"))
    (tmp_path / "inner.html").write_text(text.replace("</body>", MEASURE), encoding="utf-8")
    outer = tmp_path / "outer.html"
    outer.write_text(OUTER.format(width), encoding="utf-8")
    out = run(browser, outer, "--dump-dom", width=1400)
    inner, needed, unseen, pictures = map(
        int, re.search(r'id="measured">([\d ]+)<', out).group(1).split()
    )
    assert inner == width
    assert needed <= inner
    assert pictures
    assert unseen == 0


@pytest.mark.slow
@pytest.mark.parametrize("name", cards.NAMES)
def test_a_browser_complains_of_nothing(browser, tmp_path, name):
    path = tmp_path / "page.html"
    path.write_text(render([cards.report(name)], "html"), encoding="utf-8")
    assert "The card" in run(browser, path, "--dump-dom", width=1280)
