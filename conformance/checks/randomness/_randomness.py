"""What the checks on draws share: where a random number is drawn, how often, and for whom."""

from __future__ import annotations

FUNCTION_GUIDE = "https://www.tensorflow.org/guide/function#executing_python_side_effects"
