"""How findings show shapes, names, values and failures: one wording for every check."""

from __future__ import annotations

import difflib
import math
import os
import re
from typing import Any, Iterable, List, Optional, Sequence

from conformance.records import Failure, Shape

LONGEST = 200  # characters of a quoted error
# Lines by which TensorFlow and Keras wrap an error without saying what it is.
WRAPPING = (
    "File ",
    "Traceback",
    "[[{{",
    "Detected at",
    "^",
    "return ",
    "ret = ",
    "<stack",
    "Graph execution error:",
    "in user code:",
    "KeyError: Exception encountered when calling",
    "Exception encountered when calling",
    "Arguments received by",
    "Call arguments received by",
    "•",
)
ITERATOR = re.compile(r"Error in user-defined function passed to .* with iterator: [\w:\[\]]+: ")


def listed(names: Iterable[Any], *, limit: int = 6) -> str:
    """The names in backticks, comma-separated, cut after ``limit``."""
    quoted = [f"`{name}`" for name in names]
    if len(quoted) > limit:
        return ", ".join(quoted[:limit]) + f" and {len(quoted) - limit} more"
    return " and ".join([", ".join(quoted[:-1]), quoted[-1]] if len(quoted) > 1 else quoted)


def counted(count: int, noun: str) -> str:
    """``1 input``, ``3 inputs``."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def shape_text(shape: Shape) -> str:
    """A shape as TensorFlow prints it; an unknown rank says so."""
    return "an unknown shape" if shape is None else str(tuple(shape))


def number(value: Any) -> str:
    """A value as short as it stays exact enough to recognise."""
    if isinstance(value, bool) or value is None:
        return str(value)
    if isinstance(value, bytes):
        return repr(value.decode("utf8", "replace"))
    if isinstance(value, str):
        return repr(value)
    value = float(value)
    if math.isfinite(value) and value == int(value) and abs(value) < 1e12:
        return str(int(value))
    return f"{value:.4g}"


def numbers(values: Iterable[Any], *, limit: int = 6) -> str:
    """The first values, with an ellipsis when there are more."""
    shown = [number(v) for v in values]
    return ", ".join(shown[:limit]) + (", …" if len(shown) > limit else "")


def share(part: int, whole: int) -> str:
    """``3 of 40 (7.5 %)``."""
    return f"{part} of {whole} ({100 * part / max(1, whole):.3g} %)"


def nearest(name: str, candidates: Sequence[str]) -> Optional[str]:
    """The candidate spelled most like ``name``, ignoring case; None when none is alike."""
    lowered = {str(c).lower(): c for c in candidates}
    found = difflib.get_close_matches(str(name).lower(), list(lowered), 1, 0.6)
    return lowered[found[0]] if found else None


def cause(failure: Failure) -> str:
    """The line of an error that says what is wrong, without TensorFlow's wrapping.

    Graph errors come wrapped in node names and Python stack traces; the cause is the last line
    that reads ``SomeError: text``, or the first that is none of the wrapping. An error without any
    wrapping is the user's own, and all its lines are kept.
    """
    message = failure.message.replace("\\n", "\n").replace("\\x1b[1m", "").replace("\\x1b[0m", "")
    every = [line for line in (_unquoted(line.strip()) for line in message.splitlines()) if line]
    lines = [line for line in every if not _wrapping(line)]
    named = [line for line in lines if _error_line(line)]
    own = lines if len(lines) == len(every) else lines[:1]
    picked = named[-1:] or own
    text = "\n".join(map(_bare, picked or [failure.message.strip()]))
    if text.startswith(f"{failure.type}: "):
        text = text[len(failure.type) + 2 :]
    limit = LONGEST * (1 if len(picked) < 2 else 3)
    text = text[:limit] + ("…" if len(text) > limit else "")
    return text if _error_line(text) else f"{failure.type}: {text}"


def _bare(line: str) -> str:
    """A line of an error less the names of nodes and ops around it."""
    line = ITERATOR.sub("", " ".join(line.split("}} ", 1)[-1].split()))
    return line.split(" [Op:")[0].split(" [[{{")[0]


def _unquoted(line: str) -> str:
    """A KeyError quotes its whole text, so a line of it begins or ends with a lone quote."""
    for quote in ("'", '"'):
        if line.count(quote) % 2 == 1:
            line = line[1:] if line.startswith(quote) else line
            line = line[:-1] if line.endswith(quote) else line
    return line


def _wrapping(line: str) -> bool:
    return line.startswith(WRAPPING)


def _error_line(line: str) -> bool:
    head = line.split(":", 1)[0]
    return head.isidentifier() and head.endswith(("Error", "Exception")) and ": " in line


def user_line(failure: Failure) -> str:
    """The innermost line of the user's own code, as ``file.py:12 in name``; "" when unknown."""
    return short_frame(failure.frames[-1]) if failure.frames else ""


def short_frame(frame: str) -> str:
    """A frame with the base name of its file, for a sentence."""
    path, mark, name = frame.partition(" in ")
    return re.split("/" if os.sep == "/" else r"[/\\]", path)[-1] + mark + name


def positions(indices: Sequence[int], *, limit: int = 3) -> str:
    """``batch 4`` or ``batches 4, 9 and 11``."""
    shown: List[str] = [str(i) for i in indices[:limit]]
    more = " …" if len(indices) > limit else ""
    return ("batch " if len(indices) == 1 else "batches ") + ", ".join(shown) + more


def milliseconds(seconds: float) -> str:
    """Seconds as milliseconds of three digits."""
    return f"{seconds * 1000:.3g} ms"
