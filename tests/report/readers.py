"""What a consumer of each format finds in it: (how it stands, name, all that is said), each in order.

Each is parsed by a parser of that format. Texts are compared without spaces, line ends and the marks of
code spans, for each format breaks lines in its own way.
"""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from typing import Dict, List, NamedTuple

from junitparser import Error, Failure, JUnitXml, Skipped
from markdown_it import MarkdownIt

from conformance.report import content
from conformance.results import Report

MARKED = ("fail", "error", "xpass", "warn", "blocked", "xfail")


class Said(NamedTuple):
    """One finding as a format has it."""

    standing: str
    name: str
    text: str


def squash(text: str) -> str:
    return "".join(text.split()).replace("`", "")


def said(report: Report) -> List[Said]:
    """What every format must hold of a report's findings."""
    return sorted(
        Said(content.standing(r), content.name(r), squash(content.told(r)))
        for r in report.results
        if content.standing(r) in MARKED
    )


def read_json(text: str) -> List[Said]:
    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is not JSON")

    data = json.loads(text, parse_constant=refuse)
    found = []
    for report in data["reports"]:
        for result in Report.from_dict(report).results:
            if content.standing(result) in MARKED:
                texts = squash(content.told(result))
                found.append(Said(content.standing(result), content.name(result), texts))
    return sorted(found)


def read_junit(text: str) -> List[Said]:
    ET.fromstring(text)
    found = []
    for suite in JUnitXml.fromstring(text.encode()):
        for case in suite:
            if case.name == "(verdict)":
                continue
            for outcome in case.result:
                if outcome.type in MARKED:
                    assert isinstance(outcome, (Failure, Error, Skipped))
                    found.append(Said(outcome.type, case.name, squash(outcome.text or "")))
            kind, _, text = (case.system_out or "").partition(":")
            if kind == "warning":
                found.append(Said("warn", case.name, squash(text)))
    return sorted(found)


class _Headings(HTMLParser):
    """The articles of a page: class, name, and the text of message and details."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: List[Dict[str, str]] = []
        self.tags: List[str] = []
        self.names: List[str] = []
        self.into = ""

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.tags.append(tag)
        assert not any(key.startswith("on") for key in given), given
        assert tag in ALLOWED, f"a tag of a message: {tag}"
        for key in ("href", "src"):
            assert given.get(key, "#").startswith("#"), given
        if tag == "article":
            self.found.append({"class": given["class"], "name": "", "text": ""})
            self.into = ""
        elif tag == "h4":
            self.into = "head"
        elif tag == "code" and self.into == "head":
            self.into = "name"
        elif tag in ("p", "dt", "dd") and self.found and self.into != "page":
            self.into = "text" if tag != "dt" else "term"
        elif tag in ("details", "h3"):
            self.into = "page"

    def handle_endtag(self, tag):
        if tag == "article":
            self.into = "page"
        elif self.into == "name" or (tag in ("p", "dt", "dd") and self.into != "page"):
            self.into = ""

    def handle_data(self, data):
        if self.into == "name":
            self.found[-1]["name"] += data
        elif self.into in ("text", "term"):
            self.found[-1]["text"] += data + (":" if self.into == "term" else "")


TAGS = (
    "html head meta title style body header h1 h2 h3 h4 h5 span nav main section ul li p article code "
    "dl dt dd details summary pre strong table thead tbody tr th td a div wbr"
)
ALLOWED = frozenset(re.findall("[^ ]+", TAGS))


def read_html(text: str) -> List[Said]:
    reader = _Headings()
    reader.feed(text)
    return sorted(Said(one["class"], one["name"], squash(one["text"])) for one in reader.found)


PASSIVE = {
    "paragraph_open", "paragraph_close", "heading_open", "heading_close", "bullet_list_open",
    "bullet_list_close", "list_item_open", "list_item_close", "inline", "table_open", "table_close",
    "thead_open", "thead_close", "tbody_open", "tbody_close", "tr_open", "tr_close", "th_open",
    "th_close", "td_open", "td_close", "text", "code_inline", "hardbreak", "softbreak",
    "strong_open", "strong_close",
}  # fmt: skip
LINKED = re.compile(r"https?://|www\.|@\w|#\d", re.IGNORECASE)


def read_markdown(text: str, *, headings: int) -> List[Said]:
    """The findings; nothing in the text may act, and it has as many headings as it is to have."""
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)
    found: List[Said] = []
    standing = name = ""
    body: List[str] = []
    opened = 0
    words = {words: key for key, words in content.OPEN.items()}

    def end() -> None:
        if standing in MARKED and name:
            found.append(Said(standing, name, squash("".join(body))))
        body.clear()

    for before, token in zip([None, *tokens], tokens):
        assert token.type in PASSIVE, f"{token.type} of a message: {token.content!r}"
        opened += token.type == "heading_open"
        if token.type != "inline":
            continue
        for child in token.children or []:
            assert child.type in PASSIVE, f"{child.type} of a message: {token.content!r}"
            if child.type == "text":
                assert not LINKED.search(child.content), f"linked by GitHub: {child.content!r}"
        spans = [c.content for c in token.children if c.type == "code_inline"]
        shown = "".join(c.content for c in token.children)
        if before.type == "heading_open":
            end()
            head = shown[:1].lower() + shown[1:]
            standing, name = words.get(head, shown.split(":")[0]), ""
            if standing in ("fail", "error", "xpass", "warn") and ": " in shown:
                name = spans[0]
        elif standing in content.SINGLE and shown.startswith("because of ") and shown.endswith(":"):
            end()
        elif standing in content.SINGLE and token.children[0].type == "code_inline":
            end()
            name = spans[0]
            body.append(shown[len(name) + 1 :])
        else:
            body.append(shown)
    end()
    assert opened == headings, f"{opened} headings, not {headings}"
    return sorted(found)


COMMAND = re.compile(
    r"::(?P<level>error|warning|notice|debug)(?: (?P<properties>[^:]*))?::(?P<text>.*)"
)


def commands(text: str) -> List[Dict[str, str]]:
    """The commands as the runner of GitHub Actions reads them; nothing else may be there."""
    out = []
    for line in text.split("\n"):
        match = COMMAND.fullmatch(line)
        assert match, f"no command: {line!r}"
        given = dict(pair.split("=", 1) for pair in (match["properties"] or "").split(",") if pair)
        values = {key: _unescaped(value, ":,") for key, value in given.items()}
        out.append({"level": match["level"], "text": _unescaped(match["text"]), **values})
    return out


def _unescaped(text: str, more: str = "") -> str:
    for sign in "\r\n" + more:
        text = text.replace(f"%{ord(sign):02X}", sign)
    return text.replace("%25", "%")


def read_github(text: str) -> List[Said]:
    standings = {"error": "fail", "warning": "warn"}
    found = []
    for one in commands(text):
        title = one.get("title", "")
        for key in content.SINGLE:
            if f": {content.OPEN[key]}" in title:
                found.append(Said(key, title.split(": ")[0], squash(one["text"])))
                break
        else:
            if one["level"] in standings and not title.startswith(tuple(content.VERDICTS.values())):
                found.append(Said(standings[one["level"]], title, squash(one["text"])))
    return sorted(found)


def read_sarif(text: str) -> List[Said]:
    run = json.loads(text)["runs"][0]
    names = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    found = []
    for result in run["results"]:
        assert names[result["ruleIndex"]] == result["ruleId"]
        shown = squash(result["message"]["text"])
        found.append(Said(result["properties"]["status"], _name(result["ruleId"], result), shown))
    for invocation in run["invocations"]:
        for note in invocation["toolExecutionNotifications"]:
            standing = note["properties"]["standing"]
            if standing in MARKED:
                shown = note["message"]["text"].split(": ", 1)[1]
                found.append(
                    Said(standing, _name(note["associatedRule"]["id"], note), squash(shown))
                )
    return sorted(found)


def _name(rule: str, holder: Dict) -> str:
    part = holder["properties"].get("part", "training")
    return rule if part == "training" else f"{rule} ({part})"
