"""Check: is a folder the same class in training and in validation?"""

from __future__ import annotations

from typing import Dict, List, Optional, Set

from conformance.checks.labels._folders import file_names, folders_of
from conformance.records import Plan
from conformance.registry import check, predicate
from conformance.results import Finding, Outcome, Passed
from conformance.wording import listed

FEWEST = 2  # folders


@predicate("no folders stand for classes in both parts")
def folders_in_both(plan: Plan, validation_plan: Plan) -> bool:
    """Each folder has one class id, in training and in validation."""
    return len(_classes(plan)) >= FEWEST and bool(_classes(validation_plan))


@check(
    "split-labels",
    group="labels",
    title="a folder is the same class in training and in validation",
    applies=(folders_in_both,),
    phase="apart",
    after={"split-folders": "the folders are parts of a split, and no classes"},
)
def split_labels(plan: Plan, validation_plan: Plan) -> Outcome:
    """Classes are numbered by the folders that are there: one that is missing moves the others."""
    train, held = _classes(plan), _classes(validation_plan)
    moved = {name: (train[name], held[name]) for name in sorted(train) if name in held}
    moved = {name: ids for name, ids in moved.items() if ids[0] != ids[1]}
    if not moved:
        return Passed(f"{len(set(train) & set(held))} folders, each the same class in both parts")
    first = next(iter(moved))
    missing = [name for name in sorted(train) if name not in held]
    more = [name for name in sorted(held) if name not in train]
    why = f"validation has no folder {listed(missing)}" if missing else ""
    why = why or (
        f"training has no folder {listed(more)}" if more else "the folders are numbered anew"
    )
    return Finding(
        f"the folder `{first}` is class {moved[first][0]} in training and class {moved[first][1]} in "
        f"validation ({len(moved)} of {len(set(train) & set(held))} folders differ; {why}): the "
        "validation score compares other classes",
        expected=", ".join(f"{name}: {ids[0]}" for name, ids in moved.items()),
        actual=", ".join(f"{name}: {ids[1]}" for name, ids in moved.items()),
        where=f"the validation folder `{first}`",
        fix=f"give both readers the same names: class_names={sorted({*train, *held})!r}",
    )


def _classes(plan: Plan) -> Dict[str, int]:
    """Folder -> class id, where file names and ids of one length stand in the sources."""
    columns = [column for node in plan.nodes() for column in node.attributes.get("ids") or []]
    for names in file_names(plan):
        folders = [folders_of(name)[-1] for name in names]
        for ids in columns:
            found = _one_to_one(folders, ids) if len(ids) == len(names) else None
            if found:
                return found
    return {}


def _one_to_one(folders: List[str], ids: List[int]) -> Optional[Dict[str, int]]:
    seen: Dict[str, Set[int]] = {}
    for folder, number in zip(folders, ids):
        seen.setdefault(folder, set()).add(number)
    if any(len(numbers) > 1 for numbers in seen.values()):
        return None
    found = {folder: numbers.pop() for folder, numbers in seen.items()}
    return found if len(set(found.values())) == len(found) else None
