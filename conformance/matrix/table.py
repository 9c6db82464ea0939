"""The one structure that every format renders: columns, pipelines, rows and cells."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Dict, List, Optional, Tuple

from conformance.matrix.versions import Column, labels, spans

# What a cell may tell, worst first; the words are what a reader sees.
FAIL, UNKNOWN, WARN, SKIP, PASS = "fail", "unknown", "warn", "skip", "pass"
KINDS = (FAIL, UNKNOWN, WARN, SKIP, PASS)
MARKS = {FAIL: "✗", UNKNOWN: "?", WARN: "△", SKIP: "–", PASS: "✓"}
CHECK_WORDS = {FAIL: "fails", UNKNOWN: "not known", WARN: "warns", SKIP: "n/a", PASS: "passes"}
CLAIM_WORDS = {FAIL: "false", UNKNOWN: "not known", SKIP: "n/a", PASS: "holds"}

# How a row differs across the columns, most alarming first; None: it does not.
GENERATION = "generation"  # right on every version of one Keras, silently wrong on the other
SILENT = "silent"  # wrong somewhere while fit raises nothing
LOUD = "loud"  # fails somewhere, passes elsewhere
CLAIM = "claim"  # holds here, false there
WARNING = "warning"  # warns somewhere, passes elsewhere
TIMED = "timed"  # warns somewhere by the clock, which tells of the machine as much as the version
OPEN = "open"  # the same wherever it applies and is known
HEADINGS = {
    GENERATION: "Right on one Keras, silently wrong on the other",
    SILENT: "Silently wrong on some versions",
    LOUD: "Fails on some versions",
    CLAIM: "Holds on some versions, false on others",
    WARNING: "Warns on some versions",
}


@dataclass(frozen=True)
class Evidence:
    """What was seen; equal evidence of several columns is told once."""

    message: str = ""
    expected: str = ""
    actual: str = ""
    where: str = ""
    fix: str = ""

    def details(self) -> List[Tuple[str, str]]:
        """The parts after the message that say something."""
        parts = ("where", "expected", "actual", "fix")
        return [(name, getattr(self, name)) for name in parts if getattr(self, name)]


@dataclass(frozen=True)
class Cell:
    """One row in one column. ``silent``: it fails, and fit raised nothing there."""

    kind: str = UNKNOWN
    evidence: Evidence = Evidence("not run there")
    silent: bool = False
    surprise: bool = False  # a claim unlike what is recorded for that version


@dataclass
class Row:
    """A check of one pipeline, or a claim, with a cell for each column."""

    name: str
    title: str
    cells: List[Cell]
    group: str = ""
    source: str = ""
    right: str = ""
    difference: Optional[str] = None
    sentence: str = ""
    usual: str = UNKNOWN  # what every column in which it ran tells, where that is one thing

    @property
    def is_claim(self) -> bool:
        return self.group == "claims"

    @property
    def words(self) -> Dict[str, str]:
        return CLAIM_WORDS if self.is_claim else CHECK_WORDS

    def word(self, cell: Cell) -> str:
        return "silent" if cell.silent else self.words[cell.kind]

    def kinds(self) -> List[str]:
        return [cell.kind for cell in self.cells]

    def told(self) -> List[Tuple[Cell, List[int]]]:
        """Each distinct cell with its column numbers, in order of the columns."""
        out: Dict[Cell, List[int]] = {}
        for number, cell in enumerate(self.cells):
            out.setdefault(cell, []).append(number)
        return sorted(out.items(), key=lambda item: item[1])


@dataclass(frozen=True)
class Verdict:
    """A pipeline in one column, in a word or two."""

    kind: str
    text: str


@dataclass
class Pipeline:
    """One pipeline: its verdict in each column, and a row for each check."""

    target: str
    section: str
    note: str
    rows: List[Row]
    verdicts: List[Verdict]
    profiles: Dict[Column, Dict[str, Any]] = field(default_factory=dict)  # what the data were there

    @property
    def name(self) -> str:
        """The target without the package, folder and extension that its section tells."""
        place, colon, name = self.target.partition(":")
        if place.endswith(".py"):
            place = place[:-3].rpartition("/")[2]
        elif not colon:
            place = place.rpartition(".")[2]
        return place + colon + name


@dataclass
class Table:
    """The matrix. ``versions`` holds, for each column, the Pythons and NumPys seen there."""

    columns: List[Column]
    pipelines: List[Pipeline]
    claims: List[Row]
    versions: Dict[Column, Dict[str, List[str]]] = field(default_factory=dict)
    unavailable: Dict[Column, str] = field(default_factory=dict)
    upgrades: Dict[str, List[str]] = field(default_factory=dict)  # target -> what each step changes

    @property
    def labels(self) -> List[str]:
        names = labels(self.columns)
        return [names[column] for column in self.columns]

    def where(self, numbers: List[int]) -> str:
        """Column numbers in words."""
        return spans([self.columns[number] for number in numbers], self.columns)

    def differing(self, difference: str) -> List[Tuple[Optional[Pipeline], Row]]:
        """The rows that differ in this way, each with its pipeline (None for a claim)."""
        out: List[Tuple[Optional[Pipeline], Row]] = [
            (pipeline, row)
            for pipeline in self.pipelines
            for row in pipeline.rows
            if row.difference == difference
        ]
        return out + [(None, row) for row in self.claims if row.difference == difference]

    def sections(self) -> List[Tuple[str, List[Pipeline]]]:
        """Pipelines under their headings."""
        out: Dict[str, List[Pipeline]] = {}
        for pipeline in self.pipelines:
            out.setdefault(pipeline.section, []).append(pipeline)
        return list(out.items())


def differing(rows: List[Row]) -> List[Row]:
    """The rows that a reader must see column by column, most alarming first."""
    order = list(HEADINGS)
    chosen = [row for row in rows if row.difference in order]
    return sorted(chosen, key=lambda row: order.index(row.difference or ""))


def folded(rows: List[Row]) -> Dict[str, List[Row]]:
    """The other rows: failing ones, then by what they tell wherever their pipeline ran.

    Under :data:`OPEN` stand those that tell the same wherever they apply and are known, under
    :data:`TIMED` those that warn in some columns by the clock.
    """
    kinds = (FAIL, UNKNOWN, WARN, TIMED, OPEN, SKIP, PASS)
    out: Dict[str, List[Row]] = {kind: [] for kind in kinds}
    for row in rows:
        if row.difference is None:
            out[row.usual].append(row)
        elif row.difference in (OPEN, TIMED):
            out[FAIL if FAIL in row.kinds() else row.difference].append(row)
    return {kind: members for kind, members in out.items() if members}
