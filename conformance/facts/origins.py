"""Whether a component carries another input's name: provenance against the model's names.

The plan says from which component of the source each leaf was made. Where that source component
has a name (a dict key, a CSV column) and exactly one feeds the leaf, the name says what the values
are, whatever position or key they travel under.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Dict, FrozenSet, List, Optional, Tuple

from conformance.records import Plan, Spec

# Paths that name a position, not what is there: `x`, `y[0]`, `sample_weight`, `part3`.
POSITIONAL = re.compile(r"^(x|y|sample_weight|part\d+)(\[\d+\])*$")
SHORTEST_TOKEN = 3  # letters: shorter pieces of a name ("c", "id") match too much


@dataclass(frozen=True)
class Crossed:
    """A slot (input or output) that holds values named like another slot."""

    slot: str
    path: str
    origin: str
    other: str  # the slot whose name the origin carries


def origins_of(plan: Optional[Plan], spec: Spec) -> Dict[str, str]:
    """Path -> the one named source component the leaf was made from."""
    if plan is None or plan.root.origins is None or len(plan.root.origins) != len(spec.leaves):
        return {}
    sources = [leaf.key for node in plan.nodes() if not node.inputs for leaf in node.leaves or []]
    out = {}
    for leaf, names in zip(spec.leaves, plan.root.origins):
        if len(names) == 1:
            name = str(next(iter(names)))
            # Two sources with a component of one name (a data set zipped with itself): which is it?
            if not POSITIONAL.match(name) and sources.count(name) <= 1:
                out[leaf.path] = name
    return out


def crossed(slots: List[Tuple[str, str]], origins: Dict[str, str]) -> List[Crossed]:
    """Slots whose values come from the component named like another slot.

    Args:
        slots: (name of the input or output, path of the component it is given).
        origins: path -> source component, of ``origins_of``.

    An exact name suffices in one direction, provided the source also has a component of the
    slot's own name, so that the right one was there to be given. Names that are merely alike
    (``temp_c`` and ``temperature``) count only where two slots have exchanged them.
    """
    names = [name for name, _ in slots]
    known = set(origins.values())
    origin = {name: origins.get(path) for name, path in slots}
    out = []
    for name, path in slots:
        came = origin[name]
        if came is None or came == name:
            continue
        for other in names:
            theirs = origin[other]
            exact = came == other and name in known
            exchanged = (
                theirs is not None and closer(came, other, name) and closer(theirs, name, other)
            )
            if other != name and (exact or exchanged):
                out.append(Crossed(name, path, came, other))
                break
    return out


def closer(name: str, to: str, than: str) -> bool:
    """Whether ``name`` shares a word with ``to`` that ``than`` does not have, and not conversely.

    A word also counts when one is the beginning of the other, as ``temp`` of ``temperature``.
    """
    mine, there, elsewhere = words(name), words(to), words(than)
    return _meets(mine, there - elsewhere) and not _meets(mine, elsewhere - there)


def _meets(first: FrozenSet[str], second: FrozenSet[str]) -> bool:
    return any(
        min(len(a), len(b)) >= SHORTEST_TOKEN and (a.startswith(b) or b.startswith(a))
        for a in first
        for b in second
    )


def words(name: str) -> FrozenSet[str]:
    """``leftView_2`` -> left, view, 2."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z])(?=\d)", "_", name)
    return frozenset(word.lower() for word in re.split(r"[^A-Za-z0-9]+", spaced) if word)
