"""The kill matrix: each check fails on its own sin, no other does, and its mend conforms."""

from __future__ import annotations

import os

import pytest

from conformance import zoo
from conformance.registry import load
from conformance.report import pages
from conformance.results import GROUPS

CHECKS = load()
# Judged by the supervising process, so the sins are in tests/test_supervisor.py and tests/run.
LOOKS = 3
NAMES = [name for name in CHECKS if name not in zoo.SUPERVISED]

pytestmark = pytest.mark.filterwarnings("ignore")


def _report(name: str, *, mended: bool):
    from conformance import compat
    from conformance.run.runner import Options, run

    reason = zoo.elsewhere(name)
    if reason is not None:
        pytest.skip(reason)
    # A preview is off unless it is asked for by name.
    only = (*GROUPS, name) if CHECKS[name].preview else ()
    report = run(zoo.subject(name, mended=mended), Options(only=only))
    compat.clear_session()
    return report


@pytest.mark.parametrize("name", NAMES)
def test_the_check_and_no_other_fails_on_its_own_sin(name):
    # A clock decides what is slow, and on a loaded machine one look may not show it.
    for _ in range(LOOKS if CHECKS[name].group == "efficiency" else 1):
        report = _report(name, mended=False)
        found = {result.check: result.status for result in report.findings()}
        if name in found:
            break
    assert name in found, f"not found; found {found}\n{report}"
    failures = [check for check, status in found.items() if status != "warn"]
    assert failures in ([name], []), report


@pytest.mark.parametrize("name", NAMES)
def test_the_mended_pipeline_conforms_without_a_warning(name):
    report = _report(name, mended=True)
    assert report.conforms, str(report)
    # A clock decides the efficiency warnings: on a loaded machine they may be right of any pipeline.
    timed = CHECKS[name].group != "efficiency"
    assert not [r for r in report.findings() if not (timed and r.group == "efficiency")], report


@pytest.mark.parametrize("name", sorted(CHECKS))
def test_every_check_has_a_page(name):
    text = pages.page(CHECKS[name])
    for heading in ("Why it matters:", "What to look at:", "When to ignore it:", "## Mended"):
        assert heading in text, f"{name}: the page lacks {heading!r}"


def test_no_zoo_page_is_without_a_check():
    root = os.path.dirname(zoo.__file__)
    files = {f for _, _, names in os.walk(root) for f in names if f.endswith(".py") and f[0] != "_"}
    assert {f[:-3].replace("_", "-") for f in files} == set(CHECKS)
