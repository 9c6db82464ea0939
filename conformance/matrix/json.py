"""The matrix as JSON, schema 1; rows that pass or apply nowhere are names alone."""

from __future__ import annotations

import json
from typing import Any, Dict, List

from conformance.matrix import table as t
from conformance.matrix.table import Row, Table
from conformance.matrix.words import headline
from conformance.results import SCHEMA


def render(table: Table) -> str:
    return json.dumps(as_data(table), indent=1, ensure_ascii=False)


def as_data(table: Table) -> Dict[str, Any]:
    """Columns, the rows that differ in order of alarm, pipelines and claims."""
    labels = table.labels
    return {
        "schema": SCHEMA,
        "summary": headline(table),
        "columns": [
            {
                "name": name,
                "tensorflow": column.tensorflow,
                "keras": column.keras,
                "backend": column.backend,
                "device": column.device,
                **table.versions.get(column, {}),
                "unavailable": table.unavailable.get(column),
            }
            for name, column in zip(labels, table.columns)
        ],
        "differences": [
            {
                "difference": name,
                "pipeline": pipeline.target if pipeline else None,
                "row": row.name,
                "sentence": row.sentence,
            }
            for name in t.HEADINGS
            for pipeline, row in table.differing(name)
        ],
        "upgrades": table.upgrades,
        "pipelines": [
            {
                "target": pipeline.target,
                "section": pipeline.section,
                "note": pipeline.note,
                "verdicts": {
                    name: {"kind": verdict.kind, "text": verdict.text}
                    for name, verdict in zip(labels, pipeline.verdicts)
                },
                **_rows(table, pipeline.rows),
            }
            for pipeline in table.pipelines
        ],
        "claims": _rows(table, table.claims),
    }


def _rows(table: Table, rows: List[Row]) -> Dict[str, Any]:
    plain = {
        kind: [row.name for row in rows if row.difference is None and row.usual == kind]
        for kind in (t.PASS, t.SKIP)
    }
    names = {name for members in plain.values() for name in members}
    return {"rows": [_row(table, r) for r in rows if r.name not in names], "everywhere": plain}


def _row(table: Table, row: Row) -> Dict[str, Any]:
    labels = table.labels
    more = {"source": row.source, "right": row.right} if row.is_claim else {"group": row.group}
    return {
        "row": row.name,
        "title": row.title,
        **more,
        "difference": row.difference,
        "sentence": row.sentence,
        "cells": [
            {
                "columns": [labels[number] for number in numbers],
                "kind": cell.kind,
                "silent": cell.silent,
                "surprise": cell.surprise,
                "message": cell.evidence.message,
                **dict(cell.evidence.details()),
            }
            for cell, numbers in row.told()
        ],
    }
