"""The checks of a model's own step, layers adapted twice, outputs without a loss and stateful rows."""

from __future__ import annotations
