"""Findings, results and the report: one structure that every format renders."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Dict, Iterable, List, Optional

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


@dataclass
class Finding:
    """What a check found.

    Args:
        message: what was seen, in the user's own names, with its consequence.
        status: "fail" (the pipeline is wrong) or "warn" (legitimate but risky, slow, style).
        expected: what the model, the loss or the runtime needs.
        actual: what was there.
        where: component path, batch index, element index.
        fix: the edit that mends it.
        blame: "pipeline", "model" or "environment".
    """

    message: str
    status: str = "fail"
    expected: str = ""
    actual: str = ""
    where: str = ""
    fix: str = ""
    blame: str = "pipeline"


def warn(message: str, **details: Any) -> Finding:
    """A finding that does not make the verdict ``fails``."""
    return Finding(message, status="warn", **details)


@dataclass
class Skip:
    """The check does not apply here; says why. Never counted as a pass."""

    reason: str


@dataclass
class Unjudged:
    """The check applies but could not be judged; without a fail the verdict is incomplete."""

    reason: str


@dataclass
class Result:
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

    @classmethod
    def of(cls, check: Any, outcome: Any, seconds: float = 0.0) -> Result:
        base = dict(check=check.name, group=check.group, title=check.title, seconds=seconds)
        if outcome is None:
            return cls(status="pass", **base)
        if isinstance(outcome, Skip):
            return cls(status="skip", message=outcome.reason, **base)
        if isinstance(outcome, Unjudged):
            return cls(status="blocked", message=outcome.reason, **base)
        return cls(**{**asdict(outcome), **base})


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
    interrupted: Optional[str] = None  # why the run ended early

    @property
    def verdict(self) -> str:
        return verdict_of(self.results, interrupted=self.interrupted)

    @property
    def conforms(self) -> bool:
        return self.verdict == "conforms"

    @property
    def exit_status(self) -> int:
        return EXIT[self.verdict]

    def count(self, status: str) -> int:
        return sum(result.status == status for result in self.results)

    def findings(self) -> List[Result]:
        """Failures first, then warnings."""
        picked = [r for r in self.results if r.status in ("fail", "error", "xpass", "warn")]
        return sorted(picked, key=lambda r: STATUSES.index(r.status))

    def to_dict(self) -> Dict[str, Any]:
        return {
            "schema": SCHEMA,
            "verdict": self.verdict,
            "target": self.target,
            "model": self.model,
            "environment": self.environment,
            "results": [asdict(result) for result in self.results],
            "seconds": round(self.seconds, 3),
            "interrupted": self.interrupted,
        }

    @classmethod
    def from_dict(cls, data: Dict[str, Any]) -> Report:
        return cls(
            target=data["target"],
            model=data.get("model"),
            environment=data.get("environment", {}),
            results=[Result(**result) for result in data["results"]],
            seconds=data.get("seconds", 0.0),
            interrupted=data.get("interrupted"),
        )

    def __str__(self) -> str:
        from conformance.report.text import render

        return render([self])


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
