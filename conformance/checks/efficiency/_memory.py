"""Checks: memory that buffers, caches and constants take, and shapes that XLA compiles."""

from __future__ import annotations


def megabytes(count: float) -> str:
    return f"{count / 2**30:.1f} GB" if count >= 2**30 else f"{count / 2**20:.3g} MB"
