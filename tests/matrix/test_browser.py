"""A browser renders the page: something is seen, nothing complains, a phone need not scroll sideways."""

from __future__ import annotations

import re
import shutil
import struct
import subprocess
import zlib

import pytest

from conformance.matrix import page
from tests.matrix.made import ledger, report, table

VERSIONS = ("2.4.1", "2.10.1", "2.15.1", *(f"2.{minor}.0" for minor in range(16, 31)))
MEASURE = """<script>
addEventListener("load", () => {
  document.querySelectorAll("details").forEach(d => { d.open = OPEN; });
  const root = document.documentElement, scroll = document.querySelector(".scroll");
  const head = document.querySelector("tbody tr:nth-child(2) th");
  const before = head.getBoundingClientRect().left;
  scroll.scrollLeft = 300;
  const box = document.createElement("pre");
  box.id = "measured";
  box.textContent = [root.clientWidth, root.scrollWidth, scroll.scrollWidth - scroll.clientWidth,
    Math.round(head.getBoundingClientRect().left - before)].join(" ");
  document.body.append(box);
});
</script></body>"""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def browser():
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    found = next((path for path in map(shutil.which, names) if path), None)
    if found is None:
        pytest.skip(f"no browser here: none of {', '.join(names)} is on PATH")
    return found


@pytest.fixture(scope="module")
def rendered():
    messages = {"swapped": "the column 'income' reaches the input 'age'; " + "long " * 60}
    return page.render(
        table(
            *(
                report(
                    version,
                    {"swapped": "fail" if number > 2 else "pass", "a-check-of-a-long-name": "warn"},
                    target="tests/cases/a_pipeline_with_quite_a_long_name_that_must_wrap.py",
                    messages=messages,
                )
                for number, version in enumerate(VERSIONS)
            ),
            ledger("2.15.1", {"a": True}),
            ledger("2.16.0", {"a": False}),
        )
    )


def run(browser, path, *arguments, width, height=900):
    command = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
    command += [f"--window-size={width},{height}", "--virtual-time-budget=3000"]
    command += ["--enable-logging=stderr", "--v=0", f"--user-data-dir={path.parent / 'profile'}"]
    done = subprocess.run(
        [*command, *arguments, path.as_uri()],
        capture_output=True,
        timeout=120,
        check=True,
        text=True,
        errors="replace",
    )
    # A page's own complaints; the browser's about its surroundings are none of ours.
    complaints = [line for line in done.stderr.splitlines() if "CONSOLE" in line]
    assert not complaints, complaints
    return done.stdout


@pytest.mark.parametrize("opened", [False, True], ids=["folded", "opened"])
@pytest.mark.parametrize("width", [500, 1280])
def test_only_the_table_scrolls_sideways_and_its_first_column_stays(
    browser, rendered, tmp_path, width, opened
):
    # Headless Chromium gives a window at least 500 pixels; an inner frame is as narrow as a phone.
    copy = tmp_path / "page.html"
    measure = MEASURE.replace("OPEN", str(opened).lower())
    copy.write_text(rendered.replace("</body>", measure), encoding="utf-8")
    dom = run(browser, copy, "--dump-dom", width=width)
    _judge(dom, narrow=False)


@pytest.mark.parametrize("opened", [False, True], ids=["folded", "opened"])
def test_on_a_phone_as_well(browser, rendered, tmp_path, opened):
    inner = tmp_path / "inner.html"
    measure = MEASURE.replace("OPEN", str(opened).lower()).replace(
        "document.body.append(box);",
        'document.body.append(box); parent.postMessage(box.textContent, "*");',
    )
    inner.write_text(rendered.replace("</body>", measure), encoding="utf-8")
    outer = tmp_path / "outer.html"
    outer.write_text(
        '<script>addEventListener("message", e => { const box = document.createElement("pre"); '
        'box.id = "measured"; box.textContent = e.data; document.body.append(box); });</script>'
        '<body><iframe src="inner.html" style="width:390px;height:844px;border:0"></iframe></body>',
        encoding="utf-8",
    )
    _judge(run(browser, outer, "--dump-dom", width=800), narrow=True)


def _judge(dom, *, narrow):
    found = re.search(r'<pre id="measured">(\d+) (\d+) (-?\d+) (-?\d+)</pre>', dom)
    assert found is not None, dom[-500:]
    seen, needed, hidden, moved = map(int, found.groups())
    if narrow:
        assert seen == 390
    assert needed <= seen, f"the page is {needed} pixels wide in a window of {seen}"
    assert hidden > 100, "with 18 columns the table is wider than its box"
    assert moved == 0, "the first column moved with the others"


def test_something_is_seen(browser, rendered, tmp_path):
    path = tmp_path / "page.html"
    path.write_text(rendered, encoding="utf-8")
    picture = tmp_path / "page.png"
    run(browser, path, f"--screenshot={picture}", width=1000, height=800)
    width, height, colours = decode(picture.read_bytes())
    assert (width, height) == (1000, 800)
    assert len(colours) > 50, "letters alone have tens of shades"


def decode(data):
    """Width, height and the set of colours of a PNG of 8 bits a channel without interlacing.

    https://www.w3.org/TR/png-3/ (chunks: section 5, filters: section 9).
    """
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    place, body, header = 8, b"", b""
    while place < len(data):
        length, kind = struct.unpack(">I4s", data[place : place + 8])
        chunk = data[place + 8 : place + 8 + length]
        header = chunk if kind == b"IHDR" else header
        body += chunk if kind == b"IDAT" else b""
        place += 12 + length
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", header)
    assert (depth, interlaced) == (8, 0)
    size = {2: 3, 6: 4}[colour]
    raw, above, colours, at = zlib.decompress(body), bytearray(width * size), set(), 0
    for _ in range(height):
        kind, line = raw[at], bytearray(raw[at + 1 : at + 1 + width * size])
        at += 1 + width * size
        for i in range(len(line) if kind else 0):
            left = line[i - size] if i >= size else 0
            corner = above[i - size] if i >= size else 0
            line[i] = (line[i] + _predicted(kind, left, above[i], corner)) & 255
        colours.update(bytes(line[i : i + size]) for i in range(0, len(line), size))
        above = line
    return width, height, colours


def _predicted(kind, left, above, corner):
    """What a filter of PNG expects of a byte."""
    if kind == 4:
        estimate = left + above - corner
        return min((left, above, corner), key=lambda value: abs(estimate - value))
    return {1: left, 2: above, 3: (left + above) // 2}[kind]


def test_the_decoder_reads_what_it_should():
    rows = [b"\x00" + bytes([255, 0, 0, 0, 255, 0]), b"\x01" + bytes([9, 8, 7, 1, 1, 1])]
    chunks = [
        (b"IHDR", struct.pack(">IIBBBBB", 2, 2, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"".join(rows))),
        (b"IEND", b""),
    ]
    data = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + b"\0\0\0\0" for kind, body in chunks
    )
    expected = {b"\xff\0\0", b"\0\xff\0", b"\x09\x08\x07", b"\x0a\x09\x08"}
    assert decode(data) == (2, 2, expected)
