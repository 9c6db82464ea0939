"""The HTML report: one self-contained file without a script, and the same as a notebook's output."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, List, NamedTuple, Sequence, Tuple

from conformance.report import content, drawing, pages
from conformance.report.safe import one_line, plain
from conformance.results import Report, verdict_of_all

FENCE = re.compile(r"```\w*\n(.*?)\n```", re.DOTALL)
SPAN = re.compile(r"`([^`\n]+)`")
LEAD = re.compile(r"^(Why it matters|What to look at|When to ignore it):")


class Section(NamedTuple):
    """What others add to the page of a pipeline, between the findings and what held.

    Args:
        title: its heading.
        body: HTML (``markupsafe.Markup``) without scripts; plain text is escaped.
    """

    title: str
    body: Any


def render(
    reports: Sequence[Report],
    *,
    verbose: bool = False,
    sections: Sequence[Sequence[Section]] = (),
    look: bool = False,
) -> str:
    """The page.

    Args:
        reports: one a pipeline.
        verbose: open what is collapsed otherwise; nothing is left out either way.
        sections: for each report, in their order, what is added to it.
        look: nothing was judged: the cards alone.
    """
    return fill(
        "report/templates/report.html",
        reports=reports,
        summary=_looked(reports) if look else content.summary(reports),
        look=look,
        verdict=verdict_of_all(reports),
        **_values(reports, verbose, sections),
    )


def fragment(report: Report, sections: Sequence[Section] = ()) -> str:
    """One report to set into another page: its style touches nothing else there."""
    values = _values([report], False, [sections])
    return fill("report/templates/fragment.html", report=report, look=False, **values)


def _looked(reports: Sequence[Report]) -> str:
    targets = ", ".join(one_line(report.target) for report in reports[:3])
    return f"What the model receives: {targets}" + (" …" if len(reports) > 3 else "")


def _values(
    reports: Sequence[Report], verbose: bool, sections: Sequence[Sequence[Section]]
) -> dict:
    """What the templates are given; ``named`` leads from each finding to the stages that it names."""
    return dict(
        content=content,
        draw=drawing,
        verbose=verbose,
        sections=list(sections),
        page=page,
        named=[drawing.guilty(report) for report in reports],
    )


@lru_cache(maxsize=None)
def page(name: str) -> Tuple[Tuple[str, str], ...]:
    """What, why and fix of a check as (kind, text): p, h, code; without its title."""
    out: List[Tuple[str, str]] = []
    for number, piece in enumerate(FENCE.split(pages.text_of(name))):
        if number % 2:
            out.append(("code", piece))
            continue
        for block in re.split(r"\n\s*\n", piece.strip()):
            if block.startswith("## "):
                out.append(("h", block[3:]))
            elif block and not block.startswith("# "):
                out.append(("p", " ".join(block.split())))
    return tuple(out)


def words(text: Any) -> Any:
    """Prose of the kit or of a message: code spans set as code, lines kept, all else as text."""
    from markupsafe import Markup, escape

    pieces = SPAN.split(plain(text))
    marked = Markup().join(
        Markup("<code>{}</code>").format(piece) if number % 2 else escape(piece)
        for number, piece in enumerate(pieces)
    )
    return Markup(LEAD.sub(r"<strong>\1:</strong>", str(marked)))


def soft(text: Any) -> Any:
    """A name on one line that may break behind its slashes, dots and underscores, not within words."""
    from markupsafe import Markup, escape

    pieces = re.split(r"(?<=[/\\_.:])", one_line(text))
    return Markup("<wbr>").join(escape(piece) for piece in pieces)


def fill(template: str, **values: Any) -> str:
    """A template of this package, named by its path in it, with everything escaped."""
    folder, _, name = template.rpartition("/")
    return _environment(folder).get_template(name).render(**values)


@lru_cache(maxsize=None)
def _environment(folder: str) -> Any:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("conformance", folder),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        finalize=lambda value: plain(value) if type(value) is str else value,
    )
    environment.filters.update(words=words, line=one_line, soft=soft)
    return environment
