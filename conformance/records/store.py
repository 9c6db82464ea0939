"""The records of one run by name; what could not be made says why."""

from __future__ import annotations

import traceback
from collections.abc import Mapping as MappingABC
from dataclasses import dataclass
from typing import Any, Callable, Dict, Iterator, Mapping, NamedTuple, Optional, Tuple


class Fact(NamedTuple):
    """The function that computes a fact, and the records or facts it is computed from.

    ``optional`` are handed over by name where they are there.
    """

    function: Callable[..., Any]
    needs: Tuple[str, ...]
    optional: Tuple[str, ...] = ()


Facts = Mapping[str, Tuple[Any, ...]]  # of Fact's fields


@dataclass
class Missing:
    """Why a record is not there.

    ``kind``: skip (there is no such thing here), unread (it lies in what a bounded run did not
    read), blocked (it should be there), or error (a defect of the kit).
    """

    reason: str
    kind: str = "blocked"


class Records(MappingABC):
    """Records by name; what is absent is a :class:`Missing`.

    Args:
        given: the records there are.
        facts: what is computed from them, once, when it is first asked for.
    """

    def __init__(self, given: Optional[Dict[str, Any]] = None, facts: Optional[Facts] = None):
        self._given = dict(given or {})
        self._facts = {name: Fact(*fact) for name, fact in (facts or {}).items()}

    def __getitem__(self, name: str) -> Any:
        if name not in self._given and name in self._facts:
            self._given[name] = self._derive(name)
        return self._given[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._given)

    def __len__(self) -> int:
        return len(self._given)

    def put(self, name: str, record: Any) -> None:
        self._given[name] = record

    def known(self, name: str) -> bool:
        """Whether the record is there, or will never be."""
        if name in self._given:
            return True
        return name in self._facts and all(self.known(need) for need in self._facts[name].needs)

    def settled(self, name: str) -> bool:
        """Whether nothing that is still to come can change what this name stands for."""
        if name in self._given:
            return True
        fact = self._facts.get(name)
        return fact is not None and all(self.settled(n) for n in (*fact.needs, *fact.optional))

    def there(self, *names: str) -> bool:
        """Whether all of these were made."""
        return all(self.known(n) and not isinstance(self[n], Missing) for n in names)

    def broken(self, name: str) -> bool:
        """Whether a fact could be computed, and the computing raised: a defect of the kit."""
        made = self._given.get(name)
        return name in self._facts and isinstance(made, Missing) and made.kind == "error"

    def _derive(self, name: str) -> Any:
        fact = self._facts[name]
        values = [self[need] for need in fact.needs]
        missing = next((value for value in values if isinstance(value, Missing)), None)
        extra = {need: self[need] for need in fact.optional if self.there(need)}
        if missing is not None:
            return missing
        try:
            return fact.function(*values, **extra)
        except Exception:  # said of each check that asks, and of no pipeline
            trace = traceback.format_exc(limit=-4)
            return Missing(f"the kit failed while computing {name}:\n{trace}", "error")
