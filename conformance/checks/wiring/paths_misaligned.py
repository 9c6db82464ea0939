"""Checks: do two lists of files that are read side by side name the same things in one order?"""

from __future__ import annotations

import re
from typing import List, Optional, Tuple

from conformance.records import SHUFFLES, Contract, Node, Plan
from conformance.registry import check, predicate
from conformance.results import Finding, Outcome, Passed
from conformance.wording import share

FEWEST = 8  # names: fewer may differ in order by chance


@predicate("the model's own train_step may pair files as it likes, as for CycleGAN")
def paired_by_row(contract: Optional[Contract] = None) -> bool:
    """Keras' own step takes what stands in one row for a pair."""
    return contract is None or not contract.custom_train_step


@predicate("no two columns of file names that name the same things are read side by side")
def names_side_by_side(plan: Plan) -> bool:
    """Two lists of as many file names reach one element, and one key makes both the same names."""
    return any(_keyed(*pair) is not None for pair in _pairs(plan))


@check(
    "paths-misaligned",
    group="wiring",
    title="file names read side by side belong together",
    applies=(paired_by_row, names_side_by_side),
    phase="apart",
)
def paths_misaligned(plan: Plan) -> Outcome:
    """Two lists with the same names in another order: "10.png" sorts before "2.png" as text.

    ``os.listdir`` and ``glob`` give no order at all (https://docs.python.org/3/library/glob.html).
    """
    compared = 0
    for first, second in _pairs(plan):
        found = _apart(first, second)
        if found is not None:
            at, agreeing = found
            return Finding(
                f"two lists of files are read side by side in different orders: row {at} pairs "
                f"{_name(first[at])!r} with {_name(second[at])!r}; {share(agreeing, len(first))} "
                "of the "
                "pairs agree by name",
                expected="one order",
                actual=f"{_name(first[at])} with {_name(second[at])}",
                where=f"row {at} of the source",
                fix="make the second name from the first "
                "(`path.replace('images', 'masks')`), or sort both lists by one key",
            )
        compared += len(first) if _keyed(first, second) else 0
    return Passed(f"{compared} pairs of file names agree by name or by number")


def _pairs(plan: Plan) -> List[Tuple[List[str], List[str]]]:
    return [pair for node in plan.nodes() for pair in _side_by_side(node)]


def _side_by_side(node: Node) -> List[Tuple[List[str], List[str]]]:
    """Pairs of text columns of one source, or of sources zipped without a shuffle before."""
    out = []
    columns = node.attributes.get("texts") or []
    groups = [columns]
    if node.op == "zip":
        groups.append([column for child in node.inputs for column in _columns(child)])
    for group in groups:
        out += [(a, b) for i, a in enumerate(group) for b in group[i + 1 :]]
    return out


def _columns(node: Node) -> List[List[str]]:
    """The text columns that reach this branch in the order of their source."""
    while node.inputs:
        if node.op in SHUFFLES or len(node.inputs) > 1:
            return []
        node = node.inputs[0]
    return (node.attributes.get("texts") or [])[:1]


def _apart(first: List[str], second: List[str]) -> Optional[Tuple[int, int]]:
    """(first row whose names differ, rows that agree) where both lists hold the same names."""
    keys = _keyed(first, second)
    if keys is None:
        return None
    at = next((i for i, (m, n) in enumerate(zip(*keys)) if m != n), None)
    return None if at is None else (at, sum(m == n for m, n in zip(*keys)))


def _keyed(first: List[str], second: List[str]) -> Optional[Tuple[List[str], List[str]]]:
    """Both lists by the key that makes them the same names; None where none does."""
    if len(first) != len(second) or len(first) < FEWEST or set(first) == set(second):
        return None
    if not all(re.search(r"[\\/]|\.\w+$", text) for text in (*first[:FEWEST], *second[:FEWEST])):
        return None  # not file names
    for key in (_stem, _digits):
        a, b = [key(text) for text in first], [key(text) for text in second]
        if len(set(a)) == len(a) and set(a) == set(b):
            return a, b
    return None


def _name(path: str) -> str:
    return re.split(r"[\\/]", path)[-1]


def _stem(path: str) -> str:
    return _name(path).rsplit(".", 1)[0]


def _digits(path: str) -> str:
    """The last run of digits in a file name, which numbers it: ``mask_012`` -> 12."""
    runs = re.findall(r"\d+", _stem(path))
    return str(int(runs[-1])) if runs else ""
