"""Checks: how long is an epoch, and does fit know?"""

from __future__ import annotations


def batch_count(count: int) -> str:
    return "1 batch" if count == 1 else f"{count} batches"
