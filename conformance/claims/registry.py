"""The claims: plain functions that measure a sentence, collected in one table."""

from __future__ import annotations

import difflib
import importlib
import re
import time
import warnings
from dataclasses import dataclass
from typing import Any, Callable, Dict, Iterable, List, Optional, Tuple, Union

from conformance.releases import Releases, between, since, until

__all__ = [
    "Claim",
    "Releases",
    "Result",
    "between",
    "claim",
    "load",
    "measure",
    "select",
    "since",
    "until",
]

MODULES = (
    "documented",
    "documented_training",
    "documented_files",
    "semantics",
    "randomness",
    "lengths",
    "training",
    "workers",
    "names",
    "speed",
)
KINDS = ("pattern", "claim", "trap")
ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

Result = Tuple[Optional[bool], str]


@dataclass(frozen=True)
class Claim:
    """One sentence and how it is measured.

    Attributes:
        id: stable, kebab-case.
        kind: "pattern" (documented code, as written), "claim" (people state it) or "trap" (people
            count on it without stating it).
        says: the sentence.
        source: a page or issue that says or discusses it, where one is known.
        right: "reference_pipelines.NAME", a pipeline that does it right.
        expected: whether it holds: always, never, or on one or more ranges of TensorFlow releases.
        absent: the releases it says nothing about (``holds`` is then None).
        measured: it depends on the clock or the processor; ``expected`` decides nothing.
        slow: takes more than about five seconds.
    """

    id: str
    kind: str
    says: str
    function: Callable[[], Result]
    source: Optional[str] = None
    right: Optional[str] = None
    expected: Union[bool, Releases, Tuple[Releases, ...]] = True
    absent: Optional[Releases] = None
    measured: bool = False
    slow: bool = False

    def expected_on(self, version: str) -> Optional[bool]:
        """What ``holds`` should be on a TensorFlow release, e.g. "2.15.1"."""
        if self.absent is not None and self.absent.cover(version):
            return None
        if isinstance(self.expected, bool):
            return self.expected
        ranges = (self.expected,) if isinstance(self.expected, Releases) else self.expected
        return any(releases.cover(version) for releases in ranges)


_CLAIMS: Dict[str, Claim] = {}


def claim(id: str, *, kind: str, says: str, **details: Any) -> Callable:
    """Register a function as the measurement of a claim.

    The function takes nothing and returns (holds, evidence): True or False, or None where the
    sentence has no meaning; and one line with the figures, the same bytes each time it is measured
    on one version unless the claim is ``measured``.

    Raises:
        ValueError: the id is taken or not kebab-case, or the kind is unknown.
    """
    if not ID.fullmatch(id):
        raise ValueError(f"claim id {id!r} is not kebab-case")
    if kind not in KINDS:
        raise ValueError(f"claim {id!r}: kind {kind!r} is none of {', '.join(KINDS)}")

    def register(function: Callable[[], Result]) -> Callable[[], Result]:
        if id in _CLAIMS:
            raise ValueError(f"two claims are named {id!r}")
        _CLAIMS[id] = Claim(id, kind, says, function, **details)
        return function

    return register


def load() -> Dict[str, Claim]:
    """Import every module of claims; id -> claim, in the order they are written."""
    for module in MODULES:
        importlib.import_module(f"conformance.claims.{module}")
    return dict(_CLAIMS)


def select(ids: Iterable[str] = ()) -> List[Claim]:
    """The claims named, or all.

    Raises:
        ValueError: for an unknown id, with the nearest one.
    """
    claims = load()
    chosen = []
    for id in ids:
        if id not in claims:
            near = difflib.get_close_matches(id, claims, 1, 0.4)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise ValueError(f"no claim is named {id!r}{hint}")
        chosen.append(claims[id])
    return chosen or list(claims.values())


def measure(claim: Claim) -> Dict[str, Any]:
    """Measure one claim in this process; what the function raises is raised.

    Returns:
        The entry of the JSON file: id, kind, says, source, right, holds, evidence, expected,
        seconds.
    """
    from conformance import compat

    compat.reset_global_seed()  # one set by a test would freeze the draws in map
    started = time.perf_counter()
    with warnings.catch_warnings():
        # A warning turned into an error would change what is measured.
        warnings.simplefilter("ignore")
        holds, evidence = claim.function()
    compat.clear_session()
    compat.reset_global_seed()
    seconds = time.perf_counter() - started
    return entry(claim, holds, evidence, seconds, version=compat.tensorflow().__version__)


def entry(
    claim: Claim, holds: Optional[bool], evidence: str, seconds: float, *, version: str
) -> Dict[str, Any]:
    """The JSON entry of a claim, as measured on a TensorFlow release ("2.15.1")."""
    return {
        "id": claim.id,
        "kind": claim.kind,
        "says": claim.says,
        "source": claim.source,
        "right": claim.right,
        "holds": None if holds is None else bool(holds),
        "evidence": evidence,
        "expected": claim.expected_on(version),
        "seconds": round(seconds, 3),
    }
