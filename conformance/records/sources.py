"""The files that were read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Dict


@dataclass
class Sources:
    """Files that the pipeline read, where that was asked for.

    Args:
        files: path, relative to the working folder, -> {"bytes": int, "hash": str}; of many files in
            one folder, the folder with "/" and their number as "files".
    """

    files: Dict[str, Dict[str, Any]] = field(default_factory=dict)
