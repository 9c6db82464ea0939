"""Renderers of one report structure; no format knows more than another."""

from __future__ import annotations

import importlib
from typing import IO, Any, Optional, Sequence

FORMATS = ("text", "json", "junit", "markdown", "html", "github", "sarif")


def render(
    reports: Sequence[Any], form: str, *, verbose: bool = False, stream: Optional[IO[str]] = None
) -> str:
    """The reports in one of FORMATS.

    Args:
        reports: what :func:`conformance.check_pipeline` returns, one a pipeline.
        form: one of FORMATS.
        verbose: also what each pass compared and what did not apply.
        stream: where the text goes: its width and colour are used if it is a terminal.
    """
    module = importlib.import_module(f"{__name__}.{form}")
    if form == "text":
        return module.render(reports, verbose=verbose, stream=stream)
    return module.render(reports, verbose=verbose)
