"""What differs, in sentences: from which version on, and what an upgrade would change."""

from __future__ import annotations

from typing import Dict, List, Optional, Sequence, Set, Tuple

from conformance.matrix import table as t
from conformance.matrix.table import Cell, Pipeline, Row, Table
from conformance.matrix.versions import Column, labels, spans

VERBS = {t.FAIL: "fails", t.WARN: "warns", t.SKIP: "does not apply", t.PASS: "passes"}
CLAIM_VERBS = {t.FAIL: "is false", t.SKIP: "does not apply", t.PASS: "holds"}
SILENTLY = "is silently wrong"

Stretch = Tuple[str, List[Column]]  # what neighbouring columns say alike, and these columns


def verb(row: Row, cell: Cell) -> str:
    if row.is_claim:
        return CLAIM_VERBS[cell.kind]
    return SILENTLY if cell.silent else VERBS[cell.kind]


def stretches(row: Row, columns: Sequence[Column]) -> List[Stretch]:
    """Neighbouring columns of one track that say the same; what is not known is passed over."""
    out: List[Stretch] = []
    for column, cell in zip(columns, row.cells):
        if cell.kind == t.UNKNOWN:
            continue
        said = verb(row, cell)
        if out and out[-1][0] == said and out[-1][1][-1].track == column.track:
            out[-1][1].append(column)
        else:
            out.append((said, [column]))
    return out


def sentence(row: Row, columns: Sequence[Column]) -> str:
    """``from 2.16 on: input-extra fails (before: passes)``; empty where nothing differs."""
    if row.difference not in t.HEADINGS:
        return ""
    found = stretches(row, columns)
    main = [one for one in found if one[1][0].track == columns[0].track]
    others = [one for one in found if one[1][0].track != columns[0].track]
    text = _generations(row, found, columns) or _main(row, main, columns)
    told = {said for said, _ in main}
    aside = [
        f"{spans(members, columns)}: {said}"
        for said, members in others
        if len(told) != 1 or said not in told
    ]
    if aside and not _generations(row, found, columns):
        text += "; " + "; ".join(aside) if text else f"{row.name}: " + "; ".join(aside)
    unknown = [c for c, cell in zip(columns, row.cells) if cell.kind == t.UNKNOWN]
    return text + (f" (not known on {spans(unknown, columns)})" if unknown else "")


def boundary_known(row: Row, columns: Sequence[Column]) -> bool:
    """Whether the last Keras 2 and the first Keras 3 among the columns are both known.

    Where one is not, what changed may have changed within one Keras.
    """
    two = [cell.kind for c, cell in zip(columns, row.cells) if c.generation == 2]
    three = [cell.kind for c, cell in zip(columns, row.cells) if c.generation == 3]
    return bool(two and three) and t.UNKNOWN not in (two[-1], three[0])


def _generations(row: Row, found: List[Stretch], columns: Sequence[Column]) -> str:
    """Where the two Kerases, whole, say two different things."""
    if not boundary_known(row, columns):
        return ""
    said: Dict[int, Set[str]] = {2: set(), 3: set()}
    for told, members in found:
        for column in members:
            said.setdefault(column.generation, set()).add(told)
    if any(len(verbs) != 1 for verbs in said.values()) or said[2] == said[3]:
        return ""
    (two,), (three,) = said[2], said[3]
    first = next(c for c in columns if c.generation == 3)
    return f"on Keras 3 (from {labels(columns)[first]} on): {row.name} {three}; on Keras 2: {two}"


def _main(row: Row, found: List[Stretch], columns: Sequence[Column]) -> str:
    if not found:
        return ""
    names = labels(columns)
    if len(found) == 1:
        return f"{spans(found[0][1], columns)}: {row.name} {found[0][0]}"
    if len(found) == 2:
        (before, old), (after, new) = found
        if _weight(row, after) <= _weight(row, before):
            return f"from {names[new[0]]} on: {row.name} {after} (before: {before})"
        return f"up to {names[old[-1]]}: {row.name} {before} (after: {after})"
    parts = [f"{spans(members, columns)}: {said}" for said, members in found]
    return f"{row.name}: " + "; ".join(parts)


def _weight(row: Row, said: str) -> int:
    """How alarming a verb is; 0 the most."""
    order = [SILENTLY, *(CLAIM_VERBS if row.is_claim else VERBS).values()]
    return order.index(said)


def example(table: Table, row: Row) -> Tuple[str, str]:
    """Where and what: the newest of a row's failures (or warnings), which stands for the others.

    Messages hold figures and exceptions that change from version to version while the finding
    stays the same, so one is told and the rest is folded.
    """
    kind = t.FAIL if t.FAIL in row.kinds() else t.WARN
    numbers = [number for number, cell in enumerate(row.cells) if cell.kind == kind]
    newest = row.cells[numbers[-1]].evidence.message
    alike = all(row.cells[number].evidence.message == newest for number in numbers)
    return (table.where(numbers) if alike else f"{table.labels[numbers[-1]]}, for one"), newest


def counted(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")


def upgrades(table: Table, pipeline: Pipeline) -> List[str]:
    """What each step from one version to the next known one changes for a pipeline.

    Only steps within one track: from one backend to another is no upgrade.
    """
    out: List[str] = []
    names = table.labels
    last: Optional[int] = None
    for number, column in enumerate(table.columns):
        if not any(row.cells[number].kind != t.UNKNOWN for row in pipeline.rows):
            out.append(f"{names[number]}: not known: {_why(table, pipeline, number)}")
            continue
        if last is not None and table.columns[last].track == column.track:
            head = f"from {names[last]} to {names[number]}"
            if table.columns[last].generation != column.generation:
                head += f" (Keras {table.columns[last].generation} to {column.generation})"
            # The clock says as much of the machine's load at that moment as of the version.
            lasting = [row for row in pipeline.rows if row.difference != t.TIMED]
            changes = [text for row in lasting for text in _change(row, last, number)]
            changes += _other_data(pipeline, table.columns[last], column)
            out += [f"{head}: {text}" for text in changes] or [f"{head}: nothing changes"]
        last = number
    return out


def _other_data(pipeline: Pipeline, before: Column, after: Column) -> List[str]:
    """What the data themselves are otherwise, by their profiles."""
    from conformance.run.profiles import compared

    old, new = pipeline.profiles.get(before), pipeline.profiles.get(after)
    told = compared(old, new) if old is not None and new is not None else []
    return [f"the data are others: {text}" for text in told]


def _why(table: Table, pipeline: Pipeline, number: int) -> str:
    column = table.columns[number]
    if column in table.unavailable:
        return table.unavailable[column]
    reasons = [row.cells[number].evidence.message for row in pipeline.rows]
    return next((reason for reason in reasons if reason), "it was not run there")


def _change(row: Row, before: int, after: int) -> List[str]:
    old, new = row.cells[before], row.cells[after]
    alike = {old.kind, new.kind} <= {t.PASS, t.SKIP}
    if (old.kind, old.silent) == (new.kind, new.silent) or alike:
        return []
    if t.UNKNOWN in (old.kind, new.kind):
        # One more thing that cannot be judged is no change of the pipeline's.
        if old.kind != t.FAIL and new.kind != t.FAIL:
            return []
        if new.kind == t.UNKNOWN:
            return [f"{row.name}, which failed, is not known: {new.evidence.message}"]
        return [f"{row.name} {verb(row, new)}: {new.evidence.message} (before: not known)"]
    said = f"{row.name} {verb(row, new)}"
    told = f": {new.evidence.message}" if new.kind in (t.FAIL, t.WARN) else ""
    fix = f" Fix: {new.evidence.fix}" if new.kind in (t.FAIL, t.WARN) and new.evidence.fix else ""
    return [f"{said}{told} (before: {verb(row, old)}){'.' + fix if fix else ''}"]


def headline(table: Table) -> str:
    """The whole table in a sentence."""
    parts = [counted(len(table.columns), "environment")]
    if table.pipelines:
        parts.append(counted(len(table.pipelines), "pipeline"))
    if table.claims:
        parts.append(counted(len(table.claims), "claim"))
    counts = {name: len(table.differing(name)) for name in t.HEADINGS}
    total = sum(counts.values())
    if not total:
        return f"{', '.join(parts)}: nothing differs between them"
    alarming = counts[t.GENERATION] + counts[t.SILENT]
    if total == 1:
        return f"{', '.join(parts)}: 1 row differs" + (", silently" if alarming else "")
    return f"{', '.join(parts)}: {total} rows differ, {alarming or 'none'} of them silently"


def legend(table: Table) -> List[Tuple[str, str]]:
    """Each kind of cell and what its mark means, best first."""
    words = {**t.CHECK_WORDS, t.SKIP: "does not apply"}
    if table.claims:
        words[t.PASS], words[t.FAIL] = "passes or holds", "fails or is false"
    return [(kind, words[kind]) for kind in reversed(t.KINDS)]


FOLDS = {
    t.FAIL: ("fails", "fail"),
    t.UNKNOWN: ("is known nowhere", "are known nowhere"),
    t.WARN: ("warns everywhere", "warn everywhere"),
    t.TIMED: ("warns in some columns, by the clock", "warn in some columns, by the clock"),
    t.OPEN: ("applies or is known in some columns only", "apply or are known in some columns only"),
    t.SKIP: ("applies nowhere", "apply nowhere"),
    t.PASS: ("passes everywhere", "pass everywhere"),
}
CLAIM_FOLDS = {
    **FOLDS,
    t.FAIL: ("is false", "are false"),
    t.PASS: ("holds everywhere", "hold everywhere"),
}


def fold_line(kind: str, rows: Sequence[Row]) -> str:
    """``93 checks pass everywhere``: rows that need not be seen column by column."""
    claims = rows[0].is_claim
    said = (CLAIM_FOLDS if claims else FOLDS)[kind][len(rows) > 1]
    if kind == t.FAIL:
        said += " wherever known" if any(row.difference for row in rows) else " everywhere"
    if any(
        row.difference is None and row.usual != t.UNKNOWN and t.UNKNOWN in row.kinds()
        for row in rows
    ):
        said = said.replace("everywhere", "wherever run")
    return f"{counted(len(rows), 'claim' if claims else 'check')} {said}"


def fold_lines(rows: Sequence[Row]) -> List[str]:
    """A line for each kind of row that is folded."""
    return [fold_line(kind, members) for kind, members in t.folded(list(rows)).items()]
