"""Ranges of published TensorFlow releases: data about what was measured, never a decision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional, Tuple


@dataclass(frozen=True)
class Releases:
    """A range of TensorFlow minors, both ends included; None: open."""

    first: Optional[str] = None
    last: Optional[str] = None

    def cover(self, version: str) -> bool:
        """Whether a release, e.g. "2.15.1", is one of them."""
        minor = _parts(version)
        return (self.first is None or _parts(self.first) <= minor) and (
            self.last is None or minor <= _parts(self.last)
        )

    def __str__(self) -> str:
        if self.first and self.last:
            return f"{self.first} to {self.last}"
        return f"from {self.first}" if self.first else f"up to {self.last}"


def since(first: str) -> Releases:
    """From this minor on."""
    return Releases(first=first)


def until(last: str) -> Releases:
    """Up to this minor."""
    return Releases(last=last)


def between(first: str, last: str) -> Releases:
    """From the one minor to the other, both included."""
    return Releases(first, last)


def _parts(version: str) -> Tuple[int, ...]:
    return tuple(int(part) for part in version.split(".")[:2])
