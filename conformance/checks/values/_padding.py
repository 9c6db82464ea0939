"""Checks: does the model see which steps of a sequence are padding?"""

from __future__ import annotations

MANY = 0.5  # share of sequences that are padded
