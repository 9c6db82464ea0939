"""The HTML report: one self-contained file."""

from __future__ import annotations

from typing import Sequence

from conformance.report.text import VERDICTS
from conformance.results import Report, verdict_of_all


def render(reports: Sequence[Report]) -> str:
    from jinja2 import Environment, PackageLoader

    environment = Environment(
        loader=PackageLoader("conformance", "report/templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html").render(
        reports=reports, verdict=verdict_of_all(reports), words=VERDICTS
    )
