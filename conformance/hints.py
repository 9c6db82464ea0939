"""The nearest of what there is to what was typed."""

from __future__ import annotations

import difflib
from typing import Any, Iterable


def near(given: Any, known: Iterable[str], *, cutoff: float = 0.5) -> str:
    """``; did you mean 'epochs'?``, or "" where nothing is near."""
    found = difflib.get_close_matches(str(given), list(known), 1, cutoff)
    return f"; did you mean {found[0]!r}?" if found else ""
