"""The matrix on a terminal: what differs in sentences, the table, and what an upgrade changes."""

from __future__ import annotations

import textwrap
from typing import List

from conformance.matrix import table as t
from conformance.matrix.table import Table
from conformance.matrix.words import fold_lines, headline

WIDTH = 96
SHORT = {t.FAIL: "FAIL", t.UNKNOWN: "?", t.WARN: "warn", t.SKIP: "n/a", t.PASS: "pass"}


def render(table: Table) -> str:
    lines = [f"{headline(table)}."]
    for difference, heading in t.HEADINGS.items():
        found = table.differing(difference)
        if not found:
            continue
        lines += ["", heading]
        for pipeline, row in found:
            lines += _wrap(f"{pipeline.name if pipeline else 'claim'}: {row.sentence}", "  ")
    if table.pipelines:
        lines += ["", *_grid(table)]
    if len(table.pipelines) == 1:
        lines += _wrap("; ".join(fold_lines(table.pipelines[0].rows)), "  ")
    if table.claims:
        lines += ["", *_wrap("claims: " + "; ".join(fold_lines(table.claims)))]
    for target, steps in table.upgrades.items():
        lines += ["", f"What an upgrade changes for {target}:"]
        for step in steps:
            lines += _wrap(step, "  ")
    return "\n".join(lines)


def _grid(table: Table) -> List[str]:
    """The verdicts and the rows that differ, as aligned columns."""
    rows = [["TensorFlow", *table.labels]]
    rows.append(["Keras", *(column.keras or "?" for column in table.columns)])
    for pipeline in table.pipelines:
        rows.append([pipeline.name, *(verdict.text for verdict in pipeline.verdicts)])
        for row in t.differing(pipeline.rows):
            said = ["silent" if cell.silent else SHORT[cell.kind] for cell in row.cells]
            rows.append([f"  {row.name}", *said])
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return ["  ".join(cell.ljust(w) for cell, w in zip(row, widths)).rstrip() for row in rows]


def _wrap(text: str, indent: str = "") -> List[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=indent + "  ")
