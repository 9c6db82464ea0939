"""What an exception said, in one line that is the same in each run."""

from __future__ import annotations

import re
from typing import List

from conformance.observe.guard import STYLE

# Headings and node names within a message: they differ between runs or say little.
NOISE = re.compile(
    r"^(\[\[|Detected at|Graph execution error|Exception encountered|in user code|\* |return |node "
    r"|Node: |Arguments received|Call arguments|• |- |Function call stack|train_function"
    r"|\d+ successful operations|\d+ derived errors|Original stack|<stack traces|During handling)"
    r"|^\s*$|__inference"
)
CODE = re.compile(r"^\(\d+\) [\w ]+: *")  # "(0) FAILED_PRECONDITION: "
ADDRESS = re.compile(r" at 0x[0-9a-f]+|\[Op:\w+\]|<ipython[^>]*>")
LIMIT = 160


def said(error: BaseException) -> str:
    """The type of an error and the line of its message that tells what is wrong."""
    text = STYLE.sub("", str(error))
    telling = [line for line in _without_frames(text) if not NOISE.search(line)]
    last = text.startswith("in user code") and telling
    line = (telling[-1] if last else telling[0]) if telling else ""
    line = CODE.sub("", " ".join(ADDRESS.sub("", line).split()))
    while line.startswith(f"{type(error).__name__}: "):  # Keras repeats the type in the message
        line = line[len(type(error).__name__) + 2 :]
    return f"{type(error).__name__}: {line[:LIMIT]}{'…' if len(line) > LIMIT else ''}"


def _without_frames(text: str) -> List[str]:
    """The lines of a message less the Python frames in it: a line of place, a line of code."""
    lines, frame = [], False
    for line in map(str.strip, text.splitlines()):
        place = line.startswith('File "')
        if not (place or frame):
            lines.append(line)
        frame = place
    return lines
