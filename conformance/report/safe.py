"""Text from a stranger's pipeline, made harmless before any format sets it.

A message may hold whatever an exception of the user's holds: colour codes, control characters, half
of a surrogate pair, a character that turns the reading direction. Those are written as escapes that
can be seen, a backslash and the number, so nothing is lost and nothing acts.
"""

from __future__ import annotations

import math
import re
from typing import Any

STYLE = re.compile("\x1b\\[[0-9;]*m")  # colours and bold carry nothing but themselves
NEWLINES = re.compile("\r\n?")
# Control characters but newline and tab; marks that reorder text; line separators that only some
# readers break at; halves of a surrogate pair, which no encoding can write; and the two
# non-characters that XML refuses.
UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
SURROGATE = re.compile("[\ud800-\udfff]")
# What JSON may hold and a terminal obeys.
UNQUOTED = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufffe\uffff]")


def plain(value: Any) -> str:
    """Text that can be written in any encoding of Unicode and acts on no reader."""
    text = value if isinstance(value, str) else str(value)
    if text.isascii() and text.isprintable():
        return text
    text = NEWLINES.sub("\n", STYLE.sub("", text))
    return UNSAFE.sub(_visible, text)


def one_line(value: Any) -> str:
    """The same on one line, for a name or a title."""
    return " ".join(plain(value).split())


def strict(value: Any) -> Any:
    """A value that every JSON reader takes: no NaN, no infinity, no half of a surrogate pair."""
    if isinstance(value, str):
        return SURROGATE.sub(_visible, value)
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {strict(str(key)): strict(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [strict(entry) for entry in value]
    return strict(value.item() if hasattr(value, "item") else str(value))


def _visible(match: Any) -> str:
    code = ord(match.group())
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
