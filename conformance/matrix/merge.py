"""Make one table of what several files tell, and say which rows differ and how."""

from __future__ import annotations

from typing import Any, Dict, Iterable, List, Optional, Set, Tuple

from conformance.matrix import table as t
from conformance.matrix.read import NOT_MEASURED, Seen
from conformance.matrix.table import Cell, Evidence, Pipeline, Row, Table, Verdict
from conformance.matrix.versions import Column
from conformance.matrix.words import boundary_known, sentence
from conformance.results import GROUPS, Result, verdict_of

KIND_OF_STATUS = {
    "pass": t.PASS,
    "xpass": t.PASS,  # listed as a known failure, and it passes: what works is what counts here
    "fail": t.FAIL,
    "xfail": t.FAIL,
    "warn": t.WARN,
    "skip": t.SKIP,
    "blocked": t.UNKNOWN,
    "error": t.UNKNOWN,
}
FIT = "fit-fails"
# Checks whose failure is an exception, a refusal or a hang: nobody overlooks them.
HEARD = (
    FIT,
    "evaluate-fails",
    "predict-fails",
    "pipeline-builds",
    "pipeline-iterates",
    "pipeline-unresponsive",
    "model-builds",
    "model-call",
    "second-epoch",
    "sequence-index",
    "fit-argument-unknown",
    "fit-argument-refused",
)
# Questions whose failing answer is slow or not portable, but computes what was meant.
NOT_WRONG = ("efficiency", "portability")
TIMED_GROUP = "efficiency"

Entries = Dict[Column, List[Tuple[str, Dict[str, Any]]]]  # column -> (source file, entry)


def merge(seen: Iterable[Seen]) -> Table:
    """One table of everything seen; the order of the files does not matter."""
    everything = sorted(seen, key=lambda one: (one.source, one.target or ""))
    columns = sorted({one.column for one in everything}, key=Column.sort_key)
    pipelines = sorted(
        (
            _pipeline(target, [one for one in everything if one.target == target], columns)
            for target in sorted({one.target for one in everything if one.target is not None})
        ),
        key=lambda pipeline: (pipeline.section, pipeline.name),
    )
    ledgers = [one for one in everything if one.target is None and one.unavailable is None]
    result = Table(columns, pipelines, _claims(ledgers, columns))
    for column in columns:
        here = [one for one in everything if one.column == column]
        result.versions[column] = {
            name: sorted({getattr(one, name) for one in here if getattr(one, name)})
            for name in ("python", "numpy")
        }
        reasons = [one.unavailable for one in here if one.unavailable is not None]
        if reasons:
            result.unavailable[column] = reasons[0]
    _give_reasons(result)
    where: Dict[Optional[str], Set[Column]] = {None: set()}
    for one in everything:
        if one.unavailable is None:
            where.setdefault(one.target, set()).add(one.column)
    told = [(row, where[pipeline.target]) for pipeline in pipelines for row in pipeline.rows]
    for row, ran in told + [(row, where[None]) for row in result.claims]:
        _settle(row, [cell.kind for cell, c in zip(row.cells, columns) if c in ran], columns)
    return result


def _pipeline(target: str, seen: List[Seen], columns: List[Column]) -> Pipeline:
    by_check: Dict[str, Entries] = {}
    facts: Dict[str, Dict[str, Any]] = {}
    for one in seen:
        for entry in one.entries:
            by_check.setdefault(entry["check"], {}).setdefault(one.column, []).append(
                (one.source, entry)
            )
            facts[entry["check"]] = entry
    rows = []
    fits = _cells(by_check.get(FIT, {}), columns)
    for check, entries in by_check.items():
        group = facts[check]["group"]
        cells = _cells(entries, columns)
        if check not in HEARD and group not in NOT_WRONG:
            cells = [
                Cell(c.kind, c.evidence, silent=c.kind == t.FAIL and fit.kind == t.PASS)
                for c, fit in zip(cells, fits)
            ]
        rows.append(Row(check, facts[check]["title"], cells, group))
    rows.sort(key=lambda row: (_rank(row.group), row.name))
    sections = sorted({one.section for one in seen if one.section})
    notes = sorted({one.note for one in seen if one.note})
    return Pipeline(
        target,
        sections[0] if sections else _package(target),
        notes[0] if notes else "",
        rows,
        [_verdict([one for one in seen if one.column == column]) for column in columns],
        {one.column: one.profile for one in seen if one.profile},
    )


def _rank(group: str) -> Tuple[int, str]:
    return (GROUPS.index(group) if group in GROUPS else len(GROUPS), group)


def _package(target: str) -> str:
    """The package or folder that a target stands in, for a heading."""
    place = target.partition(":")[0]
    return place.rpartition("/" if place.endswith(".py") else ".")[0] or "Pipelines"


def _cells(entries: Entries, columns: List[Column]) -> List[Cell]:
    return [_cell(entries.get(column, [])) for column in columns]


def _cell(entries: List[Tuple[str, Dict[str, Any]]]) -> Cell:
    """What the entries of one column say; two runs that disagree leave it open."""
    if not entries:
        return Cell()
    kinds = {KIND_OF_STATUS[entry["status"]] for _, entry in entries}
    if len(kinds) > 1:
        said = sorted({f"{entry['status']} in {_name(source)}" for source, entry in entries})
        return Cell(t.UNKNOWN, Evidence(f"the runs disagree: {', '.join(said)}"))
    parts = ("message", "expected", "actual", "where", "fix")
    told = min(tuple(entry[name] for name in parts) for _, entry in entries)
    return Cell(kinds.pop(), Evidence(*told))


def _name(source: str) -> str:
    return source.replace("\\", "/").rpartition("/")[2]


def _verdict(seen: List[Seen]) -> Verdict:
    """A pipeline in one column, from all the runs that saw it there."""
    if not seen:
        return Verdict(t.UNKNOWN, "not run")
    results = [Result(e["check"], e["group"], e["status"], "") for one in seen for e in one.entries]
    cut = next((one.interrupted for one in seen if one.interrupted), None)
    verdict = verdict_of(results, interrupted=cut)
    kinds = [KIND_OF_STATUS[result.status] for result in results]
    if verdict == "conforms":
        return Verdict(t.PASS, "conforms")
    if t.FAIL in kinds:
        failed = {r.check for r in results if KIND_OF_STATUS[r.status] == t.FAIL}
        return Verdict(t.FAIL, "fails" if len(failed) == 1 else f"{len(failed)} fail")
    if verdict == "fails":  # an expected failure that passes: the list is stale, the pipeline works
        return Verdict(t.PASS, "conforms")
    return Verdict(t.UNKNOWN, "not known")


def _claims(seen: List[Seen], columns: List[Column]) -> List[Row]:
    by_id: Dict[str, Dict[Column, List[Dict[str, Any]]]] = {}
    for one in seen:
        for entry in one.entries:
            by_id.setdefault(entry["id"], {}).setdefault(one.column, []).append(entry)
    rows = []
    for name, entries in sorted(by_id.items()):
        facts = next(iter(entries.values()))[0]
        rows.append(
            Row(
                name,
                str(facts.get("says") or ""),
                [_claim_cell(entries.get(column, [])) for column in columns],
                "claims",
                str(facts.get("source") or ""),
                str(facts.get("right") or ""),
            )
        )
    return rows


def _claim_cell(entries: List[Dict[str, Any]]) -> Cell:
    if not entries:
        return Cell()
    said = sorted({str(entry["holds"]) for entry in entries})
    if len(said) > 1:
        return Cell(t.UNKNOWN, Evidence(f"the runs disagree: {' and '.join(said)}"))
    entry = min(entries, key=lambda entry: entry["evidence"])
    evidence = Evidence(entry["evidence"])
    if entry["holds"] is None:
        measured = not entry["evidence"].startswith(NOT_MEASURED)
        return Cell(t.SKIP if measured else t.UNKNOWN, evidence)
    surprise = entry.get("expected") is not None and entry["expected"] != entry["holds"]
    return Cell(t.PASS if entry["holds"] else t.FAIL, evidence, surprise=surprise)


def _give_reasons(table: Table) -> None:
    """Cells of a column that could not be made say why."""
    for number, column in enumerate(table.columns):
        if column not in table.unavailable:
            continue
        why = Cell(t.UNKNOWN, Evidence(table.unavailable[column]))
        rows = [*table.claims, *(row for pipeline in table.pipelines for row in pipeline.rows)]
        for row in rows:
            if row.cells[number] == Cell():
                row.cells[number] = why
        for pipeline in table.pipelines:
            if pipeline.verdicts[number].text == "not run":
                pipeline.verdicts[number] = Verdict(t.UNKNOWN, "not known")


def _settle(row: Row, here: List[str], columns: List[Column]) -> None:
    """Say how a row differs; ``here`` is what it tells where its pipeline ran at all."""
    kinds = set(here)
    row.difference = _difference(row, kinds, columns)
    if len(kinds) == 1:
        row.usual = here[0]
    row.sentence = sentence(row, columns)


def _difference(row: Row, kinds: Set[str], columns: List[Column]) -> Optional[str]:
    known = kinds - {t.UNKNOWN}
    if row.is_claim and {t.PASS, t.FAIL} <= kinds:
        return t.CLAIM
    if t.FAIL in kinds and len(known) > 1 and not row.is_claim:
        if not any(cell.silent for cell in row.cells):
            return t.LOUD
        return t.GENERATION if _by_generation(row, columns) else t.SILENT
    if t.WARN in kinds and len(known) > 1:
        return t.TIMED if row.group == TIMED_GROUP else t.WARNING
    return t.OPEN if len(kinds) > 1 else None


def _by_generation(row: Row, columns: List[Column]) -> bool:
    """Whether every known cell of one Keras fails and none of the other does."""
    cells = [(c.generation, cell.kind) for c, cell in zip(columns, row.cells)]
    failing = {generation for generation, kind in cells if kind == t.FAIL}
    fine = {generation for generation, kind in cells if kind not in (t.FAIL, t.UNKNOWN)}
    return bool(failing and fine) and not failing & fine and boundary_known(row, columns)
