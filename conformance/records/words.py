"""Lists of words that a pipeline or its model holds: vocabularies, class names, names of columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Mapping


@dataclass(frozen=True)
class Words:
    """Words by their number, as a layer, a list or a dict of the user's code holds them.

    ``kind``: the type of the layer, or "list" or "dict".
    """

    name: str  # as the code calls it
    kind: str
    words: Mapping[int, str]

    @property
    def dense(self) -> bool:
        """Whether every number from 0 on has its word."""
        return bool(self.words) and 0 in self.words and max(self.words) == len(self.words) - 1
