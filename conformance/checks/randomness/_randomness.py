"""Checks: is what should vary varied, and what should repeat repeatable?

This module holds the checks on draws: where a random number is drawn, how often, and for whom.
The order of examples is in ``randomness_order``, the mixing of classes in ``randomness_mixing``,
validation data and Sequences in ``randomness_readers``.
"""

from __future__ import annotations

FUNCTION_GUIDE = "https://www.tensorflow.org/guide/function#executing_python_side_effects"
