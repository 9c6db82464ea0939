"""Every format renders the same table; the page is one file that anybody can read."""

from __future__ import annotations

import json
import random
import re
from html.parser import HTMLParser

import pytest

from conformance.matrix import json as json_format
from conformance.matrix import markdown, page, read, text
from conformance.matrix import table as t
from conformance.matrix.merge import merge
from tests.matrix.made import ledger, report, table

DATA = [
    report(
        version,
        {"swapped": "fail" if three else "pass", "loud": "warn" if three else "pass", "same": "pass",
         "open": "skip", "stuck": "blocked"},
        messages={"swapped": "the <income> column reaches 'age' | sorted keys"},
        note="two columns & a model",
    )
    for version, three in (("2.4.1", 0), ("2.15.1", 0), ("2.16.2", 1), ("2.21.0", 1))
] + [ledger("2.15.1", {"a": True, "b": False}), ledger("2.16.2", {"a": False, "b": False})]  # fmt: skip
RENDERED = page.render(table(*DATA))
VOID = ("meta", "link", "br", "hr", "img", "input", "wbr")


class Page(HTMLParser):
    """Records what the tests ask about, and fails on tags that do not match."""

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.ids, self.links, self.cells = [], [], [], [], []
        self.feed(text)
        assert not self.open, f"never closed: {self.open}"

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.tags.append((tag, attributes))
        if "id" in attributes:
            self.ids.append(attributes["id"])
        if tag == "a":
            self.links.append(attributes["href"])
        if tag not in VOID:
            self.open.append(tag)
        if tag == "td":
            self.cells.append(["", "colspan" in attributes])

    def handle_endtag(self, tag):
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "td" in self.open:
            self.cells[-1][0] += data


PARSED = Page(RENDERED)


def test_every_tag_is_closed_and_every_cell_says_something_in_letters():
    cells = [said for said, heading in PARSED.cells if not heading]
    # 4 columns: the verdict, 2 checks that differ, 1 claim that differs
    assert len(cells) == 16
    assert all(re.search("[a-z]", said) for said in cells), cells


def test_the_kinds_of_cell_differ_without_colour():
    said = [*t.CHECK_WORDS.values(), *t.CLAIM_WORDS.values(), *t.MARKS.values()]
    assert len(set(t.CHECK_WORDS.values())) == len(set(t.MARKS.values())) == len(t.KINDS)
    assert all(said)


def test_the_legend_gives_each_mark_its_own_meaning():
    legend = RENDERED[RENDERED.index('<ul class="legend"') : RENDERED.index("<nav")]
    told = [" ".join(re.sub("<[^>]*>", "", item).split()) for item in legend.split("</li>")[:-1]]
    assert told[0].endswith("✓ passes or holds")
    assert told[1:] == ["– does not apply", "△ warns", "? not known", "✗ fails or is false"]
    marks = "✓ passes or holds, – does not apply, △ warns, ? not known, ✗ fails or is false."
    assert marks in markdown.render(table(*DATA))


def test_nothing_is_fetched_and_nothing_runs():
    fetching = [tag for tag, a in PARSED.tags if tag in ("script", "link", "img", "iframe")]
    assert not fetching
    assert not [a for _, a in PARSED.tags if "src" in a or any(k.startswith("on") for k in a)]
    assert all(link.startswith("#") for link in PARSED.links)
    assert "url(" not in RENDERED
    assert "@import" not in RENDERED


def test_links_lead_somewhere_and_names_are_unique():
    assert sorted(set(PARSED.ids)) == sorted(PARSED.ids)
    assert {link[1:] for link in PARSED.links} <= set(PARSED.ids)


def test_names_between_backticks_are_set_as_code():
    messages = {"c": "`<a>` is no `b`, said once"}
    made = page.render(table(report("2.15.1", {"c": "fail"}, messages=messages)))
    assert "<code>&lt;a&gt;</code> is no <code>b</code>, said once" in made


def test_what_was_seen_is_escaped_and_there():
    assert "the &lt;income&gt; column reaches &#39;age&#39;" in RENDERED
    assert "<income>" not in RENDERED
    assert "two columns &amp; a model" in RENDERED


@pytest.mark.parametrize(
    "needle",
    [
        '<html lang="en">',
        'name="viewport"',
        "<caption>",
        'scope="col"',
        'scope="row"',
        'scope="rowgroup"',
        'href="#table">Skip to the table',
        "prefers-color-scheme: dark",
        "on Keras 3 (from 2.16 on): swapped is silently wrong; on Keras 2: passes",
        "2.4 to 2.15:",
    ],
)
def test_the_page_has(needle):
    assert needle in RENDERED


def test_headings_descend_one_step_at_a_time():
    levels = [int(tag[1]) for tag, _ in PARSED.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:])), levels


def _contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.1 (definition of "contrast ratio"), 1 to 21."""

    def luminance(colour: str) -> float:
        digits = colour[1:] if len(colour) == 7 else "".join(2 * c for c in colour[1:])
        channels = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
        linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear))

    brighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_text_stands_out_from_its_ground(scheme):
    roots = re.findall(r":root \{([^}]*)\}", RENDERED)
    colours = dict(re.findall(r"--([\w-]+): (#\w+)", roots[scheme]))
    grounds = {"page": ["text", "mute", "link", "fail", "unknown", "warn", "pass"]}
    grounds["soft"] = ["text", "mute", "fail", "unknown", "warn", "pass"]
    grounds.update({f"{kind}-soft": [kind] for kind in ("fail", "warn")})
    for ground, texts in grounds.items():
        for name in texts:
            ratio = _contrast(colours[name], colours[ground])
            assert ratio >= 4.5, f"{name} on {ground}: {ratio:.2f}"


@pytest.mark.parametrize("module", [page, markdown, text, json_format])
def test_the_same_files_in_any_order_give_the_same_bytes(module):
    seen = [one for i, data in enumerate(DATA) for one in read.parse(data, f"file{i}.json")]
    first = module.render(merge(seen))
    for seed in range(3):
        random.Random(seed).shuffle(seen)
        assert module.render(merge(seen)) == first


@pytest.mark.parametrize("module", [page, markdown, text, json_format])
def test_no_time_and_no_file_name_is_told(module):
    slower = json.loads(json.dumps(DATA).replace("0.25", "7.75").replace("1.5,", "9.5,"))
    assert slower != DATA
    assert module.render(table(*slower)) == module.render(table(*DATA))
    assert "file0.json" not in module.render(table(*DATA))


def test_markdown_rows_have_a_cell_for_each_column():
    lines = markdown.render(table(*DATA)).splitlines()
    rows = [line for line in lines if line.startswith("|")]
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {6}
    assert "| ↳ swapped | ✓ passes | ✓ passes | ✗ silent | ✗ silent |" in rows
    assert "  - 2.16 to 2.21: the \\<income\\> column reaches 'age' \\| sorted keys" in lines


def test_json_tells_what_differs_first_and_folds_the_rest():
    data = json.loads(json_format.render(table(*DATA)))
    assert [column["name"] for column in data["columns"]] == ["2.4", "2.15", "2.16", "2.21"]
    assert [found["row"] for found in data["differences"]] == ["swapped", "a", "loud"]
    assert data["pipelines"][0]["everywhere"] == {"pass": ["fit-fails", "same"], "skip": ["open"]}


TEXT = """\
4 environments, 1 pipeline, 2 claims: 3 rows differ, 1 of them silently.

Right on one Keras, silently wrong on the other
  data: on Keras 3 (from 2.16 on): swapped is silently wrong; on Keras 2: passes

Holds on some versions, false on others
  claim: on Keras 3 (from 2.16 on): a is false; on Keras 2: holds (not known on 2.4, 2.21)

Warns on some versions
  data: on Keras 3 (from 2.16 on): loud warns; on Keras 2: passes

TensorFlow  2.4        2.15       2.16    2.21
Keras       2.4.0      2.15.0     3.3.3   3.15.1
data        not known  not known  fails   fails
  swapped   pass       pass       silent  silent
  loud      pass       pass       warn    warn
  1 check is known nowhere; 1 check applies nowhere; 2 checks pass everywhere

claims: 1 claim is false wherever run"""


def test_text():
    assert text.render(table(*DATA)) == TEXT
