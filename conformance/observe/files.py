"""What the files behind a source say of themselves, in their first bytes."""

from __future__ import annotations

from typing import List

LOOKED_AT = 3  # files of a column
SIGNATURE = b"\x89PNG\r\n\x1a\n"
DEPTH = 24  # the byte of the IHDR chunk that holds the bits of a sample (PNG specification, 11.2.1)


def png_bits(names: List[str]) -> int:
    """Bits of a sample in the first files of a column, the most of them; 0 where they are no PNG."""
    bits = 0
    for name in names[:LOOKED_AT]:
        if not name.lower().endswith(".png"):
            return 0
        try:
            with open(name, "rb") as file:
                head = file.read(DEPTH + 1)
        except (OSError, ValueError):  # not on this machine's disk: a bucket, or no file at all
            return 0
        if head.startswith(SIGNATURE) and len(head) > DEPTH:
            bits = max(bits, head[DEPTH])
    return bits
