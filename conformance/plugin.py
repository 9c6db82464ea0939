"""The pytest plugin: a pipeline's checks as items, and a fixture that judges.

    pytest --conformance-target my_project.data:make_dataset --conformance-model my_project.model:make_model
    pytest --conformance-run "train.py --epochs 1"

Nothing heavy is imported here: every pytest that has this package installed loads this module.
"""

from __future__ import annotations

import hashlib
import json
import os
import shlex
import tempfile
import time
import warnings
from typing import Any, Dict, Iterator, List, Optional

import pytest

POLL = 0.2  # seconds between looks at whether another worker has made the report
START = 240.0  # seconds that a child may take beside its budget
MARK = "conformance_accept"


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("conformance", "conformance of Keras input pipelines")
    add = group.addoption
    add(
        "--conformance-target",
        action="append",
        default=[],
        metavar="TARGET",
        help="a pipeline whose checks become items: package.module:name or path/to/file.py:name; "
        "repeatable",
    )
    add(
        "--conformance-run",
        action="append",
        default=[],
        metavar="SCRIPT",
        help="an unmodified training script, with its arguments in one string; repeatable",
    )
    add("--conformance-model", metavar="TARGET", help="builds a fresh compiled model")
    add("--conformance-validation", metavar="TARGET", help="what goes to validation_data")
    add("--conformance-only", action="append", default=[], metavar="CHECK", help="check or group")
    add("--conformance-skip", action="append", default=[], metavar="CHECK", help="check or group")
    add(
        "--conformance-budget",
        type=float,
        default=60.0,
        metavar="SECONDS",
        help="for each pipeline (default: 60)",
    )
    add(
        "--conformance-expected-failures",
        metavar="FILE.toml",
        help="known failures with their reasons: these items are strict xfails",
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers",
        f"{MARK}(check, reason): with the fixture `conformance`, a failure that is accepted; the "
        "test fails when that check passes again",
    )
    from conformance.registry import select

    try:
        select(config.getoption("conformance_only"), config.getoption("conformance_skip"))
    except ValueError as error:
        raise pytest.UsageError(str(error)) from error


# --- targets of the command line ------------------------------------------------------------------


def pytest_collection_modifyitems(
    session: pytest.Session, config: pytest.Config, items: List[pytest.Item]
) -> None:
    """Add an item for each check that applies: the pipelines are judged while items are collected."""
    for target in _targets(config):
        node = Pipeline.from_parent(session, name=target["target"], given=target)
        items += list(node.collect())


def _targets(config: pytest.Config) -> List[Dict[str, Any]]:
    out: List[Dict[str, Any]] = []
    for target in config.getoption("conformance_target"):
        named = {key: config.getoption(f"conformance_{key}") for key in ("model", "validation")}
        out.append({"target": target, **named})
    for line in config.getoption("conformance_run"):
        place, *arguments = shlex.split(line) or [""]
        script = {"place": place, "arguments": arguments}
        out.append({"target": os.path.basename(place), "script": script})
    return out


class Pipeline(pytest.Collector):
    """One target: its items are the checks that apply to it."""

    def __init__(self, *, given: Dict[str, Any], **kwargs: Any):
        super().__init__(**kwargs)
        self.given = given

    def collect(self) -> Iterator[pytest.Item]:
        report = _shared_report(self.given, self.config)
        if isinstance(report, str):
            yield Item.from_parent(self, name="target", result=None, refusal=report)
            return
        if not report.results:
            yield Item.from_parent(self, name="target", result=None, refusal=report.interrupted)
        for result in report.results:
            if result.status == "skip" and result.kind in ("", "not-applicable"):
                continue
            part = "" if result.part == "training" else f"[{result.part}]"
            yield Item.from_parent(self, name=f"{result.check}{part}", result=result)


class Item(pytest.Item):
    """One check on one part of the data."""

    def __init__(self, *, result: Any, refusal: Optional[str] = None, **kwargs: Any):
        super().__init__(**kwargs)
        self.result, self.refusal = result, refusal
        self.add_marker(pytest.mark.xdist_group("conformance"))

    def runtest(self) -> None:
        if self.result is None:
            pytest.fail(str(self.refusal), pytrace=False)
        outcome(self.result)

    def reportinfo(self) -> Any:
        return self.path, None, self.name


def outcome(result: Any) -> None:
    """A result as pytest says it."""
    __tracebackhide__ = True
    from conformance.report.text import one

    if result.status in ("skip", "blocked"):
        pytest.skip(f"{result.status}: {result.message}")
    if result.status == "xfail":
        pytest.xfail(result.message)
    if result.status == "warn":
        warnings.warn(one(result), UserWarning, stacklevel=2)
    elif result.status != "pass":
        pytest.fail(one(result), pytrace=False)


def _shared_report(given: Dict[str, Any], config: pytest.Config) -> Any:
    """The report on a target, made once for all workers of xdist; a refusal is a string."""
    run = getattr(config, "workerinput", {}).get("testrunuid")
    if run is None:
        return _read(_made(given, config))
    key = hashlib.sha256(json.dumps([run, given, os.getcwd()]).encode()).hexdigest()[:20]
    path = os.path.join(tempfile.gettempdir(), f"conformance-{key}.json")
    try:
        os.close(os.open(path + ".lock", os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return _read(_waited(path, config))
    text = json.dumps(_made(given, config))
    with open(path + ".part", "w", encoding="utf-8") as file:
        file.write(text)
    os.replace(path + ".part", path)
    return _read(json.loads(text))


def _waited(path: str, config: pytest.Config) -> Any:
    """What another worker makes of the same target."""
    until = time.monotonic() + config.getoption("conformance_budget") + START
    while not os.path.exists(path):
        if time.monotonic() > until:
            return {"refused": "the worker that judges this target did not answer"}
        time.sleep(POLL)
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def _made(given: Dict[str, Any], config: pytest.Config) -> Dict[str, Any]:
    from conformance.run import expected
    from conformance.run.supervisor import Refused, supervise

    options = dict(
        budget=config.getoption("conformance_budget"),
        only=list(config.getoption("conformance_only")),
        skip=list(config.getoption("conformance_skip")),
    )
    try:
        (report,) = supervise([given], options=options)
    except Refused as error:
        return {"refused": str(error)}
    path = config.getoption("conformance_expected_failures")
    if path:
        expected.apply(report, expected.load(path))
    return report.to_dict()


def _read(data: Dict[str, Any]) -> Any:
    from conformance.results import Report

    return data["refused"] if "refused" in data else Report.from_dict(data)


# --- the fixture ----------------------------------------------------------------------------------


class Judge:
    """What the fixture gives: call it with a pipeline, or ``fit`` with a call of fit.

    Args:
        accepted: check -> reason.
    """

    def __init__(self, accepted: Dict[str, str]):
        self.accepted = accepted

    def __call__(self, dataset: Any, **options: Any) -> Any:
        """As :func:`conformance.check_pipeline`; fails the test where the pipeline does."""
        __tracebackhide__ = True
        from conformance.face import check_pipeline

        return self._held(check_pipeline(dataset, **options))

    def fit(self, model: Any, *args: Any, **kwargs: Any) -> Any:
        """As :func:`conformance.check_fit`; fails the test where the call does."""
        __tracebackhide__ = True
        from conformance.face import check_fit

        return self._held(check_fit(model, *args, **kwargs))

    def _held(self, report: Any) -> Any:
        __tracebackhide__ = True
        from conformance.run.expected import Expected, apply

        apply(report, [Expected(check, reason) for check, reason in self.accepted.items()])
        if not report.conforms:
            pytest.fail(str(report), pytrace=False)
        return report


@pytest.fixture
def conformance(request: pytest.FixtureRequest) -> Judge:
    """Judge a pipeline, or a call of fit, in this test: ``conformance(make_dataset, model=...)``."""
    from conformance.registry import select

    accepted: Dict[str, str] = {}
    for mark in request.node.iter_markers(MARK):
        if len(mark.args) != 1 or not str(mark.kwargs.get("reason", "")).strip():
            pytest.fail(f'{MARK} takes a check and its reason: {MARK}("unscaled", reason="...")')
        accepted[mark.args[0]] = mark.kwargs["reason"]
    try:
        select(accepted)
    except ValueError as error:
        pytest.fail(str(error), pytrace=False)
    return Judge(accepted)
