"""`--no-examples`: no text of the data in any output, also not where a finding quotes it.

Numbers stay: a finding is about them, and one number names nobody. What is taken out is every text
that a component of the data or an array of file names and ids in the source holds.
"""

from __future__ import annotations

import re
from dataclasses import asdict, replace
from typing import Any, Dict, Iterable, Iterator, List, Set

import numpy as np

from conformance.records import Component, Pass, Plan
from conformance.records.store import Missing, Records
from conformance.results import Result, result_from

IN_PLACE = "‹not shown›"
SHORTEST = 3  # letters: shorter texts are parts of any sentence
FIELDS = ("message", "expected", "actual", "where", "fix", "compared")
LONGEST = 4000  # characters of a text that is looked for


def withheld(results: Iterable[Result], records: Records) -> List[Result]:
    """The results without texts of the data."""
    texts = set(_texts(records))
    return [_without(result, texts) for result in results] if texts else list(results)


def closed(kind: str, value: Any, records: Records) -> Any:
    """What an event of this kind may say: results are sent as they come, for a run that is cut."""
    if kind == "result":
        return withheld([value], records)[0]
    if kind == "provisional":
        return [asdict(one) for one in withheld(map(result_from, value), records)]
    return value


def _without(result: Result, texts: Set[str]) -> Result:
    said: Dict[str, Any] = {name: cut(getattr(result, name), texts) for name in FIELDS}
    return replace(result, **said)


def cut(text: str, texts: Set[str]) -> str:
    """The text with each of ``texts`` that stands in it as a word of its own taken out, longest first."""
    there = sorted((one for one in texts if one in text), key=len, reverse=True)
    if not there:
        return text
    found = "|".join(re.escape(one) for one in there)
    return re.sub(rf"(?<!\w)(?:{found})(?!\w)", IN_PLACE, text)


def _texts(records: Records) -> Iterator[str]:
    for name in ("elements", "validation"):
        part = records[name] if records.known(name) else None
        if isinstance(part, Pass):
            for component in part.components:
                yield from _of(component)
    for name in ("plan", "validation_plan"):
        plan = records[name] if records.known(name) else None
        if isinstance(plan, Plan) and not isinstance(plan, Missing):
            for node in plan.nodes():
                for column in node.attributes.get("texts", ()):
                    yield from filter(_long, column)


def _of(component: Component) -> Iterator[str]:
    if component.dtype != "string":
        return
    values: List[Any] = list(component.values or ())
    if component.rows is not None:
        values += np.ravel(component.rows).tolist()
    for value in values:
        text = value.decode("utf8", "replace") if isinstance(value, bytes) else str(value)
        if _long(text):
            yield text


def _long(text: str) -> bool:
    return SHORTEST <= len(text) <= LONGEST
