"""JUnit XML: one test case for each check, one suite for each pipeline.

A suite is red exactly when the verdict is not "conforms": one that is incomplete without a failure
gets a case of its own for that, since readers of JUnit take skipped for good.
"""

from __future__ import annotations

from typing import Any, List, Sequence, Tuple

from conformance.report import content
from conformance.report.safe import one_line, plain
from conformance.results import Report, Result

VERDICT = "(verdict)"  # no check has such a name


def render(reports: Sequence[Report], *, verbose: bool = False) -> str:
    """One document; passes say what they compared when ``verbose``."""
    from junitparser import JUnitXml

    document = JUnitXml(content.summary(reports))
    for report in reports:
        document.add_testsuite(_suite(report, verbose))
    return document.tostring().decode()


def _suite(report: Report, verbose: bool) -> Any:
    from junitparser import Error, TestCase, TestSuite

    target = one_line(report.target)
    suite = TestSuite(target)
    for name, value in _properties(report):
        suite.add_property(name, value)
    cases = [_case(result, target, verbose) for result in report.results]
    if report.verdict == "incomplete" and not report.count("error"):
        case = TestCase(VERDICT, classname=target)
        case.result = [_outcome(Error, content.headline(report), "incomplete", _opening(report))]
        cases.append(case)
    suite.add_testcases(cases)
    return suite


def _opening(report: Report) -> str:
    return "\n".join(content.opening(report))


def _properties(report: Report) -> List[Tuple[str, str]]:
    known = [("verdict", content.headline(report)), ("summary", _opening(report))]
    known += [(str(key), plain(value)) for key, value in report.environment.items()]
    return [(one_line(key), value) for key, value in known]


def _case(result: Result, target: str, verbose: bool) -> Any:
    from junitparser import Error, Failure, Skipped, TestCase

    case = TestCase(content.name(result), classname=f"{target}.{one_line(result.group)}")
    case.time = result.seconds
    standing = content.standing(result)
    if result.status in ("fail", "xpass"):
        case.result = [_outcome(Failure, result.message, result.status, content.told(result))]
    elif result.status == "error":
        case.result = [_outcome(Error, result.message, "error", content.told(result))]
    elif result.status in ("skip", "blocked", "xfail"):
        words = content.STANDINGS[standing][0]
        reason = f"{words}: {result.because or result.message}"
        case.result = [_outcome(Skipped, reason, standing, content.told(result))]
    elif result.status == "warn":
        case.system_out = f"warning: {content.told(result)}"
    elif verbose and result.compared:
        case.system_out = f"holds: {plain(result.compared)}"
    return case


def _outcome(kind: Any, message: str, type_: str, text: str) -> Any:
    """The message as an attribute, and everything as text, where lines are kept."""
    outcome = kind(plain(message), type_)
    outcome.text = text
    return outcome
