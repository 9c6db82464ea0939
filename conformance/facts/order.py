"""What comes after what in a plan: one table of orders that checks ask about, and one matcher.

An order is written from the source to the model, as a line of kinds of nodes: ``("shuffle", "cache",
"-shuffle")`` is a shuffle somewhere before a cache, with no shuffle between the cache and the model.
A kind with a minus stands for none of them at that place: between its neighbours in the row, or, at
the end of a row, between the last node and the model. At the beginning it stands for none in all that
lies upstream of the first node.
"""

from __future__ import annotations

from typing import Callable, Dict, FrozenSet, List, Mapping, Tuple

from conformance.facts.nodes import (
    BATCHES,
    FREEZES,
    GROUPS,
    KEEPING,
    OPENING,
    reshuffles,
    shuffles_inside,
)
from conformance.records import SHUFFLES, Node, Plan


def _repeats(node: Node) -> bool:
    count = node.attributes.get("count")
    return node.op == "repeat" and isinstance(count, int) and (count < 0 or count > 1)


def _draws(node: Node) -> bool:
    return node.function is not None and bool(node.function.random)


def _draws_a_number(node: Node) -> bool:
    return node.op == "map" and node.function is not None and bool(node.function.scalars)


KINDS: Dict[str, Callable[[Node], bool]] = {
    "batch": lambda node: node.op in BATCHES + GROUPS,
    "cache": lambda node: node.op in FREEZES,
    "draw": _draws,
    "draw of a number": _draws_a_number,
    "group": lambda node: node.op in (*BATCHES, "window", "group_by_window"),
    "join": lambda node: len(node.inputs) > 1,
    "mixing": lambda node: reshuffles(node) or shuffles_inside(node),
    "opening": lambda node: node.op in OPENING,
    "python": lambda node: node.op == "map" and bool(node.function and node.function.python),
    "repeat": _repeats,
    "reshuffle": reshuffles,
    "resizing": lambda node: node.op not in (*KEEPING, *SHUFFLES, *BATCHES),
    "shuffle": lambda node: node.op in SHUFFLES and node.attributes.get("buffer_size") != 1,
    "unbatch": lambda node: node.op == "unbatch",
    "window": lambda node: node.op == "window",
}

# Name -> the order, from the source to the model.
TABLE: Mapping[str, Tuple[str, ...]] = {
    "a draw before a cache": ("draw", "cache"),
    "a number drawn after batch": (
        *("batch", "-unbatch", "-batch"),
        *("draw of a number", "-unbatch", "-batch"),
    ),
    "a shuffle before a cache": ("reshuffle", "cache", "-shuffle"),
    "a shuffle before a window": ("shuffle", "-opening", "-join", "window"),
    "a shuffle of batches": (
        *("-mixing", "batch", "-unbatch", "-batch"),
        *("shuffle", "-unbatch", "-batch"),
    ),
    "a shuffle of what the source batched": ("-batch", "shuffle", "-batch"),
    "a shuffle of rows": ("shuffle", "-opening", "-join"),
    "batches before a cache": ("shuffle", "batch", "cache", "shuffle"),
    "python before a cache": ("python", "cache"),
    "repeat before shuffle": (
        *("-group", "repeat", "-resizing", "-batch"),
        *("shuffle", "-resizing", "-batch", "batch", "-batch", "-join"),
    ),
}

Match = Tuple[Node, ...]  # the nodes of a row, source first
Order = Dict[str, List[Match]]


def order_of(plan: Plan) -> Order:
    """For each row of TABLE, where the plan has that order; matches nearest to the model first."""
    nodes = plan.nodes()
    kinds = {
        id(node): frozenset(name for name, holds in KINDS.items() if holds(node)) for node in nodes
    }
    there = frozenset().union(*kinds.values())
    return {
        name: _matches(plan.root, row, kinds) if _possible(row, there) else []
        for name, row in TABLE.items()
    }


def _possible(row: Tuple[str, ...], there: FrozenSet[str]) -> bool:
    return all(step in there for step in row if step[0] != "-")


def _matches(root: Node, row: Tuple[str, ...], kinds: Mapping[int, FrozenSet[str]]) -> List[Match]:
    """Walk from the model to the sources; a state is how much of the row was met, and by which nodes.

    Of two ways to meet as much of a row, the one by nodes nearer to the model is kept.
    """
    wanted, without = _steps(row)
    found: List[Match] = []
    waiting: List[Tuple[Node, Dict[int, Match]]] = [(root, {0: ()})]
    while waiting:
        node, states = waiting.pop()
        own = kinds[id(node)]
        ahead: Dict[int, Match] = {}
        for met, match in states.items():
            if met < len(wanted) and wanted[met] in own:
                longer = (node, *match)
                if met + 1 < len(wanted):
                    ahead.setdefault(met + 1, longer)
                elif not any(without[-1] & kinds[id(n)] for n in node.walk() if n is not node):
                    found.append(longer)
            if not own & without[met]:
                ahead[met] = match
        if ahead:
            waiting.extend((child, ahead) for child in reversed(node.inputs))
    return found


def _steps(row: Tuple[str, ...]) -> Tuple[List[str], List[FrozenSet[str]]]:
    """(kinds to meet, model first; what must not stand before each of them, and after the last)."""
    wanted: List[str] = []
    without: List[FrozenSet[str]] = [frozenset()]
    for step in reversed(row):
        if step[0] == "-":
            without[-1] |= {step[1:]}
        else:
            wanted.append(step)
            without.append(frozenset())
    return wanted, without
