"""Checks: does every source of a mix (interleave, choose, sample) give what it holds?"""

from __future__ import annotations

BATCHES = ("batch", "padded_batch", "map_and_batch")
