"""Whether files are left out by the ending of their names."""

from __future__ import annotations

import os
from collections import Counter
from typing import Any, Dict, List, Tuple

from conformance.records import Folder, Held, Pass
from conformance.registry import Threshold, check, predicate
from conformance.results import Outcome, Passed, warn
from conformance.wording import share

# Endings of one kind of thing, by which a reader may know some and not others.
KINDS = (
    (".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".bmp", ".gif", ".webp", ".tif", ".tiff", ".heic"),
    (".wav", ".wave", ".flac", ".ogg", ".mp3", ".m4a", ".aif", ".aiff"),
    (".csv", ".tsv", ".parquet"),
    (".npy", ".npz"),
    (".mp4", ".avi", ".mov", ".mkv", ".webm", ".mpg", ".mpeg"),
)
FEWEST = 2  # files of an ending: one may be a picture of the whole
LEFT = Threshold(0.01, "share of the files of one kind that are left out", "chosen")


@predicate("no files of data are known to be read to the end")
def files_read(held: Held, elements: Pass) -> bool:
    return elements.complete and any(_kind(name) for f in held.folders for name in f.read)


def _ending(name: str) -> str:
    return os.path.splitext(name)[1]


def _kind(name: str) -> Tuple[str, ...]:
    ending = _ending(name).lower()
    return next((kind for kind in KINDS if ending in kind), ())


@check(
    "files-left",
    group="completeness",
    title="no file is left out by the ending of its name",
    applies=(files_read,),
    phase="compared",
    limits={"left": LEFT},
)
def files_left(held: Held, elements: Pass, limits: Any) -> Outcome:
    """`glob("*.jpg")` beside files in .JPG and .jpeg, a reader that knows no .webp."""
    read, left, shown = _counted(held.folders)
    for ending, count in left.most_common():
        kind = next(kind for kind in KINDS if ending.lower() in kind)
        mine = sum(n for one, n in read.items() if one.lower() in kind)
        if count < FEWEST or not mine or count < limits.left * (mine + count):
            continue
        return warn(
            f"{share(count, mine + count)} files beside those that are read, all that end in {ending}, "
            f"are never read ({shown[ending]}); those that are end in "
            f"{', '.join(sorted(one for one in read if one.lower() in kind))}",
            expected="all files of one kind, or none of their ending in the folder",
            actual=f"{count} files in {ending} left out",
            where=shown[ending],
            fix="list by all endings, whatever their case (path.suffix.lower() in {...}); convert files "
            "of an ending that the reader does not know",
        )
    return Passed(f"{sum(read.values())} files with what lies beside them")


def _counted(folders: List[Folder]) -> Tuple[Counter, Counter, Dict[str, str]]:
    """(files read by ending, files left out of an ending of which none is read, one of each)."""
    read: Counter = Counter(_ending(name) for f in folders for name in f.read if _kind(name))
    left: Counter = Counter()
    shown: Dict[str, str] = {}
    for folder in folders:
        stems = {os.path.splitext(name)[0] for name in folder.read}
        kinds = {_kind(name) for name in folder.read}
        for name in folder.left:
            stem, ending = os.path.splitext(name)
            # A file of the name of one that is read is a copy, or belongs to it.
            alone = stem not in stems and not name.startswith((".", "_"))
            if alone and _kind(name) and _kind(name) in kinds and not read[ending]:
                left[ending] += 1
                shown.setdefault(ending, f"{folder.name}/{name}")
    return read, left, shown
