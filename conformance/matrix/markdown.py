"""The matrix as Markdown, for a repository or a pull request."""

from __future__ import annotations

from typing import List, Optional

from conformance.matrix import table as t
from conformance.matrix.table import Pipeline, Row, Table
from conformance.matrix.words import example, fold_lines, headline, legend
from conformance.report.markdown import escape


def render(table: Table) -> str:
    """What differs as sentences, then the table, then what is the same everywhere."""
    marks = ", ".join(f"{t.MARKS[kind]} {means}" for kind, means in legend(table))
    lines = ["# What works where", "", f"{escape(headline(table))}.", "", f"{marks}."]
    for target, steps in table.upgrades.items():
        lines += ["", f"## What an upgrade changes for `{target}`", ""]
        lines += [f"- {escape(step)}" for step in steps]
    lines += _differences(table)
    lines += ["", "## The table", ""]
    heads = [f"{c.tensorflow}<br>Keras {c.keras or '?'}{c.suffix}" for c in table.columns]
    lines += ["| | " + " | ".join(heads) + " |", "|---" * (len(heads) + 1) + "|"]
    for section, pipelines in table.sections():
        lines.append(_line(f"**{escape(section)}**", [""] * len(heads)))
        for pipeline in pipelines:
            cells = [f"{t.MARKS[v.kind]} {v.text}" for v in pipeline.verdicts]
            lines.append(_line(f"`{pipeline.name}`", cells))
            lines += [_row(row) for row in t.differing(pipeline.rows)]
    if table.claims:
        lines.append(_line("**Claims**", [""] * len(heads)))
        lines += [_row(row) for row in t.differing(table.claims)]
    lines += ["", "## The same everywhere", ""]
    lines += [f"- `{p.name}`: {'; '.join(fold_lines(p.rows))}" for p in table.pipelines]
    if table.claims:
        lines.append(f"- claims: {'; '.join(fold_lines(table.claims))}")
    return "\n".join(lines) + "\n"


def _line(head: str, cells: List[str]) -> str:
    return f"| {head} | " + " | ".join(cells) + " |"


def _row(row: Row) -> str:
    return _line(f"↳ {row.name}", [f"{t.MARKS[cell.kind]} {row.word(cell)}" for cell in row.cells])


def _differences(table: Table) -> List[str]:
    lines: List[str] = []
    for difference, heading in t.HEADINGS.items():
        found = table.differing(difference)
        if found:
            lines += ["", f"## {heading}", ""]
            lines += [_bullet(table, pipeline, row) for pipeline, row in found]
    return lines


def _bullet(table: Table, pipeline: Optional[Pipeline], row: Row) -> str:
    about = f"`{pipeline.name}`" if pipeline else f"“{escape(row.title)}”"
    where, message = example(table, row)
    evidence = [f"  - {escape(where)}: {escape(message)}"] if message else []
    return "\n".join([f"- {about}: {escape(row.sentence)}", *evidence])
