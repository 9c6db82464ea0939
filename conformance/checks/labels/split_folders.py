"""Check: do the folders that give the labels name classes, and not the parts of a split?"""

from __future__ import annotations

from collections import Counter
from typing import Any, Dict, List, Optional

import numpy as np

from conformance.checks.labels._folders import file_names, folders_of
from conformance.facts.classes import class_of_rows
from conformance.records import Pass, Plan
from conformance.registry import check, predicate
from conformance.results import Finding, Outcome, Passed, warn
from conformance.wording import listed

TRAINING = ("train", "training", "trn")
HELD_OUT = ("val", "valid", "validation", "test", "testing", "dev", "eval", "evaluation", "holdout")
FEWEST = 8  # files


@predicate("no source lists eight files or more")
def files_listed(plan: Plan) -> bool:
    """Folders of files are read."""
    return bool(_files(plan))


@check(
    "split-folders",
    group="labels",
    title="the files of one pipeline are of one part of the split",
    applies=(files_listed,),
    phase="apart",
    per_part=True,
)
def split_folders(plan: Plan, elements: Pass) -> Outcome:
    """A reader of folders that is given the one above: train and val are then two classes."""
    for names in _files(plan):
        parts = [folders_of(name) for name in names]
        level = _split_level(parts)
        if level is None:
            continue
        folders = sorted({part[level] for part in parts})
        sizes = Counter(part[level] for part in parts)
        details: Dict[str, Any] = dict(
            expected="one folder of the split",
            actual=", ".join(f"{folder}: {sizes[folder]} files" for folder in folders),
            where=f"the folders {listed(folders)}",
            fix=f"read {folders[-1] if folders[-1] in TRAINING else folders[0]}/ and the others in "
            "pipelines of their own",
        )
        labels = _counts(elements, len(names))
        if labels == [sizes[folder] for folder in folders] and not _by_class(parts, level, labels):
            details["fix"] = (
                f"give the path one level down: .../{_training(folders)} for training, and the others "
                "for validation"
            )
            return Finding(
                f"the labels follow the folders {listed(folders)}: class "
                + ", class ".join(f"{i} is {folder}" for i, folder in enumerate(folders))
                + f" ({', '.join(map(str, labels))} files), so the model learns which part of the split "
                "a file lies in",
                **details,
            )
        return warn(
            f"one pipeline reads the files of {listed(folders)} together: what is held out for "
            "validation is trained on",
            **details,
        )
    return Passed(
        f"{sum(map(len, _files(plan)))} file names: no folders of training beside those held out"
    )


def _training(folders: List[str]) -> str:
    return next((folder for folder in folders if folder.lower() in TRAINING), folders[0])


def _files(plan: Plan) -> List[List[str]]:
    """Columns of file names among the sources."""
    return [column for column in file_names(plan) if len(column) >= FEWEST]


def _split_level(parts: List[List[str]]) -> Optional[int]:
    """The first level at which the folders differ, where these are the parts of a split."""
    for level in range(min(map(len, parts))):
        names = {part[level].lower() for part in parts}
        if len(names) > 1:
            split = names <= {*TRAINING, *HELD_OUT} and names & {*TRAINING}
            return level if split else None
    return None


def _counts(elements: Pass, files: int) -> Optional[List[int]]:
    """How many files have each label, 0 first; None where labels are no class ids."""
    targets = elements.role("y")
    if len(targets) != 1 or not elements.complete or elements.examples != files:
        return None
    ids = class_of_rows(targets[0])
    if ids is None or len(ids) != files or ids.min() < 0 or ids.max() >= files:
        return None
    return np.bincount(ids).tolist()


def _by_class(parts: List[List[str]], level: int, labels: List[int]) -> bool:
    """Whether a folder further down explains the labels as well."""
    for below in range(level + 1, min(map(len, parts))):
        sizes = Counter(part[below] for part in parts)
        if [sizes[folder] for folder in sorted(sizes)] == labels:
            return True
    return False
