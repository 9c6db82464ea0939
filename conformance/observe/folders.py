"""Which files a pipeline reads, and what lies beside them in their folders."""

from __future__ import annotations

import builtins
import contextlib
import os
import tempfile
from typing import Any, Dict, Iterable, Iterator, List, Optional, Set

from conformance import compat
from conformance.records import Folder, Plan

MOST_FOLDERS = 500
MOST_FILES = 100000  # in one folder
FEWEST = 4  # files read of a folder: fewer are settings and tables


@contextlib.contextmanager
def opened(paths: Set[str]) -> Iterator[None]:
    """Note the files that Python or an eager ``tf.io.read_file`` opens for reading meanwhile."""
    tf = compat.tensorflow()
    plain, eager = builtins.open, tf.io.read_file

    def noted(path: Any, mode: Any = "r", *args: Any, **kwargs: Any) -> Any:
        if isinstance(mode, str) and not set(mode) & set("wax+"):
            _note(paths, path)
        return plain(path, mode, *args, **kwargs)

    @tf.autograph.experimental.do_not_convert
    def read_file(filename: Any, *args: Any, **kwargs: Any) -> Any:
        _note(paths, filename)
        return eager(filename, *args, **kwargs)

    builtins.open, tf.io.read_file = noted, read_file  # type: ignore[assignment]
    try:
        yield
    finally:
        builtins.open, tf.io.read_file = plain, eager


def _note(paths: Set[str], path: Any) -> None:
    if hasattr(path, "numpy"):
        path = path.numpy()
    if isinstance(path, bytes):
        path = path.decode("utf8", "replace")
    if isinstance(path, (str, os.PathLike)):
        paths.add(os.path.abspath(os.fspath(path)))


def folders(paths: Set[str], plan: Optional[Plan]) -> List[Folder]:
    """The folders of which files are read, with the files in them that are not."""
    read: Dict[str, Set[str]] = {}
    for path in (*paths, *_of_plan(plan)):
        folder, name = os.path.split(path)
        read.setdefault(folder, set()).add(name)
    out, shared = [], os.path.abspath(tempfile.gettempdir())  # others write there too
    for folder, names in sorted(read.items())[:MOST_FOLDERS]:
        if len(names) < FEWEST or not os.path.isdir(folder) or folder == shared:
            continue
        there = os.listdir(folder)
        if len(there) <= MOST_FILES:
            left = sorted(set(there) - names)
            out.append(Folder(os.path.basename(folder), tuple(sorted(names)), tuple(left)))
    return out


def _of_plan(plan: Optional[Plan]) -> Iterable[str]:
    """Names of files among the texts that a dataset's sources hold."""
    for node in plan.nodes() if plan is not None else ():
        for texts in node.attributes.get("texts", ()):
            if texts and os.path.isfile(texts[0]) and os.path.isfile(texts[-1]):
                yield from (os.path.abspath(text) for text in texts)
