"""JUnit XML: one test case for each check, one suite for each pipeline."""

from __future__ import annotations

from typing import Sequence

from conformance.report.text import one
from conformance.results import Report


def render(reports: Sequence[Report]) -> str:
    from junitparser import Error, Failure, JUnitXml, Skipped, TestCase, TestSuite

    document = JUnitXml()
    for report in reports:
        suite = TestSuite(report.target)
        for result in report.results:
            case = TestCase(result.check, classname=f"{report.target}.{result.group}")
            case.time = result.seconds
            if result.status in ("fail", "xpass"):
                case.result = [Failure(one(result), result.status)]
            elif result.status == "error":
                case.result = [Error(result.message, "error")]
            elif result.status in ("skip", "blocked", "xfail"):
                case.result = [Skipped(f"{result.status}: {result.message}")]
            elif result.status == "warn":
                case.system_out = one(result)
            suite.add_testcase(case)
        document.add_testsuite(suite)
    return document.tostring().decode()
