"""Print the kill rate of each reference pipeline, and what survived."""

from __future__ import annotations

import sys
import warnings

from reference_pipelines import PATTERNS
from tests.mutations.kills import UNDECIDABLE, judge, killed
from tests.mutations.sins import SINS


def main(wanted: list) -> int:
    """The number of sins that survived and should not have."""
    total, dead, wrong = 0, 0, 0
    for template in wanted or [entry.module for entry in PATTERNS.values()]:
        reports = {name: judge(template, sin) for name, sin in SINS.items()}
        reports = {name: report for name, report in reports.items() if report is not None}
        kills = {name for name, report in reports.items() if killed(report, SINS[name])}
        total, dead = total + len(reports), dead + len(kills)
        print(f"{template:24} {len(kills)}/{len(reports)}", flush=True)
        for name in sorted(set(reports) - kills):
            why = UNDECIDABLE.get((template, name), "not found")
            wrong += (template, name) not in UNDECIDABLE
            seen = [f"{r.status} {r.check}" for r in reports[name].results]
            print(f"    {name}: {why}; {[s for s in seen if s[:4] in ('fail', 'warn', 'erro')]}")
    print(f"{'all':24} {dead}/{total}")
    return wrong


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    sys.exit(min(main(sys.argv[1:]), 1))
