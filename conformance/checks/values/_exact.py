"""Checks: do ids fit the tables they index, and do numbers survive the model's dtype?"""

from __future__ import annotations

INTEGERS = ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "bool")
