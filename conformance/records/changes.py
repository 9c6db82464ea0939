"""One example before a map, and as it came out of it a few times."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

from conformance.records.passes import Pass


@dataclass
class Change:
    """What one random map makes of one example.

    ``after`` holds several turns of the example, ``stride`` rows apart.
    """

    name: str  # of the function
    before: Optional[Pass] = None
    after: Optional[Pass] = None
    stride: int = 1
    failure: str = ""
