"""Version numbers as they sort, and the columns of a matrix as people name them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Dict, Iterable, List, Optional, Sequence, Tuple

BACKENDS = ("tensorflow", "jax", "torch")
DEVICES = ("cpu", "gpu")
KERAS_3_SINCE = (2, 16)  # the first TensorFlow whose tf.keras is Keras 3 (its release notes)


def key(version: str) -> Tuple:
    """A sort key: 2.4.1 < 2.10.1, and a pre-release or nightly before its release."""
    match = re.match(r"\d+(?:\.\d+)*", version)
    numbers = tuple(int(part) for part in match.group().split(".")) if match else ()
    rest = version[match.end() :] if match else version
    return numbers, rest == "" or rest.startswith("+"), rest


def minor(version: str) -> str:
    """``2.15`` of ``2.15.1``."""
    return ".".join(version.split(".")[:2])


@dataclass(frozen=True)
class Column:
    """One environment: what must be the same for two results to stand in one column.

    ``keras`` is None where the environment could not be made, so that nobody asked it.
    """

    tensorflow: str
    keras: Optional[str] = None
    backend: str = "tensorflow"
    device: str = "cpu"

    @property
    def track(self) -> Tuple[str, str]:
        """Columns of one track differ by version alone."""
        return self.backend, self.device

    @property
    def suffix(self) -> str:
        """What sets the track apart from TensorFlow on the CPU."""
        backend = "" if self.backend == BACKENDS[0] else f" {self.backend}"
        return backend + ("" if self.device == DEVICES[0] else f" {self.device}")

    @property
    def generation(self) -> int:
        """2 or 3: the Keras that answers ``tf.keras``."""
        if self.keras:
            numbers = key(self.keras)[0]
            if numbers:
                return numbers[0]
        return 3 if key(self.tensorflow)[0] >= KERAS_3_SINCE else 2

    def sort_key(self) -> Tuple:
        """By track (TensorFlow on the CPU first), then by version."""
        return (
            _rank(self.backend, BACKENDS),
            _rank(self.device, DEVICES),
            key(self.tensorflow),
            key(self.keras or ""),
        )


def _rank(name: str, known: Sequence[str]) -> Tuple[int, str]:
    return (known.index(name) if name in known else len(known), name)


def labels(columns: Sequence[Column]) -> Dict[Column, str]:
    """A short name for each column: the minor alone where no other column of its track has it."""
    out = {}
    for column in columns:
        peers = [c for c in columns if c.track == column.track and c != column]
        text = minor(column.tensorflow)
        if any(minor(c.tensorflow) == text for c in peers):
            text = column.tensorflow
        if any(c.tensorflow == column.tensorflow for c in peers):
            text = f"{column.tensorflow} with Keras {column.keras or 'unknown'}"
        out[column] = text + column.suffix
    return out


def spans(chosen: Iterable[Column], columns: Sequence[Column]) -> str:
    """``2.4 to 2.15, 2.21 jax``: some of the columns in words, neighbours drawn together."""
    wanted, names = set(chosen), labels(columns)
    if wanted == set(columns) and len(columns) > 1:
        return "everywhere"
    runs: List[List[Column]] = []
    previous: Optional[Column] = None
    for column in columns:
        if column in wanted:
            if previous in wanted and previous is not None and previous.track == column.track:
                runs[-1].append(column)
            else:
                runs.append([column])
        previous = column
    return ", ".join(
        names[run[0]] if len(run) == 1 else f"{names[run[0]]} to {names[run[-1]]}" for run in runs
    )
