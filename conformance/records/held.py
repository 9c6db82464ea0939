"""What the user's own functions held while the pipeline was built: the data before they are cut."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import List, Tuple

import numpy as np

RETURNED = "what it returns"  # the name of an array that a function returns and never names


@dataclass(frozen=True)
class Source:
    """An array as the user's code names it.

    ``value`` is the array itself and no copy; ``holder`` the function (or module) that held it.
    """

    name: str
    holder: str
    value: np.ndarray

    @property
    def called(self) -> str:
        """The name as a finding shows it."""
        if self.name.startswith(RETURNED):
            return f"what `{self.holder}` returns"
        return f"`{self.name}` of {self.holder}"


@dataclass(frozen=True)
class Names:
    """A list of texts that the user's code held, in its order: as a rule the names of files."""

    name: str
    holder: str
    texts: Tuple[str, ...]


@dataclass(frozen=True)
class Folder:
    """A folder of which files were read: the names of these, and of what else lies in it."""

    name: str
    read: Tuple[str, ...]
    left: Tuple[str, ...]


@dataclass
class Held:
    """Arrays and lists of names that were held by the user's functions when they returned.

    Large ones and those of later calls of one function are left out, so what is absent here may
    have been there. ``folders`` are those of the files that were read while the pipeline was built and
    read for the first time.
    """

    arrays: List[Source] = field(default_factory=list)
    names: List[Names] = field(default_factory=list)
    folders: List[Folder] = field(default_factory=list)
