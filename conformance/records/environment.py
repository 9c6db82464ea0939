"""The versions that run here, and an exception of the code under test."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional, Tuple

import numpy as np


@dataclass(frozen=True)
class Failure:
    """An exception raised by the user's code or by the framework on its behalf."""

    type: str
    message: str
    stage: str
    batch: Optional[int] = None
    frames: Tuple[str, ...] = ()  # "file.py:12 in name", innermost last
    functions: Tuple[str, ...] = ()  # function names of every frame, innermost last
    key: Optional[str] = None  # what the KeyError behind it asked for

    def __str__(self) -> str:
        text = " ".join(self.message.split())
        return f"{self.type}: {text[:400]}{'…' if len(text) > 400 else ''}"


@dataclass(frozen=True)
class Environment:
    tensorflow: str
    keras: str
    keras_generation: int  # 2 or 3
    backend: str = "tensorflow"
    numpy: str = np.__version__
    python: str = ""
    device: str = "cpu"
    seed: int = 0
    generator_spec_batches: int = 0  # first batches that fix a generator's spec; 0: none do
