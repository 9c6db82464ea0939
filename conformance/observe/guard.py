"""Turn an exception of the user's code into a record."""

from __future__ import annotations

import contextlib
import os
import re
import traceback
from typing import Any, Iterator, List, Optional, Tuple, Type

from conformance.records import Failure

STYLE = re.compile("\x1b\\[[0-9;]*m")  # Keras 3 prints part of its messages in bold


# What is nobody's failure and goes on through every guard. A supervised child empties it: nobody
# presses Ctrl-C there, so that a KeyboardInterrupt too is of the user's code.
PASSING: Tuple[Type[BaseException], ...] = (KeyboardInterrupt,)


class OutOfTime(BaseException):
    """What runs has no time left: a failure of nobody."""


class Caught:
    """Holds the Failure when the guarded block raised."""

    failure: Optional[Failure] = None
    exception: Optional[BaseException] = None


@contextlib.contextmanager
def guard(stage: str, *, batch: Optional[int] = None) -> Iterator[Caught]:
    """Run user code; what it raises, sys.exit() too, becomes ``caught.failure``."""
    caught = Caught()
    try:
        yield caught
    except BaseException as error:
        if passes(error):
            raise
        caught.exception = error
        caught.failure = failure_of(error, stage, batch=batch)


def passes(error: BaseException) -> bool:
    """Whether an exception is none of the pipeline's failures."""
    return isinstance(error, (*PASSING, OutOfTime, GeneratorExit))


def failure_of(error: BaseException, stage: str, *, batch: Optional[int] = None) -> Failure:
    frames, functions = [], []
    chain: List[BaseException] = []
    current: Optional[BaseException] = error
    while current is not None and current not in chain:
        chain.append(current)
        current = current.__cause__ or current.__context__
    for link in reversed(chain):
        for frame in traceback.extract_tb(link.__traceback__):
            functions.append(frame.name)
            if not of_library(frame.filename):
                frames.append(f"{_near(frame.filename)}:{frame.lineno} in {frame.name}")
    message = STYLE.sub("", str(error)) or repr(error)
    return Failure(
        type(error).__name__,
        message,
        stage,
        batch,
        tuple(frames[-6:]),
        tuple(functions),
        _key(chain),
    )


def _key(chain: List[BaseException]) -> Optional[str]:
    """The key a lookup missed: Keras re-raises the KeyError with a text of its own."""
    for link in chain:
        asked = link.args[0] if isinstance(link, KeyError) and link.args else None
        if isinstance(asked, str) and asked and not any(c.isspace() for c in asked):
            return asked
    return None


def of_library(filename: str) -> bool:
    """Whether a file is the kit's, Python's or an installed library's, and not the user's."""
    marks = ("site-packages", "dist-packages", f"{os.sep}lib{os.sep}python", "<frozen", "autograph")
    ours = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    return any(mark in filename for mark in marks) or filename.startswith(ours + os.sep)


def _near(filename: str) -> str:
    """A file as seen from the working folder, where it is below that; else in full."""
    try:
        relative = os.path.relpath(filename)
    except (OSError, ValueError):  # no working folder any more; another drive
        return filename
    return filename if relative.startswith(os.pardir) else relative


def user_line(skip: int = 2) -> str:
    """The nearest frame of user code on the stack, as file.py:12."""
    import sys

    frame: Any = sys._getframe(skip)
    while frame is not None:
        if not of_library(frame.f_code.co_filename):
            return f"{os.path.basename(frame.f_code.co_filename)}:{frame.f_lineno}"
        frame = frame.f_back
    return ""
