"""Check: do the folders that give the labels name classes, and not the parts of a split?"""

from __future__ import annotations

import re
from typing import List

from conformance.records import Plan


def file_names(plan: Plan) -> List[List[str]]:
    """Columns of paths among the sources: every text has a folder."""
    columns = [column for node in plan.nodes() for column in node.attributes.get("texts") or []]
    return [c for c in columns if c and all(re.search(r"[\\/]", name) for name in c)]


def folders_of(name: str) -> List[str]:
    """The folders of a path, the outermost first."""
    return re.split(r"[\\/]+", name)[:-1]
