"""Each format of 15 reports of every check, most of which hold or do not apply."""

from __future__ import annotations

import time

from conformance.registry import load
from conformance.report import FORMATS, render
from conformance.results import Reading, Report, Result

REPORTS = 15
FINDINGS = 5  # of each report; as many again are blocked by the first


def report(number: int) -> Report:
    """A report with a few findings, a hundred that hold and the rest not applicable."""
    results = []
    for place, check in enumerate(load().values()):
        status, because = ("pass", "") if place < 100 else ("skip", "")
        if place < FINDINGS:
            status = "fail" if place == 0 else "warn"
        elif place < 2 * FINDINGS:
            status, because = "blocked", results[0].check
        message = "" if status == "pass" else f"{check.title}: it does not ({place % 7})"
        results.append(
            Result(check.name, check.group, status, check.title, message, because=because)
        )
    return Report(f"pipelines/number_{number}.py", results=results, readings=[Reading()])


def main() -> None:
    """Print processor seconds of a first and of a second rendering."""
    reports = [report(number) for number in range(REPORTS)]
    for form in FORMATS:
        taken = []
        for _ in range(2):
            started = time.process_time()
            text = render(reports, form, verbose=True)
            taken.append(time.process_time() - started)
        first, second = taken
        print(f"{form:<10}{first:7.3f} s, again {second:7.3f} s, {len(text):9,} characters")


if __name__ == "__main__":
    main()
