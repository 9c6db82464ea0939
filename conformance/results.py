"""Findings, results and the report: one structure that every format renders."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from typing import Any, Dict, Iterable, List, Optional, Tuple, Union

SCHEMA = 1

# A result's status; the order is that of the text report.
STATUSES = ("fail", "error", "xpass", "warn", "blocked", "xfail", "skip", "pass")
GROUPS = (
    "wiring",
    "elements",
    "labels",
    "values",
    "completeness",
    "randomness",
    "training",
    "portability",
    "efficiency",
)
EXIT = {"conforms": 0, "fails": 1, "incomplete": 3}


TRAINING, VALIDATION = "training", "validation"
# Why a check gave no judgement, where nothing is wrong with that (status "skip").
NOT_APPLICABLE, UNREAD, WITHHELD = "not-applicable", "unread", "withheld"


@dataclass
class Finding:
    """What a check found.

    Args:
        message: what was seen, in the user's own names, with its consequence.
        status: "fail" (a contract is broken, the pipeline contradicts itself or what was declared,
            or a test with a stated error probability says so) or "warn" (all else).
        expected: what the model, the loss or the runtime needs.
        actual: what was there.
        where: component path, batch index, element index, for a person.
        fix: the edit that mends it.
        blame: "pipeline", "model" or "environment".
        component: path of the component that is at fault ("x['age']", "y"), where it is one. It
            decides what else this failure can explain; "" is the element as a whole.
        frames: the user's own lines that are at fault, "path.py:12 in name", innermost last.
        causes: of the checks that this one comes ``after``, those whose failure can be behind this
            very finding; None: any of them.
    """

    message: str
    status: str = "fail"
    expected: str = ""
    actual: str = ""
    where: str = ""
    fix: str = ""
    blame: str = "pipeline"
    component: str = ""
    frames: Tuple[str, ...] = ()
    causes: Optional[Tuple[str, ...]] = None


def warn(message: str, **details: Any) -> Finding:
    """A finding that does not make the verdict ``fails``."""
    return Finding(message, status="warn", **details)


@dataclass(frozen=True)
class Passed:
    """The question was put and the answer is good: says what was compared with what."""

    compared: str


@dataclass
class Skip:
    """The check does not apply here; says why. Never counted as a pass.

    ``kind``: "not-applicable", "unread" (only a whole reading can tell, and there was none) or
    "withheld" (what is needed was not given: a live object cannot be built again).
    """

    reason: str
    kind: str = NOT_APPLICABLE


@dataclass
class Unjudged:
    """The check applies but could not be judged; without a fail the verdict is incomplete."""

    reason: str


Outcome = Union[Passed, Finding, Skip, Unjudged]


@dataclass
class Result:
    """One check's answer on one part of the data.

    ``because`` names the check whose failure explains a blocked one; ``kind`` says why a skipped
    one gave no judgement; ``compared`` what a passed one compared.
    """

    check: str
    group: str
    status: str
    title: str
    message: str = ""
    expected: str = ""
    actual: str = ""
    where: str = ""
    fix: str = ""
    blame: str = ""
    seconds: float = 0.0
    part: str = TRAINING
    component: str = ""
    frames: Tuple[str, ...] = ()
    causes: Optional[Tuple[str, ...]] = None
    because: str = ""
    was: str = ""  # status of a blocked finding before it was blocked: fail | warn
    kind: str = ""
    compared: str = ""

    @classmethod
    def of(cls, check: Any, outcome: Any, seconds: float = 0.0, part: str = TRAINING) -> Result:
        """The result of a check that answered ``outcome`` (None: passed, without a word)."""
        base = dict(check=check.name, group=check.group, title=check.title)
        base.update(seconds=seconds, part=part)
        if outcome is None:
            return cls(status="pass", **base)
        if isinstance(outcome, Passed):
            return cls(status="pass", compared=outcome.compared, **base)
        if isinstance(outcome, Skip):
            return cls(status="skip", message=outcome.reason, kind=outcome.kind, **base)
        if isinstance(outcome, Unjudged):
            return cls(status="blocked", message=outcome.reason, **base)
        return cls(**{**asdict(outcome), **base})


@dataclass
class Reading:
    """How much of one part of the data was read.

    ``of_examples`` and ``of_batches`` are None where the whole is not known. ``places`` are the
    stretches of examples that were read, ((0, 160000), (990000, 1000000)), end excluded.
    """

    part: str = TRAINING
    batches: int = 0
    examples: int = 0
    of_batches: Optional[int] = None
    of_examples: Optional[int] = None
    complete: bool = True
    stopped_by: str = ""  # time | batches | bytes | error
    places: Tuple[Tuple[int, int], ...] = ()

    def __str__(self) -> str:
        """One line: ``training data: all 320 examples (10 batches) read``."""
        if self.complete:
            return (
                f"{self.part} data: all {self.examples:,} examples ({self.batches:,} batches) read"
            )
        whole = f" of {self.of_examples:,}" if self.of_examples is not None else ""
        where = ""
        if self.places and self.places[0][0] == 0 and len(self.places) == 1:
            where = "the first "
        why = f"; reading ended by {self.stopped_by}" if self.stopped_by else ""
        return f"{self.part} data: {where}{self.examples:,}{whole} examples read{why}"


@dataclass
class Report:
    """The verdict on one pipeline.

    ``str(report)`` is the text report, ``report.conforms`` is True only when every check that
    applies was judged and none failed, ``report.to_dict()`` is the JSON schema 1.
    """

    target: str
    model: Optional[str] = None
    environment: Dict[str, Any] = field(default_factory=dict)
    results: List[Result] = field(default_factory=list)
    seconds: float = 0.0
    interrupted: Optional[str] = None  # why the run ended early, as a sentence
    ended: str = ""  # the same as data: "" | budget | memory | crash | interrupt | device
    readings: List[Reading] = field(default_factory=list)  # how much was read, a part each
    notes: List[str] = field(default_factory=list)  # what a reader must know before the findings
    card: Optional[Dict[str, Any]] = None  # what the model receives, drawn: conformance.facts.card
    profile: Optional[Dict[str, Any]] = None  # what the data are, where that was asked for

    @property
    def verdict(self) -> str:
        return verdict_of(self.results, interrupted=self.interrupted)

    @property
    def conforms(self) -> bool:
        return self.verdict == "conforms"

    @property
    def exit_status(self) -> int:
        return EXIT[self.verdict]

    def count(self, status: str, kind: Optional[str] = None) -> int:
        """Results of a status; with ``kind``, those of that kind only."""
        return sum(
            result.status == status and (kind is None or result.kind == kind)
            for result in self.results
        )

    @property
    def applicable(self) -> int:
        """Questions that this pipeline raises: all but those that do not apply to it.

        What was not read or not given is asked all the same, and not answered.
        """
        asked = self.count("skip", UNREAD) + self.count("skip", WITHHELD)
        return len(self.results) - self.count("skip") + asked

    @property
    def whole(self) -> bool:
        """Whether every part of the data was read to its end."""
        return all(reading.complete for reading in self.readings)

    def findings(self) -> List[Result]:
        """Failures first, then warnings."""
        picked = [r for r in self.results if r.status in ("fail", "error", "xpass", "warn")]
        return sorted(picked, key=lambda r: STATUSES.index(r.status))

    def to_dict(self, *, card: bool = False) -> Dict[str, Any]:
        """The JSON form.

        Args:
            card: with the card, which may be some hundred kB.
        """
        data = {
            "schema": SCHEMA,
            "verdict": self.verdict,
            "target": self.target,
            "model": self.model,
            "environment": self.environment,
            "results": [asdict(result) for result in self.results],
            "seconds": round(self.seconds, 3),
            "interrupted": self.interrupted,
            "ended": self.ended,
            "readings": [asdict(reading) for reading in self.readings],
            "notes": list(self.notes),
            **({} if self.profile is None else {"profile": self.profile}),
        }
        return {**data, "card": self.card} if card else data

    @classmethod
    def from_dict(cls, data: Dict[str, Any]) -> Report:
        return cls(
            target=data["target"],
            model=data.get("model"),
            environment=data.get("environment", {}),
            results=[result_from(entry) for entry in data["results"]],
            seconds=data.get("seconds", 0.0),
            interrupted=data.get("interrupted"),
            ended=data.get("ended", ""),
            readings=[_reading(entry) for entry in data.get("readings", [])],
            notes=list(data.get("notes", [])),
            card=data.get("card"),
            profile=data.get("profile"),
        )

    def __str__(self) -> str:
        from conformance.report.text import render

        return render([self])

    def _repr_html_(self) -> str:
        """The report as a notebook shows it."""
        from conformance.report.html import fragment

        return fragment(self)


def result_from(data: Dict[str, Any]) -> Result:
    """A Result from its JSON form; keys of a later version are left aside."""
    known = {f.name for f in fields(Result)}
    given = {key: value for key, value in data.items() if key in known}
    given["frames"] = tuple(given.get("frames", ()))
    return Result(**given)


def _reading(data: Dict[str, Any]) -> Reading:
    places = tuple((int(a), int(b)) for a, b in data.get("places", ()))
    return Reading(**{**data, "places": places})


def verdict_of(results: Iterable[Result], *, interrupted: Optional[str] = None) -> str:
    """fails if anything failed; incomplete if anything that applies was not judged."""
    statuses = {result.status for result in results}
    if statuses & {"fail", "xpass"}:
        return "fails"
    if interrupted or statuses & {"error", "blocked"} or not statuses - {"skip"}:
        return "incomplete"
    return "conforms"


def verdict_of_all(reports: Iterable[Report]) -> str:
    verdicts = [report.verdict for report in reports]
    for verdict in ("fails", "incomplete"):
        if verdict in verdicts:
            return verdict
    return "conforms" if verdicts else "incomplete"
