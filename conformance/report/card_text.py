"""The card in a terminal: tables, series as bars of blocks, pictures as half blocks where there is colour."""

from __future__ import annotations

import base64
import binascii
import re
from typing import IO, Any, Dict, Iterator, List, Mapping, Optional, Sequence, Tuple

from conformance.report import content, drawing
from conformance.report.safe import one_line, plain
from conformance.results import Report

WIDTH = 100  # where no terminal says how wide it is
EXAMPLES, ROWS = 4, 24
TICKS = "▁▂▃▄▅▆▇█"
SPAN = re.compile(r"`([^`\n]+)`")


def render(reports: Sequence[Report], *, stream: Optional[IO[str]] = None) -> str:
    """The cards of the reports.

    Args:
        stream: where the text goes; only a terminal has a width and colours of its own.
    """
    from rich.console import Console

    shown = Console(file=stream, legacy_windows=False) if stream is not None else None
    terminal = shown is not None and shown.is_terminal
    console = shown if terminal and shown is not None else Console(width=WIDTH, color_system=None)
    colour = terminal and not console.no_color and console.color_system is not None
    with console.capture() as captured:
        for report in reports:
            for part in _report(report, colour):
                safe = plain(part) if isinstance(part, str) else part
                console.print(safe, markup=False, highlight=False)
    return captured.get().rstrip("\n")


def _heading(text: str) -> Any:
    from rich.text import Text

    return Text(f"\n{one_line(text)}", style="bold")


def _words(text: Any, indent: str = "") -> str:
    return indent + SPAN.sub(r"\1", plain(text))


def _report(report: Report, colour: bool) -> Iterator[Any]:
    from rich.text import Text

    yield Text(f"What the model receives  {one_line(report.target)}", style="bold")
    for line in content.opening(report)[1:]:
        yield _words(line, "  ")
    card = report.card
    if not card or "failure" in card:
        yield f"  there is no card: {plain((card or {}).get('failure', 'nothing was read'))}"
        return
    yield from _asks(card)
    for part in card["parts"]:
        yield from _part(part, colour)
    yield from _epochs(card)
    yield from _classes(card)
    yield from _columns(card)
    if card["relations"]:
        yield _heading("Relations")
        for sentence in card["relations"]:
            yield _words(sentence, "  ")
    yield from _graph(report)


def _asks(card: Mapping[str, Any]) -> Iterator[Any]:
    if card["ask"]:
        yield _heading("Only you can answer")
    for number, ask in enumerate(card["ask"], 1):
        yield f"  {number}. {_words(ask['said'])}:"
        yield _words(f"{ask['right']}; {ask['wrong']}", "     ")
        if ask["expect"]:
            yield f"     {plain(ask['expect'])}"


def _table(*heads: str) -> Any:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for head in heads:
        table.add_column(head, overflow="fold")
    return table


def _cells(*values: Any) -> List[Any]:
    from rich.text import Text

    return [value if isinstance(value, Text) else Text(_words(value)) for value in values]


def _part(part: Mapping[str, Any], colour: bool) -> Iterator[Any]:
    yield _heading(f"{part['part'].capitalize()} data: {drawing.size(part)}")
    table = _table("component", "what it is", "where it goes", "values")
    for one in part["components"][:ROWS]:
        what = f"{one['what']}, {one['dtype']} {one['shape']}"
        what += f"; decoded by {one['words']}" if one["words"] else ""
        table.add_row(*_cells(one["path"], what, one["goes"], drawing.numbers(one)))
    yield table
    more = len(part["components"]) - ROWS + part["left_out"]
    if more > 0:
        yield f"{more} more components"
    for example in part["examples"][:EXAMPLES]:
        yield _heading(f"example {example['number']}, batch {example['batch']}")
        for cell in example["cells"][:ROWS]:
            yield from _cell(cell, colour)
        left = len(example["cells"]) - ROWS
        if left > 0:
            yield f"  {left} more components"


def _cell(cell: Mapping[str, Any], colour: bool) -> Iterator[Any]:
    path = one_line(cell["path"])
    if cell["kind"] == "boxes":
        found = "; ".join(
            f"{100 * r['share']:.3g} % fit read as {r['words']}" for r in cell["readings"]
        )
        yield f"  {path}  {plain(cell['text'])}" + (f"  ({found})" if found else "")
    elif cell["kind"] == "series":
        yield f"  {path}  {drawing.span(cell)}"
        for line in cell["lines"][:3]:
            yield f"    {sparkline(line)}"
    else:
        yield f"  {path}  {plain(drawing.written(cell))}"
    if colour and cell.get("tiny"):
        yield blocks(cell["tiny"])


def sparkline(line: Sequence[Optional[float]], width: int = 60) -> str:
    """The line as blocks of eight heights, a space where nothing is known."""
    step = max(1, -(-len(line) // width))
    values = list(line[::step])
    known = [value for value in values if value is not None]
    if not known:
        return ""
    low, spread = min(known), (max(known) - min(known)) or 1.0
    places = [None if v is None else int((v - low) / spread * (len(TICKS) - 1)) for v in values]
    return "".join(" " if place is None else TICKS[place] for place in places)


def blocks(tiny: Sequence[Any]) -> Any:
    """A picture as upper half blocks: two pixels a character, the lower one as its background."""
    from rich.text import Text

    height, width, data = int(tiny[0]), int(tiny[1]), str(tiny[2])
    try:
        pixels = base64.b64decode(data, validate=True)
    except (binascii.Error, ValueError):
        return Text("  (no picture)")
    if len(pixels) != height * width * 3:
        return Text("  (no picture)")

    def colour(row: int, column: int) -> str:
        at = 3 * (row * width + column)
        return "#" + pixels[at : at + 3].hex()

    out = Text()
    for row in range(0, height, 2):
        out.append("    ")
        for column in range(width):
            below = f" on {colour(row + 1, column)}" if row + 1 < height else ""
            out.append("▀", style=colour(row, column) + below)
        out.append("\n" if row + 2 < height else "")
    return out


def _epochs(card: Mapping[str, Any]) -> Iterator[Any]:
    epochs = card.get("epochs")
    if epochs and epochs["of"]:
        yield _heading("First batch of the second epoch")
        yield f"  {drawing.again(epochs['places'])}"


def _bar(share: float, width: int = 20) -> str:
    return "█" * max(1 if share > 0 else 0, round(share * width))


def _classes(card: Mapping[str, Any]) -> Iterator[Any]:
    for found in card["classes"]:
        yield _heading(f"Classes of {one_line(found['path'])}")
        held = "validation" in found["rows"][0]
        heads = ["class", "training", "", *(["validation"] if held else [])]
        table = _table(*heads, *(["share of the loss"] if found["weighted"] else []))
        total = sum(row["training"] for row in found["rows"]) or 1
        for row in found["rows"][:ROWS]:
            cells: List[Any] = [f"{row['class']} {row['word']}", f"{row['training']:,}"]
            cells += [_bar(row["training"] / total), *([f"{row['validation']:,}"] if held else [])]
            cells += [f"{100 * (row['weight'] or 0):.3g} %"] if found["weighted"] else []
            table.add_row(*_cells(*cells))
        yield table


def _columns(card: Mapping[str, Any]) -> Iterator[Any]:
    columns: List[Dict[str, Any]] = card["distributions"]["columns"]
    if not columns:
        return
    yield _heading("How the values are spread")
    table = _table("column", "training", "validation", "")
    for column in columns[:ROWS]:
        shares: Mapping[str, Sequence[float]] = column["shares"]
        drawn = [_heights(shares.get(part, ())) for part in ("training", "validation")]
        table.add_row(*_cells(column["name"], *drawn, drawing.spread(column)))
    yield table
    left = len(columns) - ROWS + card["distributions"]["left_out"]
    if left > 0:
        yield f"{left} more columns"


def _heights(shares: Sequence[float]) -> str:
    most = max(shares, default=0.0) or 1.0
    return "".join(TICKS[int(s / most * (len(TICKS) - 1))] if s else " " for s in shares)


def _graph(report: Report) -> Iterator[Any]:
    plan = (report.card or {}).get("pipeline")
    if not plan:
        return
    yield _heading("The pipeline")
    for stage in plan["stages"]:
        marks: Tuple[Tuple[Any, str], ...] = (
            (stage["random"], "random"),
            (stage["python"], "Python"),
        )
        tags = "".join(f" [{word}]" for found, word in marks if found)
        reads = ""
        if drawing.joined(stage):
            names = [drawing.stage_name(plan, number) for number in stage["inputs"]]
            reads = f"; reads {' and '.join(names)}"
        changes = f"; {'; '.join(stage['changes'])}" if stage["changes"] else ""
        yield _words(f"  {stage['name']}{tags}  {stage['does']}{reads}{changes}")
