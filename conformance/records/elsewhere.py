"""What another process made of the same pipeline."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Dict, Tuple


@dataclass
class Elsewhere:
    """Contents compared, by order-free hashes, with those of a process where something was changed.

    Args:
        compared: paths of the components that this process makes alike each time, so that another
            one should too.
        changed: what was changed, in words: "Python's hash seed", "the order of folders".
        differs: path -> (a row here that is not there, a row there that is not here), as text.
        because: which of the changes made the difference; "" where it was not told.
        drawn: paths that differ between two processes though nothing was changed: drawn anew.
    """

    compared: Tuple[str, ...] = ()
    changed: Tuple[str, ...] = ()
    differs: Dict[str, Tuple[str, str]] = field(default_factory=dict)
    because: str = ""
    drawn: Tuple[str, ...] = ()
