"""The HTML report: one self-contained file."""

from __future__ import annotations

from typing import Any, Sequence

from conformance.report.text import VERDICTS
from conformance.results import Report, verdict_of_all


def render(reports: Sequence[Report]) -> str:
    return fill(
        "report/templates/report.html",
        reports=reports,
        verdict=verdict_of_all(reports),
        words=VERDICTS,
    )


def fill(template: str, **values: Any) -> str:
    """A template of this package, named by its path in it, with everything escaped."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    folder, _, name = template.rpartition("/")
    environment = Environment(
        loader=PackageLoader("conformance", folder),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    return environment.get_template(name).render(**values)
