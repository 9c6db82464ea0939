"""The matrix as one HTML file that fetches nothing and needs no script."""

from __future__ import annotations

from typing import Dict, List, Tuple

from conformance.matrix import table as t
from conformance.matrix import words
from conformance.matrix.table import Row, Table
from conformance.report.html import fill

HINT = 160  # characters of evidence that a cell shows when it is pointed at


def render(table: Table) -> str:
    anchors = _anchors(table)
    return fill(
        "matrix/templates/matrix.html",
        table=table,
        marks=t.MARKS,
        legend=words.legend(table),
        headings=t.HEADINGS,
        headline=words.headline(table),
        differences=[(name, table.differing(name)) for name in t.HEADINGS],
        differing=t.differing,
        folds=_folds,
        fold_line=words.fold_line,
        reasons=_reasons,
        evidence=_evidence,
        example=words.example,
        anchor=lambda thing: anchors[id(thing)],
        hint=_hint,
    )


def _anchors(table: Table) -> Dict[int, str]:
    """A name in the page for each pipeline and row, readable and unique.

    It is made of their own names, so that a link to it outlives a new run.
    """
    named: List[Tuple[object, str]] = [(row, f"claim--{row.name}") for row in table.claims]
    for pipeline in table.pipelines:
        named.append((pipeline, f"pipeline--{pipeline.name}"))
        named += [(row, f"{pipeline.name}--{row.name}") for row in pipeline.rows]
    out: Dict[int, str] = {}
    taken: Dict[str, int] = {}
    for thing, name in named:
        text = "".join(c if c.isalnum() else "-" for c in name)
        taken[text] = taken.get(text, 0) + 1
        out[id(thing)] = text if taken[text] == 1 else f"{text}-{taken[text]}"
    return out


def _folds(rows: List[Row]) -> List[Tuple[str, List[Row]]]:
    return list(t.folded(rows).items())


def _reasons(table: Table, rows: List[Row]) -> List[Tuple[List[str], List[Row]]]:
    """Rows that are open for the same reasons, told together: the reasons, and the rows."""
    out: Dict[Tuple[str, ...], List[Row]] = {}
    for row in rows:
        reasons = tuple(
            f"{table.where(numbers)}: {row.word(cell)}: {cell.evidence.message}"
            for cell, numbers in row.told()
            if cell.kind in (t.UNKNOWN, t.SKIP)
        )
        out.setdefault(reasons, []).append(row)
    return [(list(reasons), members) for reasons, members in out.items()]


def _evidence(table: Table, row: Row) -> List[dict]:
    """What each group of columns told, once: where, in which words, with which details."""
    return [
        {
            "where": table.where(numbers),
            "kind": cell.kind,
            "word": "silently wrong" if cell.silent else row.word(cell),
            "surprise": cell.surprise,
            "message": cell.evidence.message,
            "details": cell.evidence.details(),
        }
        for cell, numbers in row.told()
    ]


def _hint(row: Row, number: int) -> str:
    text = row.cells[number].evidence.message
    return text if len(text) <= HINT else text[: HINT - 1] + "…"
